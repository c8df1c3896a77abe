# SPDX-License-Identifier: GPL-2.0-only
"""The guest is what its row says, and every module loads and unloads alone."""
import pytest

pytestmark = pytest.mark.locked_down


@pytest.mark.xen_pv
def test_guest_is_the_row(vm, row):
    assert vm.sh("uname -r").out.strip() == vm.kernel.kver
    words = vm.read("/proc/cpuinfo").split()
    for levels, word in row.facts.cpuinfo.items():
        assert (word in words) == (levels == row.levels), word
    assert row.levels <= int(vm.kernel.config["CONFIG_PGTABLE_LEVELS"])


@pytest.mark.xen_pv
def test_guest_has_the_rows_memory(vm, row):
    total = int(vm.sh("grep MemTotal /proc/meminfo").out.split()[1]) >> 10
    assert row.mem * 3 // 4 < total <= row.mem
    nodes = vm.sh("ls -d /sys/devices/system/node/node[0-9]* 2>/dev/null").out.split()
    assert len(nodes) == row.nodes or row.nodes == 1 and not nodes


def test_each_module_loads_alone(vm):
    names = [ko.stem for ko in vm.built.suite + vm.built.test]
    assert names, "no module was built"
    for line in vm.read("/proc/modules").splitlines():  # left by another test
        if line.split()[0] in names:
            vm.rmmod(line.split()[0])
    for name in names:
        vm.insmod(name)
        assert name in vm.read("/proc/modules")
        vm.rmmod(name)
        assert name not in vm.read("/proc/modules")
    vm.check()
