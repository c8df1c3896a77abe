# SPDX-License-Identifier: GPL-2.0-only
"""vmap_inspect against /proc/vmallocinfo, and against objects a test module made."""
import re

import pytest
from guests import suite
from guests.vmap.both import FILES, areas, has_lists, vmallocinfo


@pytest.mark.locked_down
def test_structs_were_compared(loaded):
    """Whichever way areas are read: with BTF where the kernel has it."""
    has_btf = loaded.sh("test -e /sys/kernel/btf/vmlinux").rc == 0
    layouts = suite.records(loaded.read(FILES + "build"), "layout")
    assert {"vmap_area", "vm_struct"} <= {record["struct"] for record in layouts}
    for record in layouts:
        assert record["result"] == ("ok" if has_btf else "no_btf"), record


def value(words, key):
    """The N of a vmallocinfo word `key=N`, or None."""
    return next((word.split("=")[1] for word in words if word.startswith(key + "=")), None)


def differences(line, area):
    """What a vmallocinfo line says otherwise than our record."""
    end, size, words = line
    wrong = []
    if (area.num("end"), area.num("size")) != (end, size):
        wrong.append("end, size: expected 0x%x %d" % (end, size))
    caller = words[0] if words and "+0x" in words[0] else None
    if caller and area.get("caller", "").split()[0] != caller:
        wrong.append("caller: expected " + caller)
    pages, phys = value(words, "pages"), value(words, "phys")
    if pages and area.num("nr_pages") != int(pages):
        wrong.append("nr_pages: expected " + pages)
    if phys and area.num("phys") != int(phys, 0):
        wrong.append("phys: expected " + phys)
    for kind in ("vmalloc", "vmap", "ioremap"):
        if kind in words and area["kind"] != kind:
            wrong.append("kind: expected " + kind)
    return wrong


@pytest.mark.locked_down
def test_areas_agree_with_vmallocinfo(loaded):
    before = vmallocinfo(loaded)
    seen = areas(loaded)
    after = vmallocinfo(loaded)
    stable = {start: line for start, line in before.items() if after.get(start) == line}
    assert len(stable) > 10
    wrong = ["0x%x: %s, saw %s" % (start, "; ".join(differences(line, seen[start])),
                                   seen[start])
             for start, line in stable.items()
             if start in seen and differences(line, seen[start])]
    missing = [hex(start) for start in stable if start not in seen]
    # Ours alone may show what came and went between the two reads: few.
    extra = [record for start, record in seen.items()
             if start not in before and start not in after]
    assert not wrong and not missing, "\n".join(wrong + missing)
    assert len(extra) < 20, extra


def test_cma_in_lowmem_is_an_area_of_its_own(loaded):
    """32-bit ARM without highmem maps CMA's region anew, in an area outside vmalloc."""
    others = [area for area in areas(loaded).values() if area["space"] == "other"]
    if loaded.row.arch != "armhf" or loaded.row.mem > 600:
        assert not others, others
        pytest.skip("only 32-bit ARM has areas there, and only where CMA is in lowmem")
    cma = re.search(r"cma: Reserved (\d+) MiB at 0x([0-9a-f]+)", loaded.sh("dmesg").out)
    area, = others
    assert area.num("mapped") == area.num("size") == int(cma[1]) << 20, area
    assert area.num("phys") == int(cma[2], 16) and area["guard"] == "0", area
    walk = suite.records(loaded.transact(
        suite.DEBUGFS + "/pagewalk/query", "addr=%s\n" % area["start"]), "walk")[0]
    assert walk["phys"] == area["phys"], (walk, area)


@pytest.mark.locked_down
def test_areas_are_sorted_and_disjoint(loaded):
    starts = list(areas(loaded).values())
    for one, next_one in zip(starts, starts[1:]):
        assert one.num("end") <= next_one.num("start"), (one, next_one)


def known_objects(vm):
    return suite.records(vm.read("/proc/mms_known"), "object")


def runs_of(phys, page):
    """Physically contiguous runs of pages of that size at these addresses."""
    pages = [int(word, 0) for word in phys.split(",")]
    return 1 + sum(b != a + page for a, b in zip(pages, pages[1:]))


