# SPDX-License-Identifier: GPL-2.0-only
"""Machines of many CPUs, and of CPUs that are to be left alone."""
import re
import time

import pytest
from guests import suite

VAS = suite.DEBUGFS + "/show_kernel_vas/"

# Under TCG, on a busy host: what is linear in CPUs takes a second or two.
READ_WITHIN = 60


def irq_works(vm):
    """How many interrupts each CPU has had that were sent for work in them."""
    for line in vm.read("/proc/interrupts").splitlines():
        if line.split()[:1] == ["IWI:"]:
            return [int(word) for word in line.split()[1:] if word.isdigit()]
    return []


def test_isolated_cpus_are_not_interrupted(vm):
    """Neither of them by loading; their stacks are missing, and the reason says so."""
    isolated, nohz = suite.set_apart(vm)
    if not isolated | nohz:
        pytest.skip("no CPU is set apart")
    suite.load_all(vm)
    vm.rmmod("show_kernel_vas")
    before = irq_works(vm)
    vm.insmod("show_kernel_vas")
    after = irq_works(vm)
    asked = [cpu for cpu in range(vm.row.smp) if after[cpu] > before[cpu]]
    assert len(asked) >= vm.row.smp - len(isolated | nohz) - 1, (before, after)
    # A CPU of nohz_full= sends itself some, for its own reasons.
    assert not isolated & set(asked), "interrupted: CPUs %s" % (isolated & set(asked))
    for record in suite.records(vm.read(VAS + "objects"), "object"):
        if record["name"] != "irq_stack":
            continue
        if record.num("cpu") in isolated | nohz:
            assert record["start"] == "unavailable" and "isolated" in record["reason"], record
        else:
            assert record["start"] != "unavailable", record
    report = vm.read("/proc/show_kernel_vas")
    assert report.count("it was not interrupted") == len(isolated | nohz)
    assert not suite.too_wide(report)


def test_many_cpus_take_no_longer(vm):
    """Each CPU has its records; all of them are had in time that grows with their number."""
    if vm.row.smp < 8:
        pytest.skip("few CPUs")
    suite.load_all(vm)
    took = {}
    for name in ("regions", "objects"):
        began = time.monotonic()
        found = suite.records(vm.read(VAS + name, timeout=300))
        took[name] = time.monotonic() - began
        cpus = {record["cpu"] for record in found if "cpu" in record}
        assert cpus == {str(cpu) for cpu in range(vm.row.smp)}, name
    began = time.monotonic()
    report = vm.read("/proc/show_kernel_vas", timeout=300)
    took["report"] = time.monotonic() - began
    assert re.search(r"^gdt +%d " % (vm.row.smp - 1), report, re.M)
    assert max(took.values()) < READ_WITHIN, took
