# SPDX-License-Identifier: GPL-2.0-only
"""What splits the direct map: held against the kernel's own counts, walks of the same
addresses, and a module whose code is known to be mapped read-only there."""
import re

import pytest
from guests import suite
from guests.pt.test_odd_memory import odd

SPLITS = suite.DEBUGFS + "/pagewalk/splits"
QUERY = suite.DEBUGFS + "/pagewalk/query"
# x86 counts a split of the image's or a module's own mapping as one of the direct map, too.
SPLITS_ELSEWHERE = 32 << 20
# It counts what it maps that is no memory: the hole below 1 MiB, what the firmware keeps.
NO_MEMORY = 4 << 20


def splits_of(vm):
    text = vm.read(SPLITS, timeout=300)
    return text, suite.records(text)


def of_type(found, name):
    return [r for r in found if r.type == name]


def counted(vm):
    """The kernel's counts of splits, {} where it has none."""
    return {name: int(n) for name, n in
            re.findall(r"^(direct_map_level\d_splits) (\d+)$", vm.read("/proc/vmstat"), re.M)}


def test_sizes_agree_with_meminfo(loaded, row):
    """x86 counts its direct map by size of entry: with holes of the memory and devices' in it."""
    if row.arch not in ("amd64", "i386"):
        pytest.skip("only x86 counts")
    found = splits_of(loaded)[1]
    wanted = {int(size) << (10 if unit == "k" else 20 if unit == "M" else 30): int(kib) << 10
              for size, unit, kib in re.findall(r"^DirectMap(\d+)([kMG]): +(\d+) kB$",
                                                loaded.read("/proc/meminfo"), re.M)}
    assert wanted
    seen = {r.num("leaf_size"): r.num("bytes") for r in of_type(found, "level")}
    for size in wanted:
        assert abs(seen.get(size, 0) - wanted[size]) <= SPLITS_ELSEWHERE, (wanted, seen)
    assert 0 <= sum(wanted.values()) - sum(seen.values()) <= NO_MEMORY, (wanted, seen)


def test_splits_are_the_kernels_count(loaded):
    before = counted(loaded)
    found = splits_of(loaded)[1]
    after = counted(loaded)
    record, = of_type(found, "vmstat")
    if not before:
        assert record["direct_map_level2_splits"] == "unavailable" and record["reason"], record
    for name, least in before.items():
        assert least <= record.num(name) <= after[name], (before, record, after)


def test_slots_are_mapped_as_walks_find_them(loaded):
    """What is listed of a slot, and of what deviates in it, is what a walk finds there."""
    text, found = splits_of(loaded)
    listed = [r for r in found if r.type in ("slot", "deviation") and "perms" in r]
    asked = [r for r in listed if r.type == "deviation"][:40]
    asked += [r for r in listed if r.get("state") == "uniform"][:10]
    if not asked:  # 32-bit ARM maps all of it by sections
        assert not [r for r in found if r.get("state") == "split"], text
        return
    walks = suite.records(loaded.transact(QUERY, "".join("addr=%s\n" % r["start"]
                                                         for r in asked)), "walk")
    differ = [(r, w) for r, w in zip(asked, walks, strict=True)
              if (w["result"], w.get("perms"), w.get("phys"), w.get("cache")) !=
              ("mapped", r["perms"], r["phys"], r["cache"])]
    # Memory may have changed hands since.
    assert len(differ) <= len(asked) // 10, differ
    for r in listed:
        assert r.num("start") % loaded.kernel.page_size == 0, r


def test_sums_are_those_of_what_is_listed(loaded):
    found = splits_of(loaded)[1]
    cost, = of_type(found, "cost")
    levels = {r["level"]: r for r in of_type(found, "level")}
    assert cost.num("could") <= cost.num("entries"), cost
    assert sum(r.num("entries") for r in levels.values()) <= cost.num("entries")
    for name, level in levels.items():
        slots = [r for r in of_type(found, "slot") if r["could"] == name]
        for state in ("uniform", "split", "absent", "raced") if "split" in level else ():
            assert level.num(state) == sum(r.num("slots") for r in slots
                                           if r["state"] == state), (state, level)
    tables = sum(r.num("uniform") + r.num("split") for r in levels.values() if "split" in r)
    assert cost.num("tables") == tables, (cost, levels)
    # What deviates is somebody's, all of it.
    owned, slot = 0, None
    smallest = [name for name, r in levels.items() if "split" in r][-1:]
    for r in found:
        if r.type == "slot":
            slot = r
        elif r.type == "deviation" and slot["could"] in smallest:
            owned += r.num("size")
    totals = [r for r in of_type(found, "total") if r["could"] in smallest]
    assert sum(r.num("bytes") for r in totals) == owned, (totals, owned)
    for r in of_type(found, "total"):
        assert 0 <= r.num("sole") <= r.num("slots") and r.num("bytes"), r


