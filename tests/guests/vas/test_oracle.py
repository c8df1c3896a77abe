# SPDX-License-Identifier: GPL-2.0-only
"""show_kernel_vas against /proc/iomem, kallsyms and the CPU's own flags."""
import re
import weakref

import pytest
from guests import suite

FILES = suite.DEBUGFS + "/show_kernel_vas/"


def records(vm, name, *types):
    return suite.records(vm.read(FILES + name), *types)


def iomem(vm):
    """[(start, end exclusive, name)] of /proc/iomem."""
    found = []
    for line in vm.read("/proc/iomem").splitlines():
        match = re.match(r" *([0-9a-f]+)-([0-9a-f]+) : (.*)", line)
        found.append((int(match[1], 16), int(match[2], 16) + 1, match[3]))
    return found


@pytest.mark.locked_down
def test_regions_tile_the_address_space(loaded):
    at = 0
    for region in records(loaded, "regions", "region"):
        assert region.num("start") == at, region
        assert region.num("size") == region.end() - at
        at = region.end()
    assert at == 1 << loaded.row.facts.bits


@pytest.mark.locked_down
def test_ram_agrees_with_iomem(loaded):
    """All of it, at one distance; on 32 bits what lowmem holds, around the image."""
    ram = [r for r in records(loaded, "regions", "part")
           if r["region"] == "direct_map" and r["name"] == "ram"]
    assert len({r.num("start") - r.num("phys") for r in ram}) == 1
    seen = [(r.num("phys"), r.num("phys") + r.num("end") - r.num("start")) for r in ram]
    wanted = [(start, end) for start, end, name in iomem(loaded) if name == "System RAM"]
    if loaded.row.facts.bits == 64:
        assert seen == wanted
    for start, end in seen:
        assert any(first <= start < end <= past for first, past in wanted), (seen, wanted)


@pytest.mark.locked_down
def test_image_agrees_with_iomem(loaded):
    parts = {r["name"]: r for r in records(loaded, "regions", "part")
             if r["region"] == "kernel_image"}
    if not loaded.row.facts.image_parts:
        pytest.skip("iomem's bounds are others; selfcheck compares them as a whole")
    places = {name: start for start, _, name in iomem(loaded)}
    for part, name in loaded.row.facts.image_parts:
        assert parts[part].num("phys") == places[name], parts[part]


SYMBOLS = ("_text", "_etext", "init_mm", "init_top_pgt", "swapper_pg_dir",
           "empty_zero_page", "pcpu_unit_offsets")
# By guest: searching takes seconds, and they stay where they are.
symbols_of = weakref.WeakKeyDictionary()


def kallsyms(vm):
    """Where those of SYMBOLS are that this kernel tells."""
    if vm not in symbols_of:
        text = vm.sh("grep -E ' (%s)$' /proc/kallsyms" % "|".join(SYMBOLS), timeout=120).out
        symbols_of[vm] = {line.split()[2]: int(line.split()[0], 16)
                          for line in text.splitlines()}
    return symbols_of[vm]


def test_slide_is_that_of_kallsyms(loaded):
    base = loaded.row.facts.image_base
    if not base:
        pytest.skip("where the image is linked to is not known from outside")
    symbols = kallsyms(loaded)
    slides = {(r["name"], r["space"]): r for r in records(loaded, "kaslr", "slide")}
    slide = slides["kernel_image", "virtual"]
    assert slide.num("start") == symbols["_text"]
    assert slide.num("slide") == symbols["_text"] - base
    text = loaded.transact(FILES + "query", "sym=init_mm\n")
    answer = suite.records(text)[0]
    assert answer.num("addr") == symbols["init_mm"]
    assert answer["region"] == "kernel_image"


def test_user_kernel_and_neither_are_told_apart(loaded):
    for addr, half in loaded.row.facts.halves:
        answer = suite.records(loaded.transact(FILES + "query", "addr=0x%x\n" % addr))[0]
        assert answer["half"] == half, answer


def test_loaded_modules_lie_in_modules(loaded):
    for line in loaded.read("/proc/modules").splitlines():
        addr = line.split()[5]
        answer = suite.records(loaded.transact(FILES + "query", "addr=%s\n" % addr))[0]
        assert answer["region"] in loaded.row.facts.modules, answer


