# SPDX-License-Identifier: GPL-2.0-only
"""Entries that hold no page, or one that nobody may touch: each called what it is."""
import re
import time
from contextlib import contextmanager

import pytest
from guests import suite

QUERY = suite.DEBUGFS + "/pagewalk/query"
KFENCE = "/sys/module/kfence/parameters/sample_interval"


@contextmanager
def odd(vm, how=""):
    """tests/programs/odd.c running: its pid, and {kind: (address, bytes, number)}."""
    run = vm.start("exec odd %s > /tmp/odd" % how)
    try:
        for _ in range(300):
            lines = vm.sh("cat /tmp/odd 2>/dev/null").out.splitlines()
            if lines[-1:] == ["ready"]:
                break
            time.sleep(0.1)
        assert lines[-1:] == ["ready"], lines
        pid = vm.sh("pidof odd", check=True).out.split()[0]
        yield pid, {kind: (int(addr, 0), int(size), int(more)) for kind, addr, size, more in
                    (line.split() for line in lines[:-1])}
    finally:
        run.kill()
        vm.sh("rm -f /tmp/odd")


def walk(vm, pid, addr):
    return suite.records(vm.transact(QUERY, "pid=%s addr=0x%x\n" % (pid, addr)), "walk")[0]


def runs(vm, pid, addr, size):
    return suite.records(vm.transact(QUERY, "pid=%s range=0x%x-0x%x\n" % (pid, addr, addr + size)),
                         "run")


def test_what_a_mapping_forbids_is_prot_none(loaded):
    with odd(loaded) as (pid, held):
        addr, size, _ = held["none"]
        found = walk(loaded, pid, addr + 5)
        assert found["result"] == "prot_none", found
        assert {run["kind"] for run in runs(loaded, pid, addr, size)} == {"prot_none"}


def test_markers_are_named_and_merged(loaded):
    """Guard pages and write-protection without a page: one run each, whatever its length."""
    wanted = {"guard": "guard", "marked": "uffd_wp"}
    with odd(loaded) as (pid, held):
        there = sorted(set(wanted) & set(held))
        if not there:
            pytest.skip("this kernel has no markers")
        for kind in there:
            addr, size, _ = held[kind]
            found = walk(loaded, pid, addr)
            assert (found["result"], found["swap_kind"], found["marks"]) == \
                ("marker", "pte_marker", wanted[kind]), found
            run, = runs(loaded, pid, addr, size)
            assert (run["kind"], run.num("size"), run["marks"]) == \
                ("marker", size, wanted[kind]), run
            report = loaded.transact("/proc/pagewalk", "pid=%s addr=0x%x\n" % (pid, addr))
            assert "marker: " + wanted[kind] in report


def test_names_of_mappings_are_whole_words(loaded):
    """Memory shared without a name is /dev/zero, deleted: its box says all of it or less."""
    with odd(loaded) as (pid, _):
        maps = loaded.read("/proc/%s/maps" % pid)
        text = loaded.transact("/proc/show_kernel_vas", "pid=%s\n" % pid)
    at, = re.findall(r"^0*([0-9a-f]+)-.* /dev/zero \(deleted\)$", maps, re.M)
    box, name = re.search(r"^0x0*%s +\| +(.*?) +[0-9.]+ [KM]iB +\|.*?  (\S+(?: \S+)*)$" % at,
                          text, re.M).groups()
    assert (box, name) == ("zero (deleted) data", "zero (deleted)"), text


def test_a_protection_key_takes_what_it_denies(loaded):
    """Execute-only memory is --x where the CPU has keys; what others deny is a thread's own."""
    with odd(loaded) as (pid, held):
        addr, size, _ = held["exec"]
        found, run = walk(loaded, pid, addr), runs(loaded, pid, addr, size)[0]
        if "key" not in held:
            assert "pkey" not in found and "x" in found["perms"], found
            pytest.skip("no protection keys")
        if loaded.row.arch == "amd64":
            for record in (found, run):
                assert (record["perms"], record["pkey_denies"]) == ("--x", "data"), record
                assert record.num("pkey") > 0
        addr, size, key = held["key"]
        for record in (walk(loaded, pid, addr), runs(loaded, pid, addr, size)[0]):
            assert (record["perms"], record.num("pkey"), record["pkey_denies"]) == \
                ("rw-", key, "by_thread"), record
        report = loaded.transact("/proc/pagewalk", "pid=%s addr=0x%x\n" % (pid, addr))
        assert "protection key %d" % key in report
        assert not suite.too_wide(report)


