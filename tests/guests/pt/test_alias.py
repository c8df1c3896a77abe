# SPDX-License-Identifier: GPL-2.0-only
"""Memory that is mapped more than once: code that can be written elsewhere, and the way
back from memory to all its addresses (modules/mms_alias.c made them)."""
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