def test_known_objects_lie_where_they_must(loaded):
    for known in suite.fresh_known(loaded):
        answer = suite.records(loaded.transact(
            FILES + "query", "addr=%s\n" % known["addr"]))[0]
        wanted = "direct_map" if known["kind"] in ("alloc_pages", "kmalloc") else "vmalloc"
        assert answer["region"] == wanted, (known, answer)
        assert answer.num("phys") == int(known["phys"].split(",")[0], 0), (known, answer)


def test_whose_memory_it_is(loaded):
    """In the direct map the zone and the use of the page, in vmalloc the area."""
    zones = []
    for node in loaded.read("/proc/zoneinfo").split("Node ")[1:]:
        found = re.search(r"zone +(\w+).*?spanned +(\d+).*?start_pfn: +(\d+)", node, re.S)
        if found:
            zones.append((node.split(",")[0], found[1], int(found[3]),
                          int(found[3]) + int(found[2])))
    for known in suite.fresh_known(loaded):
        answer = suite.records(loaded.transact(
            FILES + "query", "addr=%s\n" % known["addr"]))[0]
        if known["kind"] in ("alloc_pages", "kmalloc"):
            pfn = answer.num("phys") // loaded.kernel.page_size
            assert any(zone[:2] == (answer["node"], answer["zone"]) and
                       zone[2] <= pfn < zone[3] for zone in zones), answer
            assert (answer["use"] == "slab") == (known["kind"] == "kmalloc"), (known, answer)
        else:
            assert answer.num("area_start") <= int(known["addr"], 0) < answer.num("area_end")
            assert "zone" not in answer


@pytest.mark.locked_down
def test_settings_of_processes_are_those_of_sysctl(loaded):
    """On every kernel, whether it tells symbols of data or not."""
    process = records(loaded, "kaslr", "process")[0]
    for key, path in (("randomize_va_space", "kernel"), ("mmap_rnd_bits", "vm")):
        told = loaded.sh("cat /proc/sys/%s/%s" % (path, key), check=True).out.strip()
        assert process[key] == told, process


def entropy_wanted(row, facts):
    """What this row must say: see Arch.entropy."""
    line = "%s %s" % (row.name, row.append)
    return next(wanted for pattern, wanted in facts if re.search(pattern, line))


@pytest.mark.locked_down
def test_places_kaslr_chose_from(loaded):
    """Every base is one of the places said: so many steps, and no more, to move in."""
    facts = dict(loaded.row.facts.entropy)
    for slide in records(loaded, "kaslr", "slide"):
        wanted = entropy_wanted(loaded.row, facts.pop((slide["name"], slide["space"])))
        if slide["entropy_bits"] == "0":
            assert wanted in slide["why"], slide
            assert slide["slide"] in ("0x0", "unavailable"), slide
            continue
        assert wanted in ("some", slide["entropy_bits"]), slide
        assert 0 < float(slide["entropy_bits"]) < 64, slide
        assert 2 ** float(slide["entropy_bits"]) <= slide.num("places") * 1.0001
        assert slide.num("places") < 2 ** (float(slide["entropy_bits"]) + 0.02)
        assert slide.num("slide") % slide.num("step") == 0, slide
        # x86-64 counts its places from where they are without KASLR on.
        if (loaded.row.arch == "amd64" and slide["at_most"] == "no" and
                slide["name"] in ("kernel_image", "direct_map")):
            assert 0 <= slide.num("slide") // slide.num("step") < slide.num("places")
    assert not facts, "not told of: %s" % facts


def test_process_is_drawn_below_the_kernel(loaded):
    """Every mapping of /proc/PID/maps stands in the picture, from the top down."""
    pid = loaded.sh("sleep 1000 >/dev/null 2>&1 & echo $!; sleep 1", check=True).out.strip()
    maps = [line.split() for line in loaded.read("/proc/%s/maps" % pid).splitlines()
            if not re.search(r"\[(vsyscall|vectors)\]", line)]
    text = loaded.transact("/proc/show_kernel_vas", "pid=%s\n" % pid)
    loaded.sh("kill " + pid, check=True)
    assert not suite.too_wide(text)
    kernel, _, half = text.partition("The user half of process %s:" % pid)
    assert "kernel image" in kernel
    assert ("not an address" in kernel) == (loaded.row.facts.bits == 64)
    drawn = [(int(match[1], 16), match[2]) for match in
             re.finditer(r"^0x([0-9a-f]{8,16}) +\|   .*\| ([rwxps-]{4}) ", half, re.M)]
    wanted = [(int(line[0].split("-")[0], 16), line[1]) for line in maps]
    assert drawn == wanted[::-1]
    assert half.count("|   stack") == 1 and "Where is the" in half
    # Whoever only reads it gets the latest picture, on a map of now.
    again = loaded.read("/proc/show_kernel_vas")
    assert "The user half of process %s:" % pid in again
    # A query of another file is not this one's business.
    loaded.transact(FILES + "query", "addr=0x1000\n")
    assert "The user half of process" not in loaded.read("/proc/show_kernel_vas")


