# SPDX-License-Identifier: GPL-2.0-only
"""Whose memory vmap areas take, and what of them is a device's and takes none."""
import re

import pytest
from guests import suite
from guests.vmap.both import areas, vmallocinfo


def memory_of(vm):
    """[(first, last)] of System RAM."""
    return [(int(start, 16), int(last, 16)) for start, last in re.findall(
        r"(?m)^\s*([0-9a-f]+)-([0-9a-f]+) : System RAM", vm.read("/proc/iomem"))]


def pages_of(text):
    """{node: pages} of nid="0:4,1:2", or of vmallocinfo's N0=4 N1=2."""
    return {int(node): int(pages) for node, pages in re.findall(r"(\d+)[:=](\d+)", text)}


@pytest.mark.locked_down
def test_pages_are_on_the_nodes_that_vmallocinfo_says(loaded):
    before, seen, after = vmallocinfo(loaded), areas(loaded), vmallocinfo(loaded)
    if "mapped" not in next(iter(seen.values())):
        pytest.skip("the page tables can't be walked here")
    compared, wrong = 0, []
    for start, line in before.items():
        nodes = " ".join(word for word in line[2] if re.fullmatch(r"N\d+=\d+", word))
        if after.get(start) != line or start not in seen:
            continue
        area = seen[start]
        assert "node" not in area, "the index of a vmap node is no memory's node: %s" % area
        if nodes:
            compared += 1
            if pages_of(area.get("nid", "")) != pages_of(nodes):
                wrong.append("expected %s, saw %s" % (nodes, area))
    assert not wrong, "\n".join(wrong)
    if "CONFIG_NUMA" in loaded.kernel.config:
        assert compared > 5


@pytest.mark.locked_down
def told_apart(seen, memory, page):
    """Areas of a reading that are not what they should be, and which kinds were judged."""
    wrong, kinds = [], set()
    for area in seen.values():
        mapped, device = area.num("mapped"), area.num("mapped_device")
        ram = mapped - device
        if area.num("nr_pages") and area["kind"] == "vmalloc":
            if device or ram != area.num("nr_pages") * page:
                wrong.append("expected all its pages mapped, none of a device: %s" % area)
            kinds.add("vmalloc")
        if area["kind"] == "ioremap" and "phys" in area and mapped:
            phys = area.num("phys")
            expected = sum(max(0, min(phys + mapped, last + 1) - max(phys, first))
                           for first, last in memory)
            if ram != expected:
                wrong.append("expected %d bytes of memory: %s" % (expected, area))
            kinds.add("ioremap")
        assert ("nid" in area) == (ram > 0), area
        assert sum(pages_of(area.get("nid", "")).values()) == ram // page, area
    return wrong, kinds


def test_memory_and_devices_are_told_apart(loaded):
    """What ioremap() maps is no memory used up, however large; /proc/iomem says which is."""
    memory, page = memory_of(loaded), loaded.kernel.page_size
    for _ in range(3):
        seen = areas(loaded)
        if "mapped" not in next(iter(seen.values())):
            pytest.skip("the page tables can't be walked here")
        wrong, kinds = told_apart(seen, memory, page)
        # One that was freed before its tables were walked is not there the next time.
        if not wrong:
            break
    assert not wrong, "\n".join(wrong)
    assert kinds == {"vmalloc", "ioremap"}


UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40, "P": 1 << 50, "E": 1 << 60}


def sizes_of(line):
    """The sizes of a report's line, in bytes; they are rounded to three digits."""
    return [float(number) * UNITS[unit] for number, unit in
            re.findall(r"([0-9.]+) ([KMGTPE]?)i?B\b", line)]


@pytest.mark.locked_down
def test_report_keeps_devices_out_of_the_memory_used(loaded):
    loaded.sh("rmmod mms_known", check=True)
    seen = areas(loaded).values()
    text = loaded.read("/proc/vmap_inspect")
    suite.fresh_known(loaded)
    if "mapped" not in next(iter(seen)):
        pytest.skip("the page tables can't be walked here")
    ram = sum(area.num("mapped") - area.num("mapped_device") for area in seen)
    device = sum(area.num("mapped_device") for area in seen)
    row = re.search(r"(?m)^all .*$", text)[0]
    # Areas, size, RAM, device, runs, huge: what was made meanwhile may differ.
    told = sizes_of(row)
    assert abs(told[1] - ram) <= ram * 0.05 + 65536, (row, ram)
    assert abs((told[2] if device else 0) - device) <= device * 0.05, (row, device)
    head = [sizes_of(line) for line in text.splitlines() if re.match(r"(vmalloc|modules) space", line)]
    assert sum(sizes[1] for sizes in head) <= ram * 1.1 + 65536, (head, ram)
    total = int(re.search(r"MemTotal: +(\d+)", loaded.read("/proc/meminfo"))[1]) << 10
    assert told[1] < total
    assert "bytes used" not in text
