# SPDX-License-Identifier: GPL-2.0-only
"""Memory that is mapped more than once: code that can be written elsewhere, and the way
back from memory to all its addresses (modules/mms_alias.c made them)."""
import errno

import pytest
from guests import suite

WX = suite.DEBUGFS + "/pagewalk/wx"


@pytest.fixture
def aliased(vm):
    """The guest, and the aliases that were made in it."""
    suite.load_all(vm)
    vm.insmod("mms_alias")
    yield vm, suite.records(vm.read("/proc/mms_alias"), "alias")
    vm.rmmod("mms_alias")


def mapped_at(listed, phys):
    """The records of a listing that map this memory: {address of it: record}."""
    found = {}
    for r in listed:
        if "phys" in r and r.num("phys") <= phys < r.num("phys") + r.num("size"):
            found[r.num("start") + phys - r.num("phys")] = r
    return found


def test_a_writable_alias_of_code_is_found(aliased, row):
    """Neither mapping allows both; whoever writes at one changes what runs at the other."""
    vm, made = aliased
    text = vm.read(WX, timeout=300)
    head, listed = suite.header(text), suite.records(text, "alias")
    if row.levels in row.facts.no_nx:
        assert "execute" in head["aliases_unavailable"] and not listed, head
        return
    for alias in (a for a in made if a["of"] == "text"):
        seen = mapped_at(listed, alias.num("phys")).get(alias.num("addr"))
        if alias["perms"] == "r--" and row.facts.read_only:
            assert not seen, "can't be written: %s" % seen
            continue
        assert seen, "expected %s among\n%s" % (alias, text)
        assert seen["perms"] == "rw-" and seen.num("executable_at"), seen
        if vm.kernel.config.get("CONFIG_KALLSYMS_ALL"):
            assert seen["area"] == "vmap" and "map_all" in seen["caller"], seen
        # Where it runs, it has a name.
        assert "+0x" in seen["executable"], seen
    assert head.num("aliases") >= len(listed) > 1


def test_without_it_none_is_left(aliased, row):
    vm, made = aliased
    vm.rmmod("mms_alias")
    try:
        listed = suite.records(vm.read(WX, timeout=300), "alias")
        gone = {a.num("addr") for a in made}
        assert not [r for r in listed if r.num("start") in gone], listed
        if row.arch in ("amd64", "i386"):
            assert not listed, "a stock kernel has none: %s" % listed
    finally:
        vm.insmod("mms_alias")


def test_selfcheck_sees_the_texts_alias(aliased, row):
    vm, made = aliased
    path = suite.DEBUGFS + "/show_kernel_vas/selfcheck"
    check, = (r for r in suite.records(vm.read(path, timeout=300), "check")
              if r["name"] == "text_not_writable")
    size = sum(vm.kernel.page_size * a.num("pages") for a in made if a["of"] == "text" and
               (a["perms"] == "rw-" or not row.facts.read_only))
    assert check["result"] == "violated" and check.num("text_alias_writable") >= size, check


QUERY = suite.DEBUGFS + "/pagewalk/query"


def asked(vm, query):
    """(what is said of the memory, its mappings) of a phys= or pfn= query."""
    found = suite.records(vm.transact(QUERY, query + "\n", timeout=300), "memory", "alias")
    return found[0], found[1:]


def test_memory_is_found_at_all_its_addresses(aliased, row):
    """Exactly those that were made, the direct map and where the code runs."""
    vm, made = aliased
    page = vm.kernel.page_size
    for of in ("text", "page"):
        ours = {a.num("addr"): a["perms"] for a in made if a["of"] == of}
        phys = next(a.num("phys") for a in made if a["of"] == of)
        memory, aliases = asked(vm, "phys=0x%x" % (phys + 5))
        assert (memory.num("start"), memory.num("size")) == (phys, page), memory
        assert memory.num("aliases") == len(aliases) == memory.num("shown"), memory
        seen = {a.num("start"): a for a in aliases}
        for addr, perms in ours.items():
            assert addr in seen, "expected 0x%x among %s" % (addr, aliases)
            assert seen[addr].num("phys") == phys and seen[addr].num("size") == page
            if row.facts.read_only:
                assert seen[addr]["perms"][:2] == perms[:2], seen[addr]
            assert seen[addr]["region"].startswith("vmalloc"), seen[addr]
        others = [a for start, a in seen.items() if start not in ours]
        # The direct map, but for high memory; and code where it runs, which may be the same.
        # A page that was freed with the kernel's init code is still mapped there, too.
        assert len(others) <= 2, others
        assert {a["region"] for a in others} <= {"direct_map", "kernel_image"}, others
        if of == "text":
            assert any("+0x" in a.get("symbol", "") for a in others), others
        same, by_pfn = asked(vm, "pfn=0x%x" % (phys // page))
        assert [str(a) for a in by_pfn] == [str(a) for a in aliases]
        assert same.num("start") == phys, same


def test_every_alias_walks_to_the_memory(aliased):
    """The walk of each address of several pages agrees, and the report names them."""
    vm, made = aliased
    page = vm.kernel.page_size
    phys = next(a.num("phys") for a in made if a["of"] == "text")
    end = phys + 3 * page
    memory, aliases = asked(vm, "phys=0x%x-0x%x" % (phys, end))
    assert memory.num("size") == 3 * page and len(aliases) >= 4, memory
    for alias in aliases:
        answer = vm.transact(QUERY, "addr=0x%x\n" % (alias.num("start") + 1))
        walk, = suite.records(answer, "walk")
        assert walk.num("phys") == alias.num("phys") + 1, (walk, alias)
        assert walk["perms"] == alias["perms"], (walk, alias)
    report = vm.transact("/proc/pagewalk", "phys=0x%x-0x%x\n" % (phys, end), timeout=300)
    first = report.splitlines()[0]
    assert first == "physical 0x%x-0x%x: the kernel maps it at %d addresses" % (
        phys, end, len(aliases)), report
    for alias in aliases:
        assert "0x%016x " % alias.num("start") in report, report


def test_memory_that_nothing_maps(aliased):
    vm, _ = aliased
    nowhere = 1 << 50
    memory, aliases = asked(vm, "phys=0x%x" % nowhere)
    assert memory["aliases"] == "0" and not aliases, memory
    assert "the kernel maps it nowhere" in vm.transact("/proc/pagewalk", "phys=0x%x\n" % nowhere)
    for query, why in (("phys=0x1000 pid=1", "of no process"),
                       ("pfn=0xffffffffffffffff", "no page frame"),
                       ("phys=0xffffffffffffffff", "so large")):
        assert vm.write("/proc/pagewalk", query + "\n") == errno.EINVAL, query
        assert why in vm.read("/proc/pagewalk").splitlines()[0], query