def huge_order(vm):
    """The order of the pages vmalloc_huge() maps 4 MiB with."""
    pmd = (vm.kernel.page_size // 8).bit_length() - 1
    has = "CONFIG_HAVE_ARCH_HUGE_VMALLOC" in vm.kernel.config
    return pmd if has and vm.kernel.page_size << pmd <= 4 << 20 else 0


KINDS = {"vmalloc": "vmalloc", "vmalloc_huge": "vmalloc", "vmap": "vmap",
         "ioremap": "ioremap", "vm_map_ram": "vm_map_ram"}


def is_own_area(known):
    """Small vm_map_ram() mappings share a block's area; pages have none."""
    return known["kind"] in KINDS and not (
        known["kind"] == "vm_map_ram" and known.num("nr_pages") <= 32)


@pytest.mark.locked_down
def test_known_objects_are_reported_exactly(loaded):
    seen, page = areas(loaded), loaded.kernel.page_size
    own = [known for known in known_objects(loaded) if is_own_area(known)]
    assert len(own) >= 8
    for known in own:
        area = seen[known.num("addr")]
        pages = known.num("nr_pages")
        # 6.1 has no vmap_area.flags to tell vm_map_ram() by.
        wanted = (KINDS[known["kind"]],) + (
            ("no_vm_struct",) if known["kind"] == "vm_map_ram" else ())
        assert area["kind"] in wanted, area
        assert area.num("size") == pages * page + area.num("guard"), (known, area)
        assert area.num("mapped") == pages * page, (known, area)
        assert area.num("runs") == runs_of(known["phys"], page), (known["phys"], area)
        assert area.num("order") == (pages - 1).bit_length(), area
        if known["kind"] != "vm_map_ram":
            # The generic ioremap() records itself.
            assert "mms_known" in area["caller"] or (
                known["kind"] == "ioremap" and "ioremap" in area["caller"]), area
            assert area.num("guard") == page
        if known["kind"].startswith("vmalloc"):
            assert area.num("nr_pages") == pages
            assert area.num("page_order") == (
                huge_order(loaded) if known["kind"] == "vmalloc_huge" else 0)
        if known["kind"] == "ioremap":
            assert area["phys"] == known["phys"]


@pytest.mark.locked_down
def test_full_chunks_of_percpu_memory_have_no_guard(loaded):
    """Their last page is mapped too, and that is no fault."""
    # Where CPUs of several nodes share none, a chunk may have 2 MiB for each.
    for pages in (512, 1024):
        loaded.sh("rmmod mms_known; insmod %s percpu=%d" % (loaded.module("mms_known"), pages),
                  check=True)
        chunks = [area for area in areas(loaded).values()
                  if area.get("caller", "").startswith("pcpu_get_vm_areas+")]
        if any(chunk["mapped"] == chunk["size"] for chunk in chunks):
            break
    else:
        pytest.fail("no chunk is full: %s" % chunks)
    assert {chunk["guard"] for chunk in chunks} == {"0"}, chunks
    checks = suite.records(loaded.read(FILES + "selfcheck", timeout=300), "check")
    assert [check["result"] for check in checks if check["name"] == "backing"] == ["ok"], checks


def test_ranges_arm_reserves_have_no_guard_and_no_phys(loaded):
    """vm_reserve_area_early(), which PCI's I/O window is from: VM_ARM_EMPTY_MAPPING."""
    reserved = [area for area in areas(loaded).values() if area.num("vm_flags") & 0x20000000]
    if loaded.row.arch != "armhf":
        assert not reserved, reserved
        pytest.skip("only 32-bit ARM reserves such")
    assert reserved
    for area in reserved:
        assert area["kind"] == "ioremap" and area["flags"] == "ioremap,arm_empty", area
        assert area["guard"] == "0" and "phys" not in area, area
        text = loaded.transact(FILES + "query", "addr=%s\n" % area["start"])
        asked = suite.records(text, "area")[0]
        assert asked["guard"] == "0" and "phys" not in asked, asked


def test_small_vm_map_ram_lies_in_a_block(loaded):
    small = [k for k in known_objects(loaded)
             if k["kind"] == "vm_map_ram" and not is_own_area(k)]
    assert small
    for known in small:
        text = loaded.transact(FILES + "query", "addr=%s\n" % known["addr"])
        area = suite.records(text, "area")[0]
        assert area.num("start") <= known.num("addr") < area.num("end")
        assert area["kind"] in ("vm_map_ram_block", "no_vm_struct"), area


def test_known_objects_go_when_freed(loaded):
    objects = [known for known in known_objects(loaded) if is_own_area(known)]
    callers = loaded.read(FILES + "callers")
    assert "mms_known" in callers
    loaded.write("/proc/mms_known", "free")
    text = loaded.transact(FILES + "query", "".join(
        "addr=%s\n" % known["addr"] for known in objects))
    states = suite.records(text, "query")
    gone = ("lazy", "pooled", "free") if has_lists(loaded) else ("not_allocated",)
    assert len(states) == len(objects)
    for known, state in zip(objects, states):
        assert state["state"] in gone, (known, state)
    seen = areas(loaded)
    for known in objects:
        assert known.num("addr") not in seen or \
            "mms_known" not in seen[known.num("addr")].get("caller", "")
    assert "mms_known" not in loaded.read(FILES + "callers")


@pytest.mark.locked_down
def test_module_space_is_the_region(loaded):
    """As large in every report. vmalloc may have the image in its midst."""
    regions = {r["name"]: r for r in suite.records(
        loaded.read(suite.DEBUGFS + "/show_kernel_vas/regions"), "region")}
    spaces = [s for s in suite.records(loaded.read(FILES + "build"), "space")
              if s["name"] == "modules"]
    for space in spaces:
        assert space["size"] == regions["modules"]["size"], (space, regions["modules"])


@pytest.mark.locked_down
def test_every_file_says_how_it_was_made(loaded):
    """Who reads one file alone learns there what can't be told of this kernel."""
    build = suite.records(loaded.read(FILES + "build"), "vmap")[0]
    lists = has_lists(loaded)
    assert ("lists_unavailable" in build) != lists
    for name in ("areas", "orders", "callers", *(("free", "lazy") if lists else ())):
        head = suite.header(loaded.read(FILES + name, timeout=300))
        assert head["method"] == build["method"], head
        assert head.get("lists_unavailable") == build.get("lists_unavailable"), head
    head = suite.header(loaded.read(FILES + "orders"))
    assert head["holes"] == ("free" if lists else "not_allocated"), head
    assert suite.header(loaded.read(FILES + "areas", timeout=300)).num("unread_tables") >= 0


def test_a_range_says_where_holes_can_not_be_told(loaded):
    """A part of a space, and all of them."""
    at = min(areas(loaded))
    for piece in ((at, at + 0x1000000), (1, (1 << loaded.row.facts.bits) - 1)):
        text = loaded.transact(FILES + "query", "range=0x%x-0x%x\n" % piece)
        answer = suite.records(text, "query")[0]
        assert ("holes_unavailable" in answer) != has_lists(loaded), answer
        if not has_lists(loaded):
            assert not suite.records(text, "hole"), text


@pytest.mark.locked_down
def test_totals_add_up(loaded):
    """orders and callers are sums over areas: taken at another moment, so near."""
    seen = areas(loaded).values()
    for name, kind in (("orders", "order"), ("callers", "caller")):
        rows = suite.records(loaded.read(FILES + name), kind)
        assert abs(sum(row.num("areas") for row in rows) - len(seen)) < 20, name


@pytest.mark.locked_down
def test_callers_in_freed_init_code_are_one_row(loaded):
    """Their code has no symbol any more: one row, not one of a bare address a call site."""
    seen = areas(loaded).values()
    bare = [area for area in seen if area.get("caller", "").startswith("0x")]
    rows = suite.records(loaded.read(FILES + "callers"), "caller")
    assert not [row for row in rows if row["func"].startswith("0x")], rows
    freed = [(row.num("areas"), row.num("bytes"), row.num("sites")) for row in rows
             if row["func"] == "(freed init code)"]
    wanted = (len(bare), sum(area.num("size") - area.num("guard") for area in bare),
              len({area["caller"] for area in bare}))
    assert freed == ([wanted] if bare else []), (freed, bare)


@pytest.mark.locked_down
def test_report_says_where_modules_are(loaded):
    """Where none is in their space: arm64's, with KASLR, are near the image, in vmalloc."""
    report = loaded.read("/proc/vmap_inspect").splitlines()
    line = next((line for line in report if line.startswith("modules space")), None)
    if not line:
        pytest.skip("modules have no space of their own")
    seen = areas(loaded).values()
    empty = not any(area["space"] == "modules" for area in seen)
    assert line.endswith(": modules are in vmalloc here") == empty, line
    at = [int(line.split()[5], 16) for line in loaded.read("/proc/modules").splitlines()]
    spaces = {area["space"] for area in seen
              if any(area.num("start") <= addr < area.num("end") for addr in at)}
    assert spaces == {"vmalloc" if empty else "modules"}, spaces


@pytest.mark.locked_down
def test_totals_count_larger_pages_by_page_order(loaded):
    """By the kernel's word, vm_struct.page_order, which nothing has for ioremap()."""
    large = [area for area in areas(loaded).values() if area.num("page_order")]
    assert large or not huge_order(loaded)
    for name, kind in (("orders", "order"), ("callers", "caller")):
        rows = suite.records(loaded.read(FILES + name), kind)
        assert abs(sum(row.num("page_order_areas") for row in rows) - len(large)) < 5, name
    known = [row for row in rows if "mms_known" in row["func"]]
    data = [area.num("size") - area.num("guard") for area in large
            if "mms_known" in area["caller"]]
    assert sum(row.num("page_order_areas") for row in known) == len(data), known
    assert sum(row.num("page_order_bytes") for row in known) == sum(data), known


@pytest.mark.locked_down
def test_holes_lie_between_areas(loaded):
    if not has_lists(loaded):
        pytest.skip("this kernel does not tell its free tree")
    used = sorted((a.num("start"), a.num("end")) for a in areas(loaded).values())
    holes = suite.records(loaded.read(FILES + "free"), "hole")
    assert holes
    again = areas(loaded)
    for hole in holes:
        inside = [start for start, end in used if start < hole.num("end")
                  and end > hole.num("start") and start in again]
        assert not inside, (hole, inside)
