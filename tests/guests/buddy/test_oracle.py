# SPDX-License-Identifier: GPL-2.0-only
"""buddy_probe against buddyinfo, pagetypeinfo, zoneinfo, extfrag, kpageflags."""
import re
import struct
import time

import pytest
from guests import suite

FILES = suite.DEBUGFS + "/buddy_probe/"
KPF_BUDDY = 1 << 10
LARGE = 2 << 20


def read_steadily(vm, path):
    """A file read on the first CPU: the reader's own memory, which is missing from
    what is free, comes from one node then, whoever is compared with whom."""
    return vm.sh("exec taskset 1 cat " + path, check=True).out


def between_equal(vm, oracle, probe, seconds=60):
    """Read the probe between two equal reads of the oracle: (oracle, probe).

    The numbers move under any reader; between two equal reads they (nearly
    always) stood still.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before, seen, after = oracle(vm), probe(vm), oracle(vm)
        if before == after:
            return before, seen
        time.sleep(0.05)
    raise AssertionError("the oracle never stood still in %d s" % seconds)


def agree(vm, oracle, probe, tries=5):
    """Both say the same at least once: a page freed between the reads may
    come back before the second, a wrong count never gets right."""
    for _ in range(tries):
        wanted, seen = between_equal(vm, oracle, probe)
        if wanted == seen:
            return
    assert wanted == seen


def zone_of(record):
    return int(record["node"]), record["zone"]


def buddyinfo(vm):
    rows = {}
    for line in read_steadily(vm, "/proc/buddyinfo").splitlines():
        match = re.match(r"Node (\d+), zone +(\S+) +(.*)", line)
        rows[int(match[1]), match[2]] = [int(word) for word in match[3].split()]
    return rows


def nr_free(vm):
    rows = {}
    for record in suite.records(read_steadily(vm, FILES + "freelists"), "order"):
        rows.setdefault(zone_of(record), []).append(record.num("blocks"))
    return rows


@pytest.mark.locked_down
def test_orders_agree_with_buddyinfo(loaded):
    agree(loaded, buddyinfo, nr_free)


def pagetypeinfo(vm):
    rows = {}
    for line in read_steadily(vm, "/proc/pagetypeinfo").splitlines():
        match = re.match(r"Node +(\d+), zone +(\S+), type +(\S+) +([\d> ]+)$", line)
        if match:
            rows[int(match[1]), match[2], match[3].lower()] = [
                int(word) for word in match[4].split()]
    return rows


def per_type(vm):
    rows = {}
    for record in suite.records(read_steadily(vm, FILES + "freelists"), "freelist"):
        rows.setdefault((*zone_of(record), record["migratetype"].lower()), []).append(
            record.num("blocks"))
    return rows


@pytest.mark.locked_down
def test_migratetypes_agree_with_pagetypeinfo(loaded):
    agree(loaded, pagetypeinfo, per_type)


def zoneinfo(vm):
    rows, name = {}, None
    keys = {"min": "min_pages", "low": "low_pages", "high": "high_pages",
            "spanned": "spanned_pages", "present": "present_pages",
            "managed": "managed_pages", "start_pfn:": "start_pfn"}
    for line in read_steadily(vm, "/proc/zoneinfo").splitlines():
        match = re.match(r"Node (\d+), zone +(\S+)", line)
        if match:
            name = int(match[1]), match[2]
        words = line.split()
        if name and len(words) == 2 and words[0] in keys:
            rows.setdefault(name, {}).setdefault(keys[words[0]], int(words[1]))
    # Zones without memory are listed there, not here.
    return {name: row for name, row in rows.items() if row["managed_pages"]}


def zones(vm):
    keys = ("min_pages", "low_pages", "high_pages", "spanned_pages", "present_pages",
            "managed_pages", "start_pfn")
    return {zone_of(record): {key: record.num(key) for key in keys}
            for record in suite.records(read_steadily(vm, FILES + "zones"), "zone")}


@pytest.mark.locked_down
def test_zones_agree_with_zoneinfo(loaded):
    agree(loaded, zoneinfo, zones)


def extfrag(name, scale):
    def read(vm):
        rows = {}
        for line in read_steadily(vm, suite.DEBUGFS + "/extfrag/" + name).splitlines():
            match = re.match(r"Node (\d+), zone +(\S+) +(.*)", line)
            rows[int(match[1]), match[2]] = [
                round(float(word) * scale) for word in match[3].split()]
        return rows
    return read


def fragmentation(key):
    def read(vm):
        rows = {}
        text = read_steadily(vm, FILES + "fragmentation")
        for record in suite.records(text, "fragmentation"):
            rows.setdefault(zone_of(record), []).append(record.num(key))
        return rows
    return read


@pytest.mark.parametrize("name, key", [("unusable_index", "unusable_per_1000"),
                                       ("extfrag_index", "extfrag_per_1000")])
@pytest.mark.locked_down
def test_indices_agree_with_extfrag(loaded, name, key):
    agree(loaded, extfrag(name, 1000), fragmentation(key))


def kpageflags(vm, pfns):
    raw = vm.sh("pick /proc/kpageflags %s" % " ".join(map(str, pfns)), check=True).raw
    return [word for word, in struct.iter_unpack("<Q", raw)]


@pytest.mark.locked_down
def test_free_blocks_are_free_in_kpageflags(loaded):
    # The looks themselves use memory: the allocator splits small blocks first,
    # so the largest are asked about, and more than once.
    for _ in range(3):
        blocks = suite.records(loaded.read(FILES + "blocks"), "block")
        large = [block for block in blocks
                 if loaded.kernel.page_size << block.num("order") >= LARGE][:200]
        assert len(large) > 50
        flags = kpageflags(loaded, [block.num("pfn") for block in large])
        wrong = [block for block, word in zip(large, flags) if not word & KPF_BUDDY]
        if len(wrong) < len(large) / 20:
            return
    raise AssertionError(wrong)


@pytest.mark.locked_down
def test_blocks_are_what_freelists_count(loaded):
    def pages(row):
        return sum(n << order for order, n in enumerate(row))

    before = buddyinfo(loaded)
    seen = {name: [0] * len(row) for name, row in before.items()}
    for block in suite.records(loaded.read(FILES + "blocks"), "block"):
        seen[zone_of(block)][block.num("order")] += 1
    after = buddyinfo(loaded)
    # A long read, on a busy kernel: what is free moves a little meanwhile.
    for name, row in seen.items():
        least, most = sorted((pages(before[name]), pages(after[name])))
        assert least - 1024 < pages(row) < most + 1024, (name, before[name], row)


@pytest.fixture
def known(loaded):
    suite.fresh_known(loaded)
    return loaded


def pages_of(vm, objects):
    text = vm.transact(FILES + "query", "".join(
        "pfn=0x%x\n" % (int(phys, 0) // vm.kernel.page_size) for phys in objects))
    return suite.records(text, "page")


def test_known_pages_are_reported_exactly(known):
    objects = [o for o in suite.records(known.read("/proc/mms_known"), "object")
               if o["kind"] == "alloc_pages"]
    assert [o.num("order") for o in objects] == list(range(11))
    for o in objects:
        wanted = o["phys"].split(",")
        for page in pages_of(known, [wanted[0], wanted[-1]]):
            assert page["state"] == "kernel", page
            assert page.num("order") == o.num("order"), page
            assert page.num("head_pfn") == int(wanted[0], 0) // known.kernel.page_size, page
            assert page["compound"] == ("yes" if o.num("order") else "no"), page
            # A compound page has one count, its head's.
            assert page.num("refcount") == 1, page
            # A tail page's flags word holds other things than flags.
            assert "locked" not in page.get("flag_names", ""), page


def test_known_address_leads_to_its_page(known):
    for o in suite.records(known.read("/proc/mms_known"), "object"):
        if o["kind"] == "ioremap":
            continue
        text = known.transact(FILES + "query", "addr=%s\n" % o["addr"])
        page = suite.records(text, "page")[0]
        assert page.num("pfn") == int(o["phys"].split(",")[0], 0) \
            // known.kernel.page_size, (o, page)
        if o["kind"] == "kmalloc":
            assert "slab" in page["state"], page


def test_an_address_of_a_process_needs_its_pid(known):
    """Even where the page tables at hand are those of whoever asks."""
    mapped = known.read("/proc/self/maps").split("-")[0]
    page = suite.records(known.transact(FILES + "query", "addr=0x%s\n" % mapped), "page")[0]
    assert page["state"] == "unmapped" and "pid=" in page["reason"], page


def test_known_pages_are_free_when_freed(known):
    """Where per-CPU lists can't be read (5.10, 5.15) one that is on such is unreferenced."""
    free = {"buddy", "pcp"}
    if "pcp lists" in {what["what"] for what in suite.records(
            known.read(FILES + "build"), "unavailable")}:
        free |= {"unreferenced"}
    objects = [o for o in suite.records(known.read("/proc/mms_known"), "object")
               if o["kind"] == "alloc_pages" and o.num("order") >= 4]
    known.write("/proc/mms_known", "free")
    for page in pages_of(known, [o["phys"].split(",")[0] for o in objects]):
        assert page["state"] in free, page


@pytest.mark.locked_down
def test_map_covers_every_zone(loaded):
    wanted = {name: row["spanned_pages"] for name, row in zones(loaded).items()}
    covered = {}
    for cell in suite.records(loaded.read(FILES + "map"), "cell"):
        covered[zone_of(cell)] = covered.get(zone_of(cell), 0) + (
            cell.num("end_pfn") - cell.num("start_pfn"))
    for name, pages in wanted.items():
        assert covered[name] >= pages, (name, covered)