@pytest.fixture
def balancing(loaded):
    """NUMA balancing in a hurry, for a while."""
    if loaded.row.nodes < 2:
        pytest.skip("one node")
    knobs = {"/proc/sys/kernel/numa_balancing": "1"}
    for folder in ("/sys/kernel/debug/sched/numa_balancing/", "/proc/sys/kernel/numa_balancing_"):
        for name, value in (("scan_delay_ms", "10"), ("scan_period_min_ms", "100"),
                            ("scan_period_max_ms", "200")):
            if not loaded.sh("test -w %s%s" % (folder, name)).rc:
                knobs[folder + name] = value
    if loaded.sh("test -w /proc/sys/kernel/numa_balancing").rc:
        pytest.skip("this kernel does not balance")
    before = {path: loaded.read(path).strip() for path in knobs}
    for path, value in knobs.items():
        loaded.write(path, value)
    yield loaded
    for path, value in before.items():
        loaded.write(path, value)


def test_numa_hints_are_no_prot_none(balancing):
    """Their entries look alike; the mapping's rights tell."""
    with odd(balancing, "spin") as (pid, held):
        addr, size, _ = held["plain"]
        for _ in range(120):
            found = [run for run in runs(balancing, pid, addr, size)
                     if run["kind"] not in ("leaf", "unreadable")]
            if found:
                break
            time.sleep(0.5)
        assert {run["kind"] for run in found} == {"numa_hint"}, found
        # A page may have been touched since: look until one still is a hint.
        results = {walk(balancing, pid, run.num("start"))["result"] for run in found}
        assert "numa_hint" in results and "prot_none" not in results, results
        none, size, _ = held["none"]
        assert {run["kind"] for run in runs(balancing, pid, none, size)} == {"prot_none"}


@pytest.mark.last
def test_what_kfence_guards_is_not_present(loaded):
    """A page of the kernel's own without P is no PROT_NONE, though it is global."""
    if loaded.sh("test -w " + KFENCE).rc:
        pytest.skip("this kernel has no KFENCE")
    if loaded.row.arch == "riscv64":
        pytest.skip("there the kernel warns when KFENCE is started late: it sets its pool before")
    before = loaded.read(KFENCE).strip()
    loaded.write(KFENCE, "100")
    try:
        dump = suite.records(loaded.read(suite.DEBUGFS + "/pagewalk/kernel", timeout=300), "run")
        assert not [run for run in dump if run["kind"] == "prot_none"]
        absent = [run for run in dump if run["kind"] == "invalid"]
        assert absent, "KFENCE guards none"
        text = loaded.transact(QUERY, "".join("addr=%s\n" % run["start"] for run in absent))
        why = [w.get("reason") for w in suite.records(text, "walk") if w["result"] == "invalid"]
        assert "KFENCE guards it" in why, why
        # The direct map of its pool is one of pages for it.
        guards = [r for r in suite.records(loaded.read(suite.DEBUGFS + "/pagewalk/splits",
                                                       timeout=300), "deviation")
                  if r["owner"] == "kfence"]
        assert guards and any(r["differs"] == "absent" for r in guards), guards
    finally:
        loaded.write(KFENCE, before)


@pytest.mark.last
def test_a_poisoned_page_is_named(loaded):
    with odd(loaded, "poison") as (pid, held):
        if "poison" not in held:
            pytest.skip("this kernel poisons no pages")
        addr, size, _ = held["poison"]
        found = walk(loaded, pid, addr)
        assert (found["result"], found["swap_kind"]) == ("hwpoison", "hwpoison"), found
        assert found.num("swap_pfn") > 0
        run, = runs(loaded, pid, addr, size)
        assert (run["kind"], run["swap_pfn"]) == ("hwpoison", found["swap_pfn"]), run
        report = loaded.transact("/proc/pagewalk", "pid=%s addr=0x%x\n" % (pid, addr))
        assert re.search("hwpoison, page frame 0x[0-9a-f]+", report), report
