# SPDX-License-Identifier: GPL-2.0-only
"""Under Xen PV page tables hold the machine's frames: nothing may be said from them.

What needs none of them is answered as anywhere.
"""
import re

import pytest
from guests import suite

pytestmark = pytest.mark.xen_pv
WHY = "under Xen PV page tables hold the machine's frames, not this kernel's"


@pytest.fixture
def loaded(vm, row):
    if row.firmware != "xen":
        pytest.skip("this row boots without Xen")
    suite.load_all(vm)
    return vm


def test_the_kernel_is_a_domain_of_xen(loaded):
    assert loaded.read("/sys/hypervisor/type").strip() == "xen"
    assert "Hypervisor detected: Xen PV" in loaded.sh("dmesg").out


def test_no_selfcheck_is_violated_right_after_loading(loaded):
    loaded.sh("rmmod " + " ".join(suite.MODULES), check=True)
    suite.load_all(loaded)
    for module in suite.MODULES:
        text = loaded.read("%s/%s/selfcheck" % (suite.DEBUGFS, module), timeout=300)
        assert "result=violated" not in text, text
        skipped = [check["reason"] for check in suite.records(text, "check")
                   if check["result"] == "skipped"]
        assert module == "buddy_probe" or WHY in skipped or WHY in text, text


@pytest.mark.parametrize("name", ["kernel", "wx", "splits", "summary", "tables", "selfcheck"])
def test_pagewalk_says_why_it_has_nothing(loaded, name):
    text = loaded.read("%s/pagewalk/%s" % (suite.DEBUGFS, name))
    assert suite.records(text, "unavailable")[0]["reason"] == WHY, text


def test_walks_say_why_they_have_nothing(loaded):
    for query in ("sym=init_mm", "addr=0x%x" % suite.vmalloc_area(loaded),
                  "range=0xffff888000000000-0xffff888000200000", "pid=1 addr=0x400000",
                  "tables=kernel", "tables=1"):
        text = loaded.transact("/proc/pagewalk", query + " as=records\n")
        assert WHY in text and "phys=0x" not in text, text
        report = loaded.transact("/proc/pagewalk", query + "\n")
        assert WHY in " ".join(report.split()), report


def test_regions_are_known_and_what_is_mapped_is_not(loaded):
    text = loaded.read(suite.DEBUGFS + "/show_kernel_vas/regions", timeout=300)
    assert suite.header(text)["mapped_unavailable"] == WHY
    regions = suite.records(text, "region")
    assert {"direct_map", "vmalloc", "vmemmap", "modules"} <= {r["name"] for r in regions}
    assert {r["mapped"] for r in regions} == {"unavailable"}, regions


def test_areas_are_those_of_vmallocinfo(loaded):
    """By the kernel's lists, which no page table is needed for."""
    text = loaded.read(suite.DEBUGFS + "/vmap_inspect/areas", timeout=300)
    loaded.sh("echo 1 > /proc/sys/kernel/kptr_restrict", check=True)  # no hashes
    listed = {int(start, 16) for start in
              re.findall(r"(?m)^0x(\w+)-(?!.*unpurged)", loaded.read("/proc/vmallocinfo"))}
    found = {area.num("start") for area in suite.records(text, "area")}
    loaded.sh("echo 0 > /proc/sys/kernel/kptr_restrict", check=True)
    assert suite.header(text)["mapped_unavailable"] == WHY
    # Stacks of processes come and go between the two.
    assert listed and len(listed - found) <= 8, sorted(map(hex, listed - found))


def test_frames_are_read_as_anywhere(loaded):
    queries = "".join("pfn=0x%x\n" % pfn for pfn in range(0, 0x80000, 0x400))
    text = loaded.transact(suite.DEBUGFS + "/buddy_probe/query", queries)
    pages = suite.records(text, "page")
    assert len(pages) == queries.count("\n")
    assert {"buddy", "reserved"} <= {page["state"] for page in pages}
