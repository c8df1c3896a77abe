# SPDX-License-Identifier: GPL-2.0-only
"""Walks against QEMU's own: gva2gpa for where an address leads, xp for every entry.

The monitor walks the tables from outside, with code that shares nothing with
the suite or the kernel. The guest is held still while it is asked.
"""
import random
import re
import time

import pytest
from guests import suite

QUERY = suite.DEBUGFS + "/pagewalk/query"
# A CPU that is asked in user mode may see less than the kernel does: asked again.
TRIES = 5


@pytest.fixture
def loaded(vm):
    suite.load_all(vm)
    suite.fresh_known(vm)
    return vm


def spread(start, end, count, rng):
    """Addresses all over a range, its first and last byte among them."""
    return [start, end - 1] + [rng.randrange(start, end) for _ in range(count - 2)]


def regions(vm):
    text = vm.read(suite.DEBUGFS + "/show_kernel_vas/regions")
    return suite.records(text, "region", "part")


def dump_of(vm):
    """The whole dump, and the runs in it that are mapped."""
    dump = suite.records(vm.read(suite.DEBUGFS + "/pagewalk/kernel", timeout=300))
    return dump, [r for r in dump if "perms" in r]


def kernel_addresses(vm):
    """Where to look: {kind: [addresses]}, mapped and not."""
    rng = random.Random(1)
    found = {kind: [] for kind in ("text", "direct map", "vmalloc", "modules",
                                   "vmemmap", "elsewhere")}
    for record in regions(vm):
        start, end = record.num("start"), record.end()
        if record.type == "part" and record["name"] == "text":
            found["text"] += spread(start, end, 50, rng)
        elif record.type == "part" and record["name"] == "ram":
            found["direct map"] += spread(start, end, 30, rng)
        elif record["name"] == "vmemmap":
            # RAM may be anywhere in it, and is a small part of it.
            found["vmemmap"] += spread(start, end, 6, rng)
            for run in dump_of(vm)[1]:
                if start <= run.num("start") < end:
                    found["vmemmap"] += spread(run.num("start"),
                                               run.num("start") + run.num("size"), 6, rng)
        elif record["kind"] in ("hole", "guard"):
            found["elsewhere"] += spread(start, end, 3, rng)
    if not found["text"]:  # parts of the image have other names without symbols
        start = walks(vm.transact(QUERY, "sym=_stext\n"))[0][0].num("addr")
        found["text"] += spread(start, start + (1 << 20), 50, rng)
    for known in suite.records(vm.read("/proc/mms_known"), "object"):
        if known["kind"] not in ("alloc_pages", "kmalloc"):
            found["vmalloc"] += spread(known.num("addr"),
                                       known.num("addr") + known.num("size"), 6, rng)
    for line in vm.read("/proc/modules").splitlines():
        words = line.split()
        found["modules"] += spread(int(words[5], 0),
                                   int(words[5], 0) + vm.kernel.page_size, 5, rng)
    return found


def walks(text):
    """[(walk record, [entry records])] of a query's answer."""
    found = []
    for record in suite.records(text, "walk", "entry"):
        if record.type == "walk":
            found.append((record, []))
        else:
            found[-1][1].append(record)
    return found


def monitor_walk(vm, addr, cpu):
    """Where QEMU says an address leads: an address, or None."""
    answer = vm.monitor("gva2gpa 0x%x" % addr, cpu)
    match = re.search(r"gpa: (0x[0-9a-f]+|0)", answer)
    return int(match[1], 0) if match else None


def monitor_entry(vm, phys):
    unit = "g" if vm.row.entry_size == 8 else "w"
    answer = vm.monitor("xp /1%sx 0x%x" % (unit, phys))
    return int(answer.split(":")[1], 0)


def compare(vm, found, cpu):
    """Ask the monitor about each walk; the differences, as sentences."""
    wrong = []
    for walk, entries in found:
        addr = walk.num("addr")
        seen = walk.num("phys") if walk["result"] == "mapped" else None
        wanted = monitor_walk(vm, addr, cpu)
        if wanted is None and vm.row.facts.lazy:
            wanted = seen  # the CPU's tables may not have it yet; the entries count
        if seen is not None and wanted != seen or \
                seen is None and wanted is not None:
            wrong.append("0x%x: expected (gva2gpa) %s, saw %s" % (
                addr, wanted and hex(wanted), walk))
        for entry in entries:
            place = entry.num("table") + vm.row.entry_size * entry.num("index")
            raw = monitor_entry(vm, place)
            if (raw ^ entry.num("entry")) & ~vm.row.facts.noise:
                wrong.append("0x%x: expected (xp 0x%x) 0x%x, saw %s"
                             % (addr, place, raw, entry))
    return wrong


