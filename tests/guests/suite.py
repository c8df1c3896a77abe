# SPDX-License-Identifier: GPL-2.0-only
"""What the tests know of the suite: its modules, its files, its records."""
import re
import shlex

import pytest

from runner.vm import config

MODULES = ("show_kernel_vas", "pagewalk", "vmap_inspect", "buddy_probe")
DEBUGFS = "/sys/kernel/debug"


def defined(name):
    """The number that the suite's sources give a name, wherever they do: it is written once."""
    found = [int(value, 0) for folder in ("include", "live", "lib")
             for path in (config.TREE / folder).rglob("*.h")
             for value in re.findall(r"(?m)^#define %s\s+(\w+)$" % name, path.read_text())]
    assert len(found) == 1, "#define %s: expected one, saw %s" % (name, found)
    return found[0]


# Columns of a report's line, at most.
WIDTH = defined("MMS_TEXT_WIDTH")

# design.md section 2; the contract, not what happens to be there.
FILES = {
    "show_kernel_vas": "regions objects kaslr query selfcheck build",
    "pagewalk": "query kernel wx splits summary tables selfcheck build",
    "vmap_inspect": "areas free lazy orders callers pools query selfcheck build",
    "buddy_probe": "zones freelists blocks pcp fragmentation pageblocks map query "
                   "selfcheck build",
}
# What each module's two query files take.
KEYS = {
    "show_kernel_vas": {"addr", "sym", "pid", "as"},
    "pagewalk": {"addr", "sym", "pfn", "phys", "range", "tables", "pid", "only", "dump",
                 "perms", "type", "min_size", "region", "as"},
    "vmap_inspect": {"addr", "sym", "range", "as"},
    "buddy_probe": {"addr", "sym", "pfn", "pid", "as"},
}


def debugfs_files(module):
    return ["%s/%s/%s" % (DEBUGFS, module, name) for name in FILES[module].split()]


def all_files(module):
    return ["/proc/" + module] + debugfs_files(module)


def query_files():
    """Every file that takes queries."""
    return (["/proc/" + module for module in MODULES]
            + ["%s/%s/query" % (DEBUGFS, module) for module in MODULES])


def query_params():
    """They as parameters: where a kernel boots locked down, those of /proc alone are asked."""
    return [pytest.param(path, marks=[pytest.mark.locked_down] if path.startswith("/proc") else [])
            for path in query_files()]


def module_of(path):
    """Whose file it is."""
    return next(module for module in MODULES if module in path)


def load_all(vm):
    """Load the modules that are not loaded yet."""
    loaded = {line.split()[0] for line in vm.read("/proc/modules").splitlines()}
    for module in MODULES:
        if module not in loaded:
            vm.insmod(module)


def load_sh(vm, *words, user="root"):
    """tools/load.sh in the guest, with the modules built for its kernel."""
    vm.sh("mkdir -p /tmp/tree/tools", check=True)
    vm.put("/tmp/tree/tools/load.sh", (config.TREE / "tools/load.sh").read_bytes())
    return vm.sh("su -s /bin/sh %s -c 'KO=/modules/suite sh /tmp/tree/tools/load.sh %s'"
                 % (user, " ".join(words)))


def fresh_known(vm):
    """Have mms_known make its objects anew; their records."""
    vm.sh("rmmod mms_known 2>/dev/null; insmod %s io_phys=0x%x"
          % (vm.module("mms_known"), vm.row.facts.io_phys), check=True)
    return records(vm.read("/proc/mms_known"), "object")


def vmalloc_area(vm):
    """Where an area that somebody made with vmalloc() starts."""
    areas = vm.read("/proc/vmallocinfo")
    return int(re.search(r"^0x([0-9a-f]+)-.*\bvmalloc\b", areas, re.M)[1], 16)


class Record(dict):
    """One line of a record file: its type, and its keys' values as text."""

    def __init__(self, line):
        super().__init__()
        # Only quoted text has blanks within, and shlex is slow.
        words = shlex.split(line) if '"' in line else line.split()
        self.type = words[0]
        for word in words[1:]:
            key, equals, value = word.partition("=")
            if not equals or key in self:
                raise ValueError("not a record: %r in %r" % (word, line))
            self[key] = value

    def num(self, key):
        return int(self[key], 0)

    def end(self):
        """The first byte past it, which no 64 bits hold if its last is the last of all."""
        return self.num("last") + 1 if "last" in self else self.num("end")


def too_wide(report):
    """The lines of a report that are wider than they may be."""
    return [line for line in report.splitlines() if len(line) > WIDTH]


def records(text, *types):
    """The records of a file's text (of these types only, if any are given)."""
    found = [Record(line) for line in text.splitlines() if not line.startswith("#")]
    return [record for record in found if not types or record.type in types]


def header(text):
    """The keys of a record file's first line."""
    first = text.splitlines()[0]
    match = re.match(r"# (\w+) v1 (.*)$", first)
    assert match, "no `# MODULE v1 …` first line: %r" % first
    return Record(match[1] + " " + match[2])


def lacking(text):
    """What a record file says can't be had, as (what, reason): "" for all of it, the key
    of its first line, or the record's name and key. A value without a reason is none."""
    keys = {key[:-len("_unavailable")]: reason for key, reason in header(text).items()
            if key.endswith("_unavailable")}
    found = list(keys.items())
    for line in text.splitlines()[1:]:
        if "unavailable" not in line:
            continue
        record = Record(line)
        name = record.get("name", record.get("what", ""))
        if record.type == "unavailable":
            found.append((name, record["reason"]))
        for key in (key for key in record if record[key] == "unavailable" and key not in keys):
            reason = record.get(key + "_reason") or record.get("reason")
            if not reason:
                raise ValueError("%s=unavailable without a reason: %r" % (key, line))
            found.append(("%s %s" % (name or record.type, key), reason))
    return found


def cpu_list(text):
    """The CPUs of a list as sysfs writes it: "1,4-6"."""
    found = set()
    for part in filter(None, text.strip().split(",")):
        if part == "(null)":
            continue
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return found


def set_apart(vm):
    """(isolated, nohz_full) CPUs, by the kernel's own word."""
    base = "/sys/devices/system/cpu/"
    return [cpu_list(vm.sh("cat %s%s 2>/dev/null" % (base, name)).out)
            for name in ("isolated", "nohz_full")]
