# SPDX-License-Identifier: GPL-2.0-only
"""Without memory: ENOMEM, or a report that says what it lacks; and nothing is lost.

Every request for memory of every use of every file fails once by itself, and
once together with all after it (modules/mms_fail.c, programs/starve.c). Likewise
reads of the kernel's memory, and locks.
"""
import errno
import re
import subprocess

import pytest
from guests import suite
from runner.vm import config, target

USE = re.compile(rb"use nth=(\d+) on=(\d) call=(\w+) errno=(\d+) failed=(\d+) "
                 rb"function=(\w+) held=(-?\d+) len=(\d+)\n")
# How a file says that something is missing.
LACKS = re.compile(r"\bunavailable\b|result=skipped")
# Types of records that there may be none of at a moment, whatever failed.
COME_AND_GO = {"lazy"}
# Taken as they are read, behind a line that needs nothing: seq_file gives out that line,
# asks once more in the next read(), and is answered.
ASKED_AGAIN = (suite.DEBUGFS + "/pagewalk/summary", suite.DEBUGFS + "/pagewalk/query dump=",
               "/proc/")
# What the kernel's functions that give memory and take it back are called; and
# what is called so too.
REQUEST = re.compile("alloc|dup|create|open|free|close")
NO_REQUEST = {"kmalloc_caches", "random_kmalloc_seed", "vmalloc_base", "vmalloc_to_page"}


class Use:
    """How one use went, and the text there was."""

    def __init__(self, match, text):
        numbers = [int(match[n]) for n in (1, 2, 4, 5, 7)]
        self.nth, self.on, self.errno, self.failed, self.held = numbers
        self.call, self.function = match[3].decode(), match[6].decode()
        self.text = text.decode(errors="replace")

    def __str__(self):
        return "request %d%s (%s failing): %s %s, holds %d more\n%s" % (
            self.nth, " and on" if self.on else "", self.function, self.call,
            errno.errorcode.get(self.errno, self.errno), self.held, self.text)

    def lacks(self):
        return len(LACKS.findall(self.text))

    def kinds(self):
        """What kinds of lines there are: of records their types, of reports nothing."""
        return {line.split()[0] for line in self.text.splitlines() if "=" in line} - COME_AND_GO


def starve(vm, *words):
    """The uses a run of starve made."""
    result = vm.sh("starve " + " ".join("'%s'" % word for word in words), timeout=300)
    assert result.rc == 0, result.err
    uses, at = [], 0
    while at < len(result.raw):
        match = USE.match(result.raw, at)
        assert match, result.raw[at:at + 200]
        at = match.end() + int(match[8])
        uses.append(Use(match, result.raw[match.end():at]))
    return uses


@pytest.fixture
def fast(row):
    """Elsewhere it takes many minutes, and what fails is the same."""
    if row.arch != "amd64":
        pytest.skip("what fails is the same, and takes minutes to be emulated")
    checked = [r.name for r in config.select("check") if r.arch == "amd64"]
    if row.name in checked[:-2]:
        pytest.skip("what fails is the same: done on the two newest kernels of make check")


@pytest.fixture
def starving(vm, row):
    """A guest where what is loaded from now on can have its requests fail."""
    if row.arch not in ("amd64", "arm64"):
        pytest.skip("mms_fail is not built for it")
    vm.insmod("mms_fail")
    vm.sh("rmmod %s 2>/dev/null" % " ".join(suite.MODULES))
    yield vm
    vm.rmmod("mms_fail")


def judge_failing(use, whole, path):
    """One use of a file in which requests failed."""
    assert use.held == 0, "lost or freed twice: %s" % use
    if use.errno:
        assert use.errno == errno.ENOMEM, str(use)
        assert use.call in ("open", "write", "read"), str(use)
    elif path.startswith(ASKED_AGAIN) and not use.on and use.lacks() == whole.lacks():
        assert use.kinds() == whole.kinds(), str(use)
    else:
        assert use.lacks() > whole.lacks(), "does not say what it lacks: %s" % use


