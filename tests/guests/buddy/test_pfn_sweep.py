# SPDX-License-Identifier: GPL-2.0-only
"""Every kind of page frame asked about: the ends of all there is, and some of the rest.

A frame's struct page holds numbers that lead to its zone, its node, its section. At
the edges of memory there are some that lead nowhere.
"""
import re

import pytest
from guests import suite

QUERY = suite.DEBUGFS + "/buddy_probe/query"
ENDS, BEYOND, SPREAD = 64, 4, 20000
# Lines of a write: a file takes so many, and a record is some 300 bytes.
BATCH = 8000


def resources(vm):
    """The lines of /proc/iomem at every depth: (first frame, end frame, name)."""
    size = vm.kernel.page_size
    found = re.findall(r"^ *([0-9a-f]+)-([0-9a-f]+) : (.*)$", vm.read("/proc/iomem"), re.M)
    return [(int(first, 16) // size, int(last, 16) // size + 1, name)
            for first, last, name in found]


def zones(vm):
    """(node, name): (first frame, end frame)."""
    text = vm.read(suite.DEBUGFS + "/buddy_probe/zones")
    return {(int(zone["node"]), zone["zone"]): (zone.num("start_pfn"), zone.num("end_pfn"))
            for zone in suite.records(text, "zone")}


def nodes(spans):
    """The nodes' first and end frames."""
    return [(min(first for (at, _), (first, _) in spans.items() if at == node),
             max(end for (at, _), (_, end) in spans.items() if at == node))
            for node in {node for node, _ in spans}]


def sections(vm, end):
    """Memory sections up to a frame. 128 MiB is what most of these kernels have; where
    they are larger or smaller their ends are among those of 32 MiB, or of a block."""
    size = 128 << 20
    block = vm.sh("cat /sys/devices/system/memory/block_size_bytes 2>/dev/null").out.strip()
    step = min(size, int(block, 16) if block else size) // vm.kernel.page_size
    return [(first, first + step) for first in range(0, end, step)]


def frames(vm):
    """The frames to ask about, ascending."""
    spans, lines = zones(vm), resources(vm)
    ram = max(end for _, end in spans.values())
    asked = set()
    for first, end in [*spans.values(), *nodes(spans), *sections(vm, ram),
                       *((first, end) for first, end, _ in lines)]:
        asked.update(range(max(first - BEYOND, 0), min(first + ENDS, end)))
        asked.update(range(max(end - ENDS, first), end + BEYOND))
    top = max([ram, *(end for _, end, _ in lines)])
    for limit in (ram, top):
        asked.update(range(0, limit, max(limit // SPREAD, 1)))
    return sorted(asked)


def ask(vm, pfns):
    """Their records, in order."""
    pages = []
    for at in range(0, len(pfns), BATCH):
        batch = pfns[at:at + BATCH]
        text = vm.transact(QUERY, "".join("pfn=0x%x\n" % pfn for pfn in batch), timeout=300)
        answers = suite.records(text, "page")
        assert [page.num("pfn") for page in answers] == batch
        pages += answers
    return pages


def test_every_kind_of_frame(loaded):
    spans, pages = zones(loaded), ask(loaded, frames(loaded))
    assert len(pages) > SPREAD
    loaded.check()
    nowhere = [page for page in pages if page.get("zone") == "none"]
    for page in pages:
        if page.get("zone", "none") in ("none", "Device"):
            continue
        first, end = spans[int(page["node"]), page["zone"]]
        assert first <= page.num("pfn") < end, page
        assert page.num("head_pfn") <= page.num("pfn"), page
        assert page.num("pfn") < page.num("head_pfn") + (1 << page.num("order")), page
    lines = resources(loaded)
    named = 0
    for page in (page for page in pages if page["state"] == "none"):
        within = [name for first, end, name in lines
                  if first <= page.num("pfn") and page.num("pfn") + 1 <= end]
        if within:
            named += 1
            assert page["iomem"] in [name[:47] for name in within], (page, within)
    assert named
    for page in nowhere:
        assert (page["state"], page["node"]) == ("reserved", "-1"), page
    states = {page["state"] for page in pages}
    assert {"none", "buddy", "reserved"} <= states, states
    for module in suite.MODULES:
        loaded.rmmod(module)


def test_every_mapped_device_by_its_address(loaded):
    """What ioremap() mapped may be frames that have a struct page and no zone: ACPI's
    tables beyond the end of RAM."""
    areas = re.findall(r"^0x([0-9a-f]+)-.* phys=0x([0-9a-f]+) ioremap", loaded.read(
        "/proc/vmallocinfo"), re.M)
    if not areas or any(int(area, 16) % loaded.kernel.page_size for area, _ in areas):
        pytest.skip("nothing is mapped by ioremap() here, or its addresses are hidden")
    text = loaded.transact(QUERY, "".join("addr=0x%s\n" % area for area, _ in areas))
    for (_, phys), page in zip(areas, suite.records(text, "page")):
        if page["state"] == "unmapped" and "reason" in page:
            continue
        assert page.num("pfn") == int(phys, 16) // loaded.kernel.page_size, page
        assert (page.get("zone") == "none") == (page.get("node") == "-1"), page
    for path in ("/proc/pagewalk", "/proc/show_kernel_vas"):
        for area, _ in areas:
            loaded.transact(path, "addr=0x%s\n" % area)
    loaded.check()
    for module in suite.MODULES:
        loaded.rmmod(module)