# How often a module is loaded so that it gets other memory.
TRIES = 5


def memory_of_module(vm, module):
    """Where the pages of its code lie: the first few, if it has so many."""
    at = int(vm.read("/sys/module/%s/sections/.text" % module).strip(), 16)
    page = vm.kernel.page_size
    walks = suite.records(vm.transact(QUERY, "".join(
        "addr=0x%x only=walk\n" % (at + i * page) for i in range(3))), "walk")
    first = walks[0]
    return [w.num("phys") for w in walks
            if w["result"] == "mapped" and w["perms"] == first["perms"]]


def test_a_module_is_named(loaded, row):
    """Its code is read-only in the direct map, too: it keeps the slot from being one entry."""
    if row.arch not in ("amd64", "arm64"):
        pytest.skip("there the direct map of a module's memory is left as it is")
    for _ in range(TRIES):
        suite.fresh_known(loaded)
        where = memory_of_module(loaded, "mms_known")
        text, found = splits_of(loaded)
        seen = [r for r in of_type(found, "deviation") for phys in where
                if r.num("phys") <= phys < r.num("phys") + r.num("size")]
        # All of it may lie at the edge of memory, where no entry could be larger.
        whole = [r for r in of_type(found, "slot") if r["state"] == "uniform" and
                 r.num("phys") <= where[0] < r.num("phys") + r.num("size")]
        if seen or whole:
            break
    if whole:  # Newer x86 sets a huge page aside for the code of all modules.
        assert "w" not in whole[0]["perms"], whole
        return
    assert seen, "expected one of %s, seen:\n%s" % ([hex(phys) for phys in where], text)
    assert {(r["owner"], r.get("name")) for r in seen} == {("module", "mms_known")}, seen
    # Newer x86 takes it out of the direct map.
    assert all("w" not in r.get("perms", "") for r in seen), seen
    for r in seen:
        alias, = suite.records(loaded.transact(QUERY, "addr=%s\n" % r["alias"]), "walk")
        assert alias.num("phys") == r.num("phys"), (alias, r)
    total = [r for r in of_type(found, "total") if r.get("name") == "mms_known"]
    assert total and all(r.num("slots") > 0 for r in total), text
    loaded.rmmod("mms_known")
    try:
        assert "mms_known" not in splits_of(loaded)[0]
    finally:
        suite.fresh_known(loaded)


def test_secret_memory_is_named(loaded):
    """memfd_secret() takes its pages out of the direct map, and gives them back."""
    with odd(loaded) as (pid, held):
        if "secret" not in held:
            pytest.skip("this kernel has no secret memory")
        addr, size, _ = held["secret"]
        page = loaded.kernel.page_size
        walks = suite.records(loaded.transact(QUERY, "".join(
            "pid=%s addr=0x%x\n" % (pid, at) for at in range(addr, addr + size, page))), "walk")
        text, found = splits_of(loaded)
        for phys in [walk.num("phys") for walk in walks]:
            seen = [r for r in of_type(found, "deviation")
                    if r.num("phys") <= phys < r.num("phys") + r.num("size")]
            assert seen, "expected 0x%x, seen:\n%s" % (phys, text)
            for r in seen:
                assert r["differs"] == "absent" and "perms" not in r, r
                assert r["owner"] == "user", r
                if loaded.kernel.config.get("CONFIG_KALLSYMS_ALL"):
                    assert r["name"] == "secretmem", r
        total, = [r for r in of_type(found, "total") if r.get("name") == "secretmem"][-1:] or \
            [r for r in of_type(found, "total") if r["owner"] == "user"][-1:]
        assert total.num("bytes") >= size, total
    assert "secretmem" not in splits_of(loaded)[0]