def objects(vm):
    return {(r["name"], r.get("cpu")): r for r in records(vm, "objects", "object")}


@pytest.mark.locked_down
def test_objects_are_where_the_cpu_has_them(loaded):
    """IDT, GDT and TSS, against QEMU's view of each CPU."""
    if not loaded.row.facts.cpu_objects:
        pytest.skip("x86 has them")
    found = objects(loaded)
    for cpu in range(loaded.row.smp):
        with loaded.paused():
            text = loaded.monitor("info registers", cpu)
        seen = {match[1]: (int(match[2], 16), int(match[3], 16)) for match in
                re.finditer(r"^(GDT|IDT|TR ) ?=(?:[0-9a-f]{4} )? *([0-9a-f]{8,16}) ([0-9a-f]{8})",
                            text, re.M)}
        idt, gdt, tss = found["idt", None], found["gdt", str(cpu)], found["tss", str(cpu)]
        assert seen["IDT"] == (idt.num("start"), idt.num("size") - 1), text
        assert seen["GDT"] == (gdt.num("start"), gdt.num("size") - 1), text
        assert seen["TR "] == (tss.num("start"), tss.num("size") - 1), text
        for record in (idt, gdt, tss):
            assert record["region"] == "cpu_entry_area" and record["part"] == record["name"]
            with loaded.paused():
                phys = loaded.monitor("gva2gpa " + record["start"], cpu)
            assert int(phys.split(":")[1], 16) == record.num("phys"), (phys, record)


@pytest.mark.locked_down
def test_picture_shows_what_a_cpu_enters_the_kernel_by(loaded):
    """IDT, and GDT, TSS and stacks of CPU 0; the other CPUs' in one line."""
    if not loaded.row.facts.cpu_objects:
        pytest.skip("x86 has them")
    text = loaded.read("/proc/show_kernel_vas")
    assert not suite.too_wide(text)
    area = text[text.index("| CPU entry area "):]
    area = area[:area.index("+---")]
    for part in records(loaded, "regions", "part"):
        if part["region"] == "cpu_entry_area" and part.get("cpu", "0") == "0":
            assert re.search(r"^%s +\|   [^|]+ \|" % part["start"], area, re.M), part
    assert len(re.findall(r" IDT | GDT, CPU 0 | TSS, CPU 0 | #DF stack, CPU 0 ", area)) == 4
    others = loaded.row.smp - 1
    assert "  %d other CPU%s " % (others, "" if others == 1 else "s") in area
    assert "CPU 1" not in area and "more" not in area


@pytest.mark.locked_down
def test_root_is_the_kernels(loaded):
    """By init_mm, which /proc/kallsyms has or not; else by the CPU's register."""
    found = objects(loaded)
    symbols = kallsyms(loaded)
    root, zero = found["page_table_root", None], found["zero_page", None]
    assert root["source"].startswith("symbol:" if "init_mm" in symbols else "register:"), root
    assert root["region"] in ("kernel_image", "direct_map") and root.num("phys")
    # i386's is whose CR3 it is; elsewhere the kernel has one of its own.
    assert (root.get("state") == "of_reader") == (root["source"] == "register:cr3"), root
    for name in ("init_top_pgt", "swapper_pg_dir"):
        assert root.num("start") == symbols.get(name, root.num("start"))
    if root["source"].startswith("symbol:") and loaded.row.arch == "amd64":
        assert zero.num("start") == symbols["empty_zero_page"]


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
@pytest.mark.locked_down
def test_each_cpu_has_irq_stacks(loaded, busy):
    """Of most the kernel made vmalloc areas. A CPU that runs a program is asked as well."""
    if busy:
        spin = loaded.start("exec taskset 1 sh -c 'while :; do :; done'")
        loaded.sh("rmmod show_kernel_vas; insmod " + loaded.module("show_kernel_vas"), check=True)
        spin.kill()
    areas = {area.num("start"): area for area in
             suite.records(loaded.read(suite.DEBUGFS + "/vmap_inspect/areas"), "area")}
    found = records(loaded, "objects", "object")
    for name, wanted in loaded.row.facts.irq_stacks.items():
        stacks = [r for r in found if r["name"] == name
                  and "isolated" not in r.get("reason", "")]
        apart = suite.set_apart(loaded)
        assert [r.num("cpu") for r in stacks] == sorted(
            set(range(loaded.row.smp)).difference(*apart))
        if " " in wanted:
            assert all(wanted in r["reason"] for r in stacks), stacks
            continue
        assert len({r["start"] for r in stacks}) == len(stacks)
        for stack in stacks:
            assert stack["region"] == wanted, stack
            if wanted == "vmalloc":
                area = areas[stack.num("start")]
                assert stack.num("size") == area.num("size") - area.num("guard"), (stack, area)
                # armhf's compiler put init_IRQ() into its caller.
                assert re.search("irq|init_IRQ|start_kernel", area["caller"]), area


