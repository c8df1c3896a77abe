# SPDX-License-Identifier: GPL-2.0-only
"""Frames that are not as others: broken, of a huge page with fewer struct pages, of a
kexec image, of zeros."""
import re

import pytest
from guests import suite

FILES = suite.DEBUGFS + "/buddy_probe/"


def pages_of(vm, pfns):
    text = vm.transact(FILES + "query", "".join("pfn=0x%x\n" % pfn for pfn in pfns),
                       timeout=120)
    return suite.records(text, "page")


def check(vm, name):
    return next(record for record in suite.records(vm.read(FILES + "selfcheck"), "check")
                if record["name"] == name)


def zones(vm):
    return suite.records(vm.read(FILES + "zones"), "zone")


def test_kexec_image_is_no_violation(loaded):
    """Its pages are allocated, and marked reserved."""
    if "CONFIG_KEXEC" not in loaded.kernel.config:
        pytest.skip("this kernel has no kexec")
    if loaded.row.arch == "arm64":
        pytest.skip("there kexec_load() copies the kernel's page tables, and has faulted in that "
                    "(trans_pgd_create_copy(), 6.12)")
    largest = max(zones(loaded), key=lambda zone: zone.num("managed_pages"))
    phys = ((largest.num("start_pfn") + largest.num("end_pfn")) // 2
            * loaded.kernel.page_size) & -(2 << 20)
    result = loaded.sh("image load 0x%x 4" % phys)
    if result.rc:
        pytest.skip("no image can be loaded: %s" % result.err.strip())
    try:
        with_image = check(loaded, "map_totals")
    finally:
        loaded.sh("image unload", check=True)
    # By the kernel's word, where that can be had.
    known = any(symbol["name"] == "kexec_image" and "unavailable" not in symbol.values()
                and symbol.get("found", "yes") == "yes" for symbol in suite.records(
                    loaded.read(FILES + "build"), "symbol"))
    assert with_image["result"] == ("ok" if known else "skipped"), with_image
    without = check(loaded, "map_totals")
    assert without["result"] == "ok", without
    assert without.num("reserved_pages") < with_image.num("reserved_pages")


def test_every_frame_of_a_huge_page_has_its_head(loaded):
    """Also where all but the first struct pages are mapped to the same page
    (hugetlb_free_vmemmap=on): each 64th looks like a head there."""
    if "hugepages=" not in loaded.read("/proc/cmdline"):
        pytest.skip("this row boots without huge pages")
    size = (2 << 20) // loaded.kernel.page_size
    end = max(zone.num("end_pfn") for zone in zones(loaded))
    heads = [page.num("pfn") for page in pages_of(loaded, range(0, end, size))
             if page["state"] == "hugetlb"]
    assert heads
    for head in heads[:2]:
        for page in pages_of(loaded, range(head, head + size)):
            assert (page["state"], page.num("head_pfn"), page["compound"]) \
                == ("hugetlb", head, "yes"), page
            assert page["order"] == str(size.bit_length() - 1), page
            assert "torn" not in page, page


def test_page_of_zeros_is_named(loaded):
    """What a process reads where it never wrote."""
    zero = [line for line in loaded.read(suite.DEBUGFS + "/show_kernel_vas/objects").splitlines()
            if "zero_page" in line]
    if not zero:
        pytest.skip("where the page of zeros is can't be had here")
    record = suite.Record(zero[0])
    address = record.get("addr") or record.get("start")
    page = suite.records(loaded.transact(FILES + "query", "addr=%s\n" % address), "page")[0]
    if page["state"] == "unmapped":
        pytest.skip(page["reason"])
    assert page["state"] == "zero", page


def corrupted(vm):
    return int(re.search(r"^HardwareCorrupted: *(\d+) kB", vm.read("/proc/meminfo"), re.M)[1])


@pytest.mark.last
def test_broken_pages_are_told_and_counted(loaded):
    """Broken for good: nothing mends such a page but a boot."""
    path = "/sys/devices/system/memory/soft_offline_page"
    if "CONFIG_MEMORY_FAILURE" not in loaded.kernel.config or loaded.sh("test -e " + path).rc:
        pytest.skip("this kernel takes no pages out of use")
    size = loaded.kernel.page_size
    before = corrupted(loaded)
    blocks = [block for block in suite.records(loaded.read(FILES + "blocks"), "block")
              if block.num("order") >= 8]
    pfn = blocks[len(blocks) // 2].num("pfn") + 3
    if loaded.sh("echo 0x%x > %s" % (pfn * size, path)).rc:
        pytest.skip("the page can't be taken out of use")
    now = corrupted(loaded)
    assert now == before + size // 1024
    page = pages_of(loaded, [pfn])[0]
    assert page["state"] == "hwpoison", page
    assert "hwpoison" in page["flag_names"], page
    assert sum(zone.num("hwpoison_pages") for zone in zones(loaded)) * size // 1024 == now
    cells = suite.records(loaded.read(FILES + "map"), "cell")
    assert sum(cell.num("hwpoison_pages") for cell in cells) * size // 1024 == now
    assert "broken (hwpoison)" in loaded.read("/proc/buddy_probe")
    assert check(loaded, "map_totals")["result"] == "ok"
