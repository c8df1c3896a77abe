# SPDX-License-Identifier: GPL-2.0-only
"""buddy_probe while memory goes away and comes back, or can't, and in heavy use."""
import time

import pytest
from guests import suite

FILES = suite.DEBUGFS + "/buddy_probe/"
BLOCKS = "/sys/devices/system/memory/"

# Reads every file over and over until /tmp/stop exists.
READER = """
while [ ! -e /tmp/stop ]; do
	cat /proc/buddy_probe %s > /dev/null || exit 1
done
""" % " ".join(FILES + name for name in
               "zones freelists blocks pcp fragmentation pageblocks map".split())

# Fills and empties tmpfs until /tmp/stop exists.
EATER = """
while [ ! -e /tmp/stop ]; do
	dd if=/dev/zero of=/tmp/eaten bs=64k count=2000 2>/dev/null
	rm -f /tmp/eaten
done
"""


@pytest.fixture
def busy(vm):
    """Readers and a memory eater at work; both end with the test."""
    suite.load_all(vm)
    vm.sh("rm -f /tmp/stop")
    running = [vm.start(READER), vm.start(EATER)]
    yield vm
    vm.sh("touch /tmp/stop", check=True)
    results = [request.wait(timeout=120) for request in running]
    vm.sh("rm -f /tmp/stop /tmp/eaten")
    assert [result.rc for result in results] == [0, 0], results


def all_checks_hold(vm):
    checks = suite.records(vm.read(FILES + "selfcheck"), "check")
    wrong = [check for check in checks if check["result"] == "violated"]
    assert checks and not wrong, wrong


def present(vm):
    return sum(zone.num("present_pages")
               for zone in suite.records(vm.read(FILES + "zones"), "zone"))


def test_checks_hold_while_memory_is_in_use(busy):
    for _ in range(10):
        all_checks_hold(busy)


def test_memory_goes_away_and_comes_back(busy):
    if "CONFIG_MEMORY_HOTREMOVE" not in busy.kernel.config:
        pytest.skip("this kernel has no memory hot-remove")
    size = int(busy.read(BLOCKS + "block_size_bytes"), 16) // busy.kernel.page_size
    before = present(busy)
    gone = busy.sh("""
        n=0
        for block in %smemory[0-9]*; do
            [ $n -ge 2 ] && break
            echo offline > $block/state 2>/dev/null && echo $block && n=$((n + 1))
        done""" % BLOCKS, timeout=120).out.split()
    if not gone:
        pytest.skip("no memory block of this guest can be taken offline now")
    try:
        assert present(busy) == before - len(gone) * size
        frames = [int(busy.read(block + "/phys_index"), 16) * size for block in gone]
        for block in suite.records(busy.read(FILES + "blocks"), "block"):
            start = block.num("pfn")
            assert not any(first <= start < first + size for first in frames), block
        text = busy.transact(FILES + "query", "".join("pfn=0x%x\n" % pfn for pfn in frames))
        assert [page["state"] for page in suite.records(text, "page")] == ["offline_block"] * len(gone)
        all_checks_hold(busy)
    finally:
        for block in gone:
            busy.sh("echo online > %s/state" % block, check=True)
    assert present(busy) == before
    all_checks_hold(busy)


# Asks every file at once, kills who is still at it after two seconds, and tells of
# each: what it was, its state then and its state a second later. One that is gone
# has none; one that ended and is only waited for is a Z.
KILLED = """
ask() {
	case $1 in
	*=*) echo ${1#*=} > ${1%%%%=*} ;;
	*) exec cat $1 > /dev/null ;;
	esac
}
state() { sed -n "s/^State:[[:space:]]*\\(.\\).*/\\1/p" /proc/$1/status 2>/dev/null; }
ps=; what=
for file in %s; do ask $file & ps="$ps $!:$file"; done
sleep 2
for p in $ps; do was="$was $(state ${p%%%%:*})-"; kill -9 ${p%%%%:*} 2>/dev/null; done
sleep 1
for p in $ps; do
	set -- $was; w=$1; shift; was="$*"
	echo "${p#*:} $w $(state ${p%%%%:*})"
done
"""
QUERIES = ["%s/%s/query=%s" % (suite.DEBUGFS, module, query) for module, query in
           (("buddy_probe", "pfn=0x1000"), ("pagewalk", "addr=0xffff888000000000"),
            ("show_kernel_vas", "addr=0xffff888000000000"))]


@pytest.fixture
def pinned(vm):
    """A guest that tries to take a memory block offline of which a page is pinned."""
    if "CONFIG_MEMORY_HOTREMOVE" not in vm.kernel.config:
        pytest.skip("this kernel has no memory hot-remove")
    suite.load_all(vm)
    size = int(vm.read(BLOCKS + "block_size_bytes"), 16) // vm.kernel.page_size
    # Of a movable zone: nothing else hinders it, and user memory is from there first.
    block = vm.sh("""
        for block in %smemory[0-9]*; do
            echo offline > $block/state 2>/dev/null || continue
            echo online_movable > $block/state && echo $block && break
            echo online > $block/state
        done""" % BLOCKS, timeout=120).out.strip()
    if not block:
        pytest.skip("no memory block of this guest can be made movable now")
    first = int(vm.read(block + "/phys_index"), 16) * size
    pin = vm.start("pin 0x%x 0x%x" % (first, first + size))
    out = next(pin.output(20), None)
    assert out and out[0] == "o", out
    offline = vm.start("echo offline > %s/state" % block)
    yield vm, offline
    for request in (offline, pin):
        request.kill()
        request.wait(timeout=30)
    vm.sh("echo offline > %s/state; echo online > %s/state" % (block, block), check=True)


def test_reader_is_killed_while_memory_can_not_go_offline(pinned):
    vm, offline = pinned
    time.sleep(2)
    files = [path for module in suite.MODULES for path in suite.all_files(module)
             if not path.endswith("/query")] + QUERIES
    told = vm.sh(KILLED % " ".join(files), timeout=60)
    lines = [line.split() for line in told.out.splitlines()]
    assert [line[0] for line in lines] == files, told
    # They did wait: this is about the lock that is held.
    waited = {line[0] for line in lines if line[1] != "-"}
    assert {suite.DEBUGFS + "/buddy_probe/pageblocks", QUERIES[0]} <= waited, told.out
    alive = [line for line in lines if line[2:] and line[2] not in ("Z", "X")]
    assert not alive, "file, state when killed, state a second later: %s" % alive
    for module in suite.MODULES:
        assert vm.sh("rmmod " + module, timeout=20).rc == 0, module
    vm.sh("insmod %s && rmmod buddy_probe" % vm.module("buddy_probe"), timeout=20,
          check=True)
    assert offline.result is None