def test_kernel_walks_agree_with_qemu(loaded, row):
    addresses = kernel_addresses(loaded)
    flat = [addr for kind in addresses.values() for addr in kind]
    text = loaded.transact(QUERY, "".join("addr=0x%x\n" % addr for addr in flat))
    found = walks(text)
    assert [walk.num("addr") for walk, _ in found] == flat
    for _ in range(TRIES):
        with loaded.paused():
            wrong = compare(loaded, found, 0)
        if not wrong:
            break
        time.sleep(0.3)
    assert not wrong, "\n".join(wrong)
    mapped = {walk.num("addr") for walk, _ in found if walk["result"] == "mapped"}
    kinds = ["text", "direct map", "vmalloc", "modules"]
    if "CONFIG_SPARSEMEM_VMEMMAP" in loaded.kernel.config:
        kinds.append("vmemmap")
    for kind in kinds:
        assert mapped & set(addresses[kind]), "no mapped address in " + kind
    assert len(mapped) >= 150
    # Every level of the row's tables was seen.
    assert max(len(entries) for _, entries in found) == row.levels


def user_addresses(vm, pid):
    rng = random.Random(2)
    addresses = []
    for line in vm.read("/proc/%d/maps" % pid).splitlines():
        if "vsyscall" in line:
            continue
        start, end = (int(word, 16) for word in line.split()[0].split("-"))
        addresses += spread(start, end, 8, rng)
    return addresses + [0, vm.kernel.page_size, (1 << vm.row.facts.bits - 17) - 8192]


def paused_in(vm, root, cpu):
    """Hold the guest while that CPU runs on these tables; None if it never does."""
    runs_on = vm.row.facts.runs_on
    end = time.monotonic() + 60
    while time.monotonic() < end:
        context = vm.paused()
        context.__enter__()
        if runs_on(vm.monitor("info registers", cpu), root):
            return context
        context.__exit__(None, None, None)
        time.sleep(0.05)
    return None


def test_user_walks_agree_with_qemu(loaded, row):
    cpu = row.smp - 1
    # Each exec gives it other tables: the last one says who it is.
    spin = loaded.start("exec taskset %x sh -c 'echo $$ > /tmp/spin; while :; do :; done'"
                        % (1 << cpu))
    try:
        loaded.sh("while ! [ -s /tmp/spin ]; do sleep 0.1; done", check=True)
        pid = int(loaded.read("/tmp/spin"))
        addresses = user_addresses(loaded, pid)
        found = walks(loaded.transact(QUERY, "".join(
            "addr=0x%x pid=%d\n" % (addr, pid) for addr in addresses)))
        assert [walk.num("addr") for walk, _ in found] == addresses
        root = found[0][1][0].num("table")
        for _ in range(TRIES):
            context = paused_in(loaded, root, cpu)
            assert context, "CPU %d never ran on the tables at 0x%x" % (cpu, root)
            try:
                wrong = compare(loaded, found, cpu)
            finally:
                context.__exit__(None, None, None)
            if not wrong:
                break
            time.sleep(0.3)
        assert not wrong, "\n".join(wrong)
        assert sum(walk["result"] == "mapped" for walk, _ in found) >= 10
    finally:
        spin.kill()


def test_kernel_half_is_there_in_every_process(loaded):
    """Whatever root the CPU finds it by: on arm64 one that is not the process' own."""
    alone = walks(loaded.transact(QUERY, "sym=_stext\n"))[0][0]
    walk = walks(loaded.transact(QUERY, "addr=%s pid=1\n" % alone["addr"]))[0][0]
    assert alone["result"] == walk["result"] == "mapped", walk
    assert (walk["phys"], walk["perms"]) == (alone["phys"], alone["perms"])


