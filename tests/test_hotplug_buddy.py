# SPDX-License-Identifier: GPL-2.0-only
"""buddy_probe while memory goes away and comes back, and while it is in heavy use."""
import pytest
import suite

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
        assert [page["state"] for page in suite.records(text, "page")] == ["none"] * len(gone)
        all_checks_hold(busy)
    finally:
        for block in gone:
            busy.sh("echo online > %s/state" % block, check=True)
    assert present(busy) == before
    all_checks_hold(busy)
