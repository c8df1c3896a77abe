# SPDX-License-Identifier: GPL-2.0-only
"""More vmap areas than are read at once, and what becomes of them meanwhile."""
import pytest
from guests import suite
from guests.vmap.both import FILES

# Areas for which vmap_purge_lock is held at most.
HOLD = suite.defined("MMS_VMAP_HOLD")
MANY = 3 * HOLD


@pytest.fixture
def many(loaded):
    """A guest with MANY areas of one page more than usual, and where those begin."""
    loaded.insmod("mms_many")
    try:
        loaded.sh("echo areas %d > /proc/mms_many" % MANY, check=True, timeout=300)
        yield loaded, {int(line, 0) for line in loaded.read("/proc/mms_many").split()}
    finally:
        loaded.rmmod("mms_many")


def read_many(vm, begins):
    """The areas file; every one of those areas is in it once, and none overlaps another."""
    text = vm.read(FILES + "areas", timeout=300)
    areas = suite.records(text, "area")
    found = [area.num("start") for area in areas if area.num("start") in begins]
    missing = begins - set(found)
    assert not missing, "%d of %d areas are missing, 0x%x first" % (
        len(missing), len(begins), min(missing))
    assert len(found) == len(begins)
    overlapping = [(one, two) for one, two in zip(areas, areas[1:])
                   if two.num("start") < one.num("end")]
    assert not overlapping, overlapping[:3]
    return suite.header(text)


def test_many_areas_are_read_in_bounded_holds(many):
    """Who frees memory waits for vmap_purge_lock: not for as long as all of them take."""
    vm, begins = many
    head = read_many(vm, begins)
    if "lists_unavailable" in head:
        assert "purge_lock_holds" not in head
        pytest.skip("there the lock is not taken: " + head["lists_unavailable"])
    assert MANY // HOLD <= head.num("purge_lock_holds") <= 20 + MANY // 64


def test_few_areas_are_read_in_no_more_holds_than_it_takes(loaded):
    """What an earlier test freed may be kept in the pools for a while."""
    if "lists_unavailable" in suite.header(loaded.read(FILES + "areas", timeout=300)):
        pytest.skip("the lock is not taken here")
    read = sum(loaded.read(FILES + name, timeout=300).count("\n")
               for name in ("areas", "free", "lazy", "pools"))
    # One for the lists, and one for what lay on none of them meanwhile (live/vmap/gaps.c).
    # Whoever wants the CPU makes it more.
    holds = [suite.header(loaded.read(FILES + "areas", timeout=300)).num("purge_lock_holds")
             for _ in range(20)]
    assert min(holds) <= 2 + read // HOLD, (read, holds)


def test_areas_are_found_while_others_are_purged(many):
    """Between two holds what was freed comes back elsewhere; nothing else may be lost."""
    vm, begins = many
    churning = vm.start("while [ ! -e /tmp/stop ]; do echo churn 2000 > /proc/mms_many; done")
    try:
        for _ in range(5):
            read_many(vm, begins)
        checks = suite.records(vm.read(FILES + "selfcheck", timeout=300), "check")
        assert [check for check in checks if check["result"] == "violated"] == []
    finally:
        vm.sh("touch /tmp/stop")
        churning.wait(300)
        vm.sh("rm /tmp/stop")


def test_a_reader_of_many_areas_can_be_killed(many):
    vm, _ = many
    done = vm.sh("for i in 1 2 3 4 5; do cat %sareas >/dev/null & sleep 0.0$i; kill -9 $!; done; wait"
                 % FILES, timeout=120)
    assert not done.err.strip("\n"), done.err
    read_many(vm, set())