def range_of(vm, query):
    """(runs, what is said of all) of a range= query."""
    found = suite.records(vm.transact(QUERY, query))
    return [r for r in found if r.type == "run"], [r for r in found if r.type == "range"][-1]


def test_a_range_of_the_kernels_half_is_the_process_own(loaded):
    """By pid= it is walked in that process' tables, as a single address is."""
    page = loaded.kernel.page_size
    start = walks(loaded.transact(QUERY, "sym=_stext\n"))[0][0].num("addr") & -page
    runs, whole = range_of(loaded, "pid=1 range=0x%x-0x%x\n" % (start, start + page))
    walk = walks(loaded.transact(QUERY, "pid=1 addr=0x%x\n" % start))[0][0]
    assert whole["pid"] == "1" and whole["result"] == "complete", whole
    assert [(r["phys"], r["perms"]) for r in runs] == [(walk["phys"], walk["perms"])], runs


def test_an_ldt_is_found_in_its_process_alone(loaded, row):
    """With PTI it is mapped in the kernel's half of its process: addr= and range= agree."""
    if row.arch != "amd64" or "pti=on" not in row.append:
        pytest.skip("PTI on x86-64 maps it there")
    region, = (r for r in suite.records(loaded.read(suite.DEBUGFS + "/show_kernel_vas/regions"),
                                        "region") if r["name"] == "ldt_remap")
    where = "range=%s-%s\n" % (region["start"], region["end"])
    owner = loaded.start("exec ldt")
    try:
        pid = loaded.sh("for i in $(seq 50); do pidof ldt && break; sleep 0.1; done",
                        check=True).out.split()[0]
        for _ in range(50):
            runs, _ = range_of(loaded, "pid=%s %s" % (pid, where))
            if runs:
                break
            time.sleep(0.1)
        assert runs, "nothing in %s of pid %s" % (where, pid)
        for run in runs:
            walk = walks(loaded.transact(QUERY, "pid=%s addr=%s\n" % (pid, run["start"])))[0][0]
            assert (walk["result"], walk["phys"]) == ("mapped", run["phys"]), (walk, run)
        assert not range_of(loaded, where)[0], "the kernel's own tables have no LDT"
        assert not range_of(loaded, "pid=1 " + where)[0], "nor has another process"
    finally:
        owner.kill()


def test_known_objects_walk_to_their_pages(loaded):
    wanted = {}
    for known in suite.records(loaded.read("/proc/mms_known"), "object"):
        pages = list(enumerate(known["phys"].split(",")))
        # Both ends of large ones and some between, at no round distance.
        for i, phys in pages[:8] + pages[8:-8:7] + pages[-8:]:
            wanted[known.num("addr") + loaded.kernel.page_size * i] = int(phys, 0)
    addresses = list(wanted)
    text = loaded.transact(QUERY, "".join("addr=0x%x\n" % addr for addr in addresses),
                           timeout=300)
    for walk, _ in walks(text):
        addr = walk.num("addr")
        assert walk["result"] == "mapped", walk
        assert walk.num("phys") == wanted[addr], "0x%x: expected 0x%x, saw %s" % (
            addr, wanted[addr], walk)


def test_permissions_are_the_mappings(loaded, row):
    facts, perms = row.facts, {}
    nx = "x" if row.levels in facts.no_nx else "-"
    for known in suite.records(loaded.read("/proc/mms_known"), "object"):
        text = loaded.transact(QUERY, "addr=%s\n" % known["addr"])
        perms.setdefault(known["kind"], set()).add(
            (walks(text)[0][0]["perms"], walks(text)[0][0]["cache"]))
    assert perms["vmap"] == {(("r-" if facts.read_only else "rw") + nx, facts.ram)}
    assert perms["vmalloc"] == {("rw" + nx, facts.ram)}
    # On x86 ioremap() asks for "uncached, but write-combining MTRRs win".
    assert len(perms["ioremap"]) == 1 and facts.io in str(perms["ioremap"])


