# SPDX-License-Identifier: GPL-2.0-only
"""What a guest sees of the first load: right from its first second, and gone afterwards."""
import collections
import re

import pytest
import suite

pytestmark = pytest.mark.first

# Stacks of processes, which come and go with the shell that asks, and are kept for the
# next; what the kernel maps when it first needs it (of its own accord) is in the warm-up.
OF_PROCESSES = re.compile("dup_task_struct|copy_process|kernel_clone|alloc_thread_stack")
ROUNDS = 3


def everything(vm):
    """One load of all modules, every file read, and every kind of query asked."""
    for module in suite.MODULES:
        vm.insmod(module)
    selfchecks = {module: vm.read("%s/%s/selfcheck" % (suite.DEBUGFS, module), timeout=300)
                  for module in suite.MODULES}
    for module in suite.MODULES:
        for path in suite.all_files(module):
            vm.sh("cat %s > /dev/null" % path, timeout=600)
    area = suite.vmalloc_area(vm)
    for query in ("addr=0x%x" % area, "sym=vfs_read", "sym=no_such_symbol", "pfn=0x100",
                  "pid=1", "pid=1 addr=0x400000", "range=0x%x-0x%x" % (area, area + 0x10000)):
        for path in suite.query_files():
            vm.write(path, query + "\n")
    return selfchecks


def unload(vm):
    for module in reversed(suite.MODULES):
        vm.rmmod(module)


def areas(vm):
    """vmalloc's areas by who made them, and of how many pages."""
    found = collections.Counter()
    for line in vm.read("/proc/vmallocinfo").splitlines():
        match = re.match(r"0x\w+-0x\w+ +(\d+) ([^\s+]+)", line)
        if match and not OF_PROCESSES.search(match[2]):
            found[match[2]] += int(match[1])
    return found


SHRINK = """
for f in /sys/kernel/slab/*/shrink; do echo 1 > $f; done 2>/dev/null
cat /proc/slabinfo
"""


def slabs(vm):
    """Objects in use of each cache whose objects' number is exact once it was shrunk."""
    vm.sh("sync; echo 3 > /proc/sys/vm/drop_caches; sleep 1", timeout=120)
    lines = vm.sh(SHRINK, timeout=120).out.splitlines()[2:]
    return collections.Counter({line.split()[0]: int(line.split()[1]) for line in lines})


class Left:
    """What loading, asking and unloading must leave as it was."""

    def __init__(self, vm):
        self.areas = areas(vm)
        self.slabs = slabs(vm)
        self.wx = vm.sh("cat /sys/kernel/debug/check_wx_pages 2>/dev/null").out
        self.modules = vm.sh("grep -c '\\[' /proc/kallsyms", timeout=120).out
        self.probes = vm.sh("cat /sys/kernel/debug/kprobes/list | wc -l").out
        self.entries = vm.sh("ls -d /proc/[a-z]* /sys/kernel/debug/* /sys/module/*").out


def grown(before, after):
    return {name: "%d -> %d" % (before[name], number) for name, number in after.items()
            if number > before[name]}


def test_nothing_is_left(vm):
    """Load, ask everything, unload: areas, executable memory, symbols, probes are as before.

    Slab objects come and go with whatever else runs: what each round leaves is left in
    each round, so a cache that grew by less than one object a round lost none to us.
    """
    vm.sh("rmmod %s 2>/dev/null" % " ".join(suite.MODULES))
    rounds = [Left(vm)]
    for _ in range(ROUNDS):
        everything(vm)
        unload(vm)
        rounds.append(Left(vm))
    first, second, last = rounds[0], rounds[1], rounds[-1]
    print(grown(first.areas, second.areas), grown(second.areas, last.areas))
    print(grown(first.slabs, second.slabs), grown(second.slabs, last.slabs))
    assert not grown(first.areas, last.areas)
    assert (first.wx, first.modules, first.probes, first.entries) == (
        last.wx, last.modules, last.probes, last.entries)
    lost = {name: [r.slabs[name] for r in rounds] for name in last.slabs
            if last.slabs[name] - second.slabs[name] >= ROUNDS - 1}
    assert not lost


def test_selfchecks_right_after_loading(vm):
    """From the first second on: twice, with a second between."""
    for _ in range(ROUNDS):
        vm.sh("rmmod %s 2>/dev/null" % " ".join(suite.MODULES))
        suite.load_all(vm)
        for pause in (0, 1):
            for module in suite.MODULES:
                text = vm.sh("sleep %d; cat %s/%s/selfcheck" % (pause, suite.DEBUGFS, module),
                             timeout=300, check=True).out
                violated = [line for line in text.splitlines() if "result=violated" in line]
                assert not violated, (module, pause)