@pytest.mark.locked_down
def test_initrd_is_told_where_it_was(loaded):
    """As large as what the kernel said it freed; in memory, which it is again."""
    initrd = objects(loaded)["initrd", None]
    freed = re.search(r"Freeing initrd memory: (\d+)K", loaded.sh("dmesg", check=True).out)
    assert initrd["state"] == "given_back", initrd
    assert freed, "the kernel freed none"
    # Some free the pages its ends lie in as well, and some do not.
    page, last = loaded.kernel.page_size, initrd.num("phys") + initrd.num("size")
    whole = last // page - -(-initrd.num("phys") // page)
    touched = -(-last // page) - initrd.num("phys") // page
    assert whole <= int(freed[1]) * 1024 // page <= touched
    assert initrd.num("phys") % 4096 == 0
    assert any(start <= initrd.num("phys") < end for start, end, name in iomem(loaded)
               if name == "System RAM")
    place = loaded.row.facts.initrd
    if initrd["start"] == "unavailable":
        assert place in initrd["reason"], initrd
    else:
        assert initrd["region"] == "direct_map", initrd
    assert re.search(r"^initrd, given back ", loaded.read("/proc/show_kernel_vas"), re.M)


def test_pages_for_user_mode_are_in_no_symbol(loaded):
    """What kallsyms says of vectors and vsyscall is the last symbol, gigabytes before."""
    seen = re.findall(r"^([0-9a-f]+)-.*\[(?:vsyscall|vectors)\]", loaded.read("/proc/self/maps"),
                      re.M)
    if not seen:
        pytest.skip("this kernel has none")
    queries = [path for path in suite.query_files() if "buddy" not in path and "vmap" not in path]
    for path in queries:
        text = loaded.transact(path, "addr=0x%s\n" % seen[0])
        assert not re.search(r"[+]0x[0-9a-f]+/0x", text), (path, text)
    answer = suite.records(loaded.transact(FILES + "query", "addr=0x%s\n" % seen[0]))[0]
    assert answer["walk"] != "mapped" or answer["user"] == "yes", answer


def test_a_guard_page_is_its_areas(loaded):
    """Nothing is mapped there, and still it is somebody's."""
    areas = suite.records(loaded.read(suite.DEBUGFS + "/vmap_inspect/areas", timeout=300), "area")
    area = next(r for r in areas if r.num("guard") and r["kind"] == "vmalloc")
    addr = area.num("end") - 1
    answer = suite.records(loaded.transact(FILES + "query", "addr=0x%x\n" % addr))[0]
    assert answer["walk"] == "not_mapped" and answer.num("area_start") == area.num("start"), answer


@pytest.mark.locked_down
def test_percpu_units_are_one_apart(loaded):
    """Units are as far apart as the kernel's own offsets; or there are no symbols."""
    found = records(loaded, "objects", "object")
    units = [r for r in found if r["name"] == "percpu_unit"]
    chunk = next(r for r in found if r["name"] == "percpu_first_chunk")
    if "pcpu_unit_offsets" not in kallsyms(loaded):
        for missing in (chunk, *units):
            assert missing["start"] == "unavailable" and "no symbols" in missing["reason"]
        assert len(units) == 1
        return
    assert len(units) == loaded.row.smp
    if loaded.row.nodes > 1:
        assert chunk["start"] == "unavailable" and "one piece" in chunk["reason"], chunk
    else:
        assert chunk.num("size") == sum(unit.num("size") for unit in units)
        for unit in units:
            assert chunk.num("start") <= unit.num("start") < unit.num("end") <= chunk.num("end")
    assert {unit["region"] for unit in units} == {"direct_map"}