@pytest.mark.locked_down
def test_reports_agree_on_how_wide_an_address_is(loaded):
    loaded.sh("rmmod pagewalk; insmod " + loaded.module("pagewalk"), check=True)
    said = re.search(r" (\d+)-bit \((\d) levels\)", loaded.read("/proc/pagewalk"))
    layout = re.search(r"(\d+)-bit addresses \((\d) levels\)", loaded.read("/proc/show_kernel_vas"))
    assert said.groups() == layout.groups()
    answer = loaded.transact("/proc/pagewalk", "0x0100000000000000\n")
    why = "bits 63-" if loaded.row.facts.bits == 64 else "a pointer has 32 bits here"
    assert "not an address: " + why in answer, answer


def mapped_in(dump, start, end):
    """Bytes a dump shows as mapped in a range. A table met before is named, not
    listed again: each of a shared run's entries maps what that table maps."""
    mapped = 0
    for r in dump:
        if not start <= r.num("start") < end:
            continue
        if "perms" in r:
            mapped += r.num("size")
        elif r["kind"] == "shared":
            first, count = r.num("same_as"), r.num("entries")
            mapped += count * mapped_in(dump, first, first + r.num("size") // count)
    return mapped


@pytest.mark.locked_down
def test_dump_is_in_order(loaded):
    _, runs = dump_of(loaded)
    assert runs
    for before, after in zip(runs, runs[1:]):
        assert before.num("start") + before.num("size") <= after.num("start")


@pytest.mark.locked_down
def test_summary_counts_what_the_dump_lists(loaded):
    dump, _ = dump_of(loaded)
    mapped = mapped_in(dump, 0, 1 << 64)
    text = loaded.read(suite.DEBUGFS + "/pagewalk/summary", timeout=300)
    total = suite.records(text, "total")[0].num("mapped_bytes")
    # Not one moment: the second read maps what the first one freed.
    assert abs(total - mapped) < 16 << 20, (total, mapped)


@pytest.mark.locked_down
def test_tables_are_told_from_how_often_they_are_mapped(loaded):
    """ESPfix and KASAN map a few tables thousands of times over: the dump lists each once,
    and then that it comes again."""
    dump = suite.records(loaded.read(suite.DEBUGFS + "/pagewalk/kernel", timeout=300), "run")
    text = loaded.read(suite.DEBUGFS + "/pagewalk/summary", timeout=300)
    tables = suite.records(text, "tables")
    for above, below in zip(tables, tables[1:]):
        shared = sum(run.num("entries") for run in dump
                     if run["kind"] == "shared" and run["level"] == above["level"])
        assert below.num("mapped_again") >= shared, below
        assert below.num("distinct") == below.num("count") - below.num("mapped_again"), below
        assert below.num("distinct") > 0 or not below.num("count"), below
    # Kernels for clouds run no code of 16 bits, which ESPfix is for.
    if "CONFIG_X86_ESPFIX64" in loaded.kernel.config:
        last = tables[-1]
        assert last.num("distinct") < 1000 < last.num("mapped_again"), last
        said = re.search(r"tables .* %s (\d+) +\(shared ones are mapped (\d+) times more\)" %
                         last["level"], loaded.read("/proc/pagewalk", timeout=300))
        assert said and int(said[1]) < 1000 < int(said[2]), said


def test_without_nx_nothing_is_an_alarm(loaded, row):
    """There all that is writable can be executed, and both reports say why."""
    none = row.levels in row.facts.no_nx
    head = suite.header(loaded.read(suite.DEBUGFS + "/pagewalk/wx", timeout=300))
    assert head["nx"] == ("no" if none else "yes")
    said = loaded.read("/proc/show_kernel_vas")
    assert ("No NX: all" in said) == none and ("Writable and executable" in said) != none


@pytest.mark.locked_down
def test_wx_is_what_the_dump_shows_as_both(loaded):
    for _ in range(TRIES):
        _, runs = dump_of(loaded)
        both = {r["start"] for r in runs if r["perms"].endswith("wx")}
        listed = suite.records(loaded.read(suite.DEBUGFS + "/pagewalk/wx", timeout=300))
        unlisted = both - {r.get("start") for r in listed}
        # A CPU that can't forbid execution lists all of vmalloc, where areas come and
        # go, and which may be more than the file holds.
        more = [r.num("from") for r in listed if r.type == "more"]
        assert not more or len(listed) > 1000
        unlisted = {start for start in unlisted if not more or int(start, 0) < more[0]}
        if not unlisted:
            break
    assert not unlisted
