# SPDX-License-Identifier: GPL-2.0-only
"""Memory of devices that the direct map holds beside RAM (ZONE_DEVICE)."""
import time

import pytest
from guests import suite

VAS = suite.DEBUGFS + "/show_kernel_vas/"
PHYS, SIZE = 1 << 36, 1 << 28


@pytest.fixture
def device(vm):
    """A guest with such memory, 64 GiB up, for the time of a test."""
    if not any(ko.stem == "mms_device" for ko in vm.built.test):
        pytest.skip("this kernel has no ZONE_DEVICE")
    suite.load_all(vm)
    vm.insmod("mms_device", "phys=%d size=%d" % (PHYS, SIZE))
    yield vm
    vm.rmmod("mms_device")


def direct_map(vm):
    region, = (r for r in suite.records(vm.read(VAS + "regions"), "region")
               if r["name"] == "direct_map")
    return region


def failed(vm, module):
    return [r for r in suite.records(vm.read("%s/%s/selfcheck" % (suite.DEBUGFS, module),
                                             timeout=300), "check")
            if r["result"] == "violated"]


def test_the_direct_map_ends_where_its_mappings_do(device):
    """It holds the device's memory, of which no variable tells; and no more than that."""
    region = direct_map(device)
    end = region.num("start") - region.num("phys") + PHYS + SIZE
    assert region.num("end") == end, "expected an end at 0x%x, saw %s" % (end, region)
    assert not failed(device, "show_kernel_vas")
    # An address there is the direct map's; queries look at a layout of a second ago.
    time.sleep(1.5)
    answer, = suite.records(device.transact(VAS + "query", "addr=0x%x\n" % (end - 8)), "address")
    assert (answer["region"], answer["walk"]) == ("direct_map", "mapped"), answer
    assert answer.num("phys") == PHYS + SIZE - 8


def test_the_direct_map_ends_with_ram_again(vm, device):
    """Once the device is gone."""
    grown = direct_map(vm).num("end")
    vm.rmmod("mms_device")
    try:
        region = direct_map(vm)
        ram = max(r.num("end") for r in suite.records(vm.read(VAS + "regions"), "part")
                  if r["region"] == "direct_map" and r["name"] == "ram")
        assert ram <= region.num("end") < grown, region
        assert not failed(vm, "show_kernel_vas")
    finally:
        vm.insmod("mms_device", "phys=%d size=%d" % (PHYS, SIZE))