def judge(uses, path):
    """Uses of a file: those that fail, each followed by one that does not."""
    whole, failing = uses[0], [use for use in uses if use.nth]
    assert whole.errno == 0, str(whole)
    # The very first may leave something that is kept, as the answer to a query.
    for use in uses[1:]:
        if use.failed:
            judge_failing(use, whole, path)
            continue
        assert use.errno == 0 and use.held == 0, str(use)
        assert use.kinds() == whole.kinds() and use.lacks() == whole.lacks(), (
            "not whole after a failure: %s\n--- was\n%s" % (use, whole))
    # Both rounds came to an end, and there was something to fail.
    assert [use.failed for use in failing].count(0) == 2 and len(failing) > 4
    assert not uses[-1].nth


ANYWHERE = ("addr=0x1000", "addr=0x%(area)x", "sym=jiffies")
PROCESS = ("pid=%(pid)d addr=0x%(code)x", "pid=2 addr=0x1000")
RANGE = ("range=0x%(area)x-0x%(end)x",)
QUERIES = {
    "show_kernel_vas": (*ANYWHERE, *PROCESS, "pid=%(pid)d", "pid=2"),
    "pagewalk": (*ANYWHERE, *PROCESS, *RANGE, "phys=0x1000000",
                 "dump=%(pid)d", "pid=%(pid)d range=0x%(code)x-0x%(past)x",
                 "tables=%(pid)d"),
    "vmap_inspect": (*ANYWHERE, *RANGE),
    "buddy_probe": (*ANYWHERE, *PROCESS, "pfn=0x100"),
}


@pytest.fixture
def process(vm):
    """A process on a file system of its own, which a lost reference to its address
    space would keep busy: its pid, and where its code is."""
    vm.sh("mkdir -p /tmp/fail && mount -t tmpfs none /tmp/fail && "
          "cp /bin/busybox /tmp/fail/sleep", check=True)
    sleep = vm.start("echo $$ > /tmp/fail.pid; exec /tmp/fail/sleep 1000")
    vm.sh("until grep -q /tmp/fail/sleep /proc/$(cat /tmp/fail.pid)/maps; do :; done")
    pid = int(vm.read("/tmp/fail.pid"))
    code = int(vm.read("/proc/%d/maps" % pid).partition("-")[0], 16)
    yield pid, code
    sleep.kill()
    vm.sh("while [ -d /proc/%d ]; do :; done; umount /tmp/fail; rc=$?; "
          "rm -r /tmp/fail.pid /tmp/fail; exit $rc" % pid, check=True)


def judge_loading(vm, module):
    """Loads it until it has all it asks for."""
    uses = starve(vm, "load", module, vm.module(module))
    for use in uses:
        assert use.held == 0, "lost or freed twice: %s" % use
        if use.failed:
            assert use.call == "insmod" and use.errno == errno.ENOMEM, str(use)
    assert use.errno == 0 and not use.failed and len(uses) > 5, str(use)
    files = {record["name"] for record in suite.records(use.text, "file")}
    assert files == set(suite.FILES[module].split()), str(use)


def judge_queries(vm, module, process):
    at = suite.vmalloc_area(vm)
    known = {"pid": process[0], "code": process[1], "past": process[1] + 0x10000,
             "area": at, "end": at + 0x100000}
    for path in suite.query_files():
        for query in QUERIES[module] if module in path else ():
            judge(starve(vm, "file", module, path, query % known + "\n"),
                  "%s %s" % (path, query))


@pytest.mark.usefixtures("fast")
@pytest.mark.check_rows("takes a minute")
@pytest.mark.parametrize("module", suite.MODULES)
def test_without_memory(starving, process, module):
    judge_loading(starving, module)
    starving.insmod(module)
    for path in suite.all_files(module):
        # What walks everything several times.
        kind = "slow" if path.endswith("/selfcheck") else "file"
        judge(starve(starving, kind, module, path), path)
    judge_queries(starving, module, process)
    starving.rmmod(module)
    # The last that an exit frees may be freed by a jump: the call returns to the kernel.
    held = re.search(r" held=(-?\d+) ", starving.read("/proc/mms_fail"))[1]
    assert held in ("0", "1"), "lost from load to unload"


@pytest.mark.usefixtures("fast")
@pytest.mark.check_rows("what fails is the same")
def test_nobody_opens_what_is_thrown_away(starving):
    """Of a module whose init fails, debugfs files that somebody opened meanwhile would be
    closed by code that is gone."""
    module, count = "pagewalk", 40
    ko = starving.module(module)
    failing = [use.nth for use in starve(starving, "load", module, ko) if use.failed]
    result = starving.sh("snatch %s %s %s/%s/query %d %d" % (
        module, ko, suite.DEBUGFS, module, failing[-1], count), check=True, timeout=300)
    assert result.out == "loads failed=%d opened=0\n" % count, result.out
    starving.check()


