# SPDX-License-Identifier: GPL-2.0-only
"""What a guest sees of the first load: right from its first second, and gone afterwards."""
import collections
import re

import pytest
from guests import suite

pytestmark = [pytest.mark.first, pytest.mark.locked_down]

# Not areas that somebody holds: what was freed and not yet unmapped, and stacks of
# processes, which come and go with the shell that asks, and are kept for the next.
PASSING = re.compile("unpurged|dup_task_struct|copy_process|kernel_clone|alloc_thread_stack")
# Of paths looked up and files opened: dropping caches leaves what was used just now.
OF_PATHS = re.compile("dentry|inode|filp|lsm_|proc_dir_entry|radix_tree|maple")
ROUNDS = 2
# What grew in each of those rounds may be kworkers': they come as they are wanted, and an
# end of that comes, too. What is lost to us grows in any round.
MORE_ROUNDS = 9


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
        if match and not PASSING.search(match[2]):
            found[match[2]] += int(match[1])
    return found


# No process is made between a cache's being shrunk and its being read. Links are other
# names of one that several share.
OBJECTS = """
ls -l /sys/kernel/slab | grep -- '->'
for d in /sys/kernel/slab/*; do
    [ -L $d ] || { echo 1 > $d/shrink; read n rest < $d/objects; echo "${d##*/} = $n"; }
done 2>/dev/null
"""


def slabs(vm):
    """Objects in use of each cache: the number is exact once it was shrunk."""
    vm.sh("sync; echo 3 > /proc/sys/vm/drop_caches; sleep 1", timeout=120)
    text = vm.sh(OBJECTS, timeout=120).out
    shared = {target for name, target in re.findall(r"(\S+) -> (\S+)", text)
              if OF_PATHS.search(name)}
    return collections.Counter({
        name: int(number) for name, number in re.findall(r"(?m)^(\S+) = (\d+)$", text)
        if name not in shared and not OF_PATHS.search(name)})


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


def lost_slabs(rounds):
    """{cache: its numbers} of those that grew in each round."""
    numbers = {name: [r.slabs[name] for r in rounds] for name in rounds[-1].slabs}
    return {name: n for name, n in numbers.items() if all(a < b for a, b in zip(n, n[1:]))}


def test_nothing_is_left(vm):
    """Load, ask everything, unload: areas, executable memory, symbols, probes are as before.

    Slab objects come and go with whatever else runs: what a round loses is lost in each
    round, so a cache that did not grow in each lost none to us.
    """
    vm.sh("rmmod %s 2>/dev/null" % " ".join(suite.MODULES))
    rounds = [Left(vm)]
    while len(rounds) <= ROUNDS or (lost_slabs(rounds) and len(rounds) <= MORE_ROUNDS):
        everything(vm)
        unload(vm)
        rounds.append(Left(vm))
    first, last = rounds[0], rounds[-1]
    assert not grown(first.areas, last.areas)
    assert (first.wx, first.modules, first.probes, first.entries) == (
        last.wx, last.modules, last.probes, last.entries)
    assert len(last.slabs) > 20 or "CONFIG_SLUB_SYSFS" not in vm.kernel.config
    assert not lost_slabs(rounds)


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
