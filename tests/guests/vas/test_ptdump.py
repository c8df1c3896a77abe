# SPDX-License-Identifier: GPL-2.0-only
"""show_kernel_vas against the kernel's own page-table dump, byte by byte.

Only where the kernel lets a module have it (up to 6.12).
"""
import re

import pytest
from guests import suite
from runner.vm.config import RunnerError

REGIONS = suite.DEBUGFS + "/show_kernel_vas/regions"

# Changing at any moment (vmalloc: the dump's own buffer is there), or cut short
# by the dump (ESPfix: "entries skipped").
LEFT_OUT = ("vmalloc", "modules", "espfix", "hole", "user", "noncanonical")

LINE = re.compile(r"0x([0-9a-f]+)-0x([0-9a-f]+) +\S+ (.*?)(pgd|p4d|pud|pmd|pte)$")
LEAF = {"pte": "mapped_4k", "pmd": "mapped_2m", "pud": "mapped_1g"}


@pytest.fixture
def dumped(vm):
    suite.load_all(vm)
    if "mms_ptdump" not in vm.read("/proc/modules"):
        try:
            vm.insmod("mms_ptdump")
        except RunnerError:
            pytest.skip("this kernel does not export its page-table dump")
    return vm


def ranges(text):
    """[(start, end, perm, leaf)] of what the dump says is mapped."""
    found = []
    for line in text.splitlines():
        match = LINE.match(line)
        words = match[3].split() if match else []
        if "RW" not in words and "ro" not in words:
            continue
        perm = "%sr%s%s" % ("u" if "USR" in words else "", "w" if "RW" in words else "-",
                            "-" if "NX" in words else "x")
        found.append((int(match[1], 16), int(match[2], 16), perm, LEAF[match[4]]))
    return found


def summed(found, start, end):
    """Bytes by permission and by leaf size of what lies in [start, end)."""
    sums = {}
    for first, past, perm, leaf in found:
        size = min(past, end) - max(first, start)
        if size > 0:
            sums[perm] = sums.get(perm, 0) + size
            sums[leaf] = sums.get(leaf, 0) + size
    return sums


def recorded(record):
    sums = {leaf: record.num(leaf) for leaf in LEAF.values() if leaf in record}
    for share in record["perms"].split(","):
        perm, _, size = share.partition(":")
        if size:
            sums[perm] = int(size)
    return {key: size for key, size in sums.items() if size}


@pytest.mark.locked_down
def test_regions_map_what_the_kernel_dumps(dumped):
    found = ranges(dumped.read("/proc/mms_ptdump", timeout=300))
    assert len(found) > 100
    compared = 0
    for record in suite.records(dumped.read(REGIONS), "region", "part"):
        if record["name"] in LEFT_OUT:
            continue
        assert recorded(record) == summed(found, record.num("start"), record.end()), \
            record
        compared += 1
    assert compared > 20


@pytest.mark.locked_down
def test_nothing_the_kernel_dumps_lies_in_a_hole(dumped):
    found = ranges(dumped.read("/proc/mms_ptdump", timeout=300))
    for record in suite.records(dumped.read(REGIONS), "region"):
        if record["name"] in ("hole", "user", "noncanonical"):
            assert not summed(found, record.num("start"), record.end()), record