# What a use may fail with when the kernel's memory can't be read, and when the task
# is told that it was killed.
NOT_READ = {"reads": {0, errno.EFAULT, errno.EAGAIN, errno.EIO, errno.EOPNOTSUPP, errno.ENOENT},
            "locks": {0, errno.EINTR}}


@pytest.mark.usefixtures("fast")
@pytest.mark.check_rows("takes a minute")
@pytest.mark.parametrize("what", NOT_READ)
@pytest.mark.parametrize("module", suite.MODULES)
def test_what_can_not_be_read(starving, process, module, what):
    """A clear error or a report; nothing is lost, and the next one is whole again.
    Who is killed gets no report, or one that says what it lacks."""
    starving.insmod(module)
    known = {"pid": process[0], "code": process[1]}
    words = [(path,) for path in suite.all_files(module)]
    words += [(path, query % known + "\n") for path in suite.query_files() if module in path
              for query in PROCESS if "vmap" not in module]
    failed = 0
    for word in words:
        uses = starve(starving, what, module, *word)
        for use in uses:
            # The very first leaves what is said to who asks nothing.
            assert use.held == 0 or use is uses[0], (
                "%s: lost or freed twice: %s" % (word, use))
            assert use.errno in NOT_READ[what], "%s: %s" % (word, use)
            if not use.errno and word[0].startswith(suite.DEBUGFS) and len(word) == 1:
                suite.lacking(use.text)  # each with its reason
            assert '=""' not in use.text, "%s: %s" % (word, use)
            if what == "locks" and use.on and use.failed:
                assert use.errno or use.lacks() > uses[0].lacks(), "%s: %s" % (word, use)
        assert not uses[0].errno and not uses[-1].errno, uses[-1]
        assert uses[-1].lacks() == uses[0].lacks() and uses[-1].kinds() == uses[0].kinds(), (
            "%s: not whole after it: %s\n--- was\n%s" % (word, uses[-1], uses[0]))
        failed += sum(bool(use.failed) for use in uses)
    assert failed, "nothing was there to fail"
    starving.rmmod(module)


def pooled_areas(vm):
    return vm.read(suite.DEBUGFS + "/vmap_inspect/pools", timeout=300).count("\npooled ")


def test_tables_that_can_not_be_read_are_counted(starving, row):
    """Else what is mapped would just seem to be less. Where areas are searched for in
    page tables (arm64 6.1), the first reads that fail are those of the search; areas kept
    in pools are read one by one before the tables, and all of them again after a failure."""
    lists = target.kernel(row).config.get("CONFIG_KALLSYMS_ALL")
    if lists and row.runs != "check":
        pytest.skip("takes a while: done on the rows of make check")
    starving.insmod("vmap_inspect")
    areas, report = suite.DEBUGFS + "/vmap_inspect/areas", "/proc/vmap_inspect"
    pooled = [pooled_areas(starving)]
    uses = [use for use in starve(starving, "reads", "vmap_inspect", areas) if not use.errno]
    pooled.append(pooled_areas(starving))
    counts = [(bool(use.failed), suite.header(use.text).num("unread_tables")) for use in uses]
    unread = [n for failed, n in counts if failed]
    assert 1 in unread and unread.index(1) <= max(pooled), (pooled, unread)
    assert not any(n for failed, n in counts if not failed), counts
    texts = [use.text for use in starve(starving, "reads", "vmap_inspect", report)]
    assert any(re.search(r"^1 page table", text, re.M) for text in texts), texts[0]
    starving.rmmod("vmap_inspect")


def test_every_request_is_known(starving, row):
    """A kernel may give memory by a name that mms_fail has not heard of."""
    hooked = set(re.findall(r"^hook function=(\w+)", starving.read("/proc/mms_fail"), re.M))
    for module in starving.built.suite:
        listed = subprocess.run([row.facts.triplet + "-nm", "-u", str(module)], check=True,
                                capture_output=True, text=True).stdout
        asked = {name for name in re.findall(r"U (\w+)", listed) if REQUEST.search(name)}
        assert asked and not asked - hooked - NO_REQUEST, module.name
