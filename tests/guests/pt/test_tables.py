# SPDX-License-Identifier: GPL-2.0-only
"""What page tables take and hold, beside what the kernel itself says of them."""
import re
import time
from contextlib import contextmanager

import pytest
from guests import suite

QUERY = suite.DEBUGFS + "/pagewalk/query"
TABLES = suite.DEBUGFS + "/pagewalk/tables"
CAP_SYS_PTRACE = 19
# Processes come and go, and counters of CPUs are summed up late.
SLACK = 48


@contextmanager
def mapper(vm, how=""):
    """tests/programs/mapper.c, stopped: {kind: (address or pid, bytes)}."""
    run = vm.start("exec mapper %s > /tmp/mapper" % how)
    try:
        for _ in range(300):
            lines = vm.sh("cat /tmp/mapper 2>/dev/null").out.splitlines()
            if lines[-1:] == ["ready"]:
                break
            time.sleep(0.1)
        assert lines[-1:] == ["ready"], lines
        held = {kind: (int(at, 0), int(size)) for kind, at, size in
                (line.split() for line in lines[:-1])}
        vm.sh("kill -STOP %d" % held["self"][0], check=True)
        yield held
    finally:
        run.kill()
        vm.sh("rm -f /tmp/mapper")


def by_level(record, key):
    """{level: number} of a value like PGD:1,PTE:3."""
    return {name: int(n) for name, n in
            (part.split(":") for part in record[key].split(","))}


def by_size(record):
    """{bytes of a page: bytes mapped}"""
    if record["by_page_size"] == "none":
        return {}
    return {int(size): int(n) for size, n in
            (part.split(":") for part in record["by_page_size"].split(","))}


def ask(vm, whose):
    """The record of the space, and those of its mappings."""
    first, *rest = suite.records(vm.transact(QUERY, "tables=%s\n" % whose))
    return first, rest


def status(vm, pid, key):
    """A value of /proc/PID/status, in bytes."""
    return int(re.search(r"^%s:\s+(\d+) kB" % key, vm.read("/proc/%d/status" % pid), re.M)[1]) << 10


def smaps(vm, pid):
    """{start: (name, {key: bytes})} of /proc/PID/smaps."""
    found = {}
    for line in vm.read("/proc/%d/smaps" % pid).splitlines():
        head = re.match(r"([0-9a-f]+)-[0-9a-f]+ \S+ \S+ \S+ \d+ *(.*)$", line)
        value = re.match(r"(\w+): +(\d+) kB$", line)
        if head:
            values = {}
            found[int(head[1], 16)] = (head[2], values)
        elif value:
            values[value[1]] = int(value[2]) << 10
    return found


def expected_vmpte(row, tables, page):
    """What the kernel counts for those tables: of ARM's two small ones, their entries alone."""
    if "PMD" not in tables and row.arch == "armhf":
        return tables["PTE"] * 1024
    return sum(n for level, n in tables.items() if level in ("PUD", "PMD", "PTE")) * page


def test_a_process_is_what_the_kernel_says(loaded, row):
    """VmPTE, and of every mapping Rss, AnonHugePages and Swap, of a process that is stopped."""
    with mapper(loaded) as held:
        pid = held["self"][0]
        process, vmas = ask(loaded, pid)
        known, counted = smaps(loaded, pid), status(loaded, pid, "VmPTE")
        page = suite.header(loaded.read(QUERY)).num("page_size")
    assert (process.num("pid"), process["comm"], process["state"]) == (pid, "mapper", "ok")
    assert process.num("counted_bytes") == counted, process
    tables = by_level(process, "tables")
    # A transparent huge page keeps a table aside, to be split into. With 32 bits: tables
    # of the kernel's half that each process has for itself.
    huge = sum(values.get("AnonHugePages", 0) for _, values in known.values())
    aside = huge // (page * page // 8) * page
    own = counted - expected_vmpte(row, tables, page) - aside
    assert own == 0 if row.arch in ("amd64", "arm64", "riscv64") else 0 <= own <= 4 * page, (
        own, process)
    assert [vma.num("start") for vma in vmas] == [
        start for start, (name, _) in sorted(known.items())
        if name not in ("[vsyscall]", "[vectors]")]  # outside of the user half
    for vma in vmas:
        name, values = known[vma.num("start")]
        if name.startswith("[vvar"):
            continue
        rss = vma.num("mapped") - vma.num("zero") + vma.num("no_access")
        assert (rss, vma.num("swapped")) == (values["Rss"], values["Swap"]), (name, vma, values)
        thp = values.get("AnonHugePages", 0)
        assert vma.num("huge") == thp, (name, vma, values)
    for key, whole in (("mapped", "mapped_bytes"), ("zero", "zero"), ("swapped", "swapped"),
                       ("no_access", "no_access")):
        assert sum(vma.num(key) for vma in vmas) == process.num(whole), key
    assert sum(by_size(process).values()) == process.num("mapped_bytes")
    share = {vma.num("start"): vma for vma in vmas}
    vma = share.get(held["zero"][0]) or next(
        v for v in vmas if v.num("start") <= held["zero"][0] < v.num("end"))
    assert vma.num("zero") == held["zero"][1], vma
    assert process.num("no_access") >= held["none"][1], process
    if "huge" in held:
        assert huge == held["huge"][1] == by_size(process)[held["huge"][1] // 2], process


def test_a_table_without_entries_could_go(loaded):
    """Mapped, touched, and given back a page at a time: the table stays, empty. Since 6.14
    kernels free a table that is given back whole; that one is not."""
    with mapper(loaded) as held:
        pid, (at, size) = held["self"][0], held["empty"]
        before, _ = ask(loaded, pid)
        walk = suite.records(loaded.transact(QUERY, "pid=%d addr=0x%x\n" % (pid, at)))
    last = walk[-1]
    assert (walk[0]["result"], last["kind"]) == ("not_mapped", "none"), walk
    # It is the last level's, so there is a table.
    levels = list(by_level(before, "tables"))
    assert last["level"] == levels[-1], walk
    assert by_level(before, "empty_tables")[levels[-1]] >= 1, before


def test_the_kernel_is_what_the_summary_says(loaded):
    kernel, = ask(loaded, "kernel")[:1]
    assert kernel.type == "kernel"
    text = loaded.read(suite.DEBUGFS + "/pagewalk/summary", timeout=300)
    tables, used = by_level(kernel, "tables"), by_level(kernel, "entries_used")
    levels = suite.records(text, "tables")
    assert [record["level"] for record in levels] == list(tables)
    for record in levels:
        assert abs(record.num("distinct") - tables[record["level"]]) <= SLACK, (record, kernel)
    # Every table but the root is what an entry of the level above refers to.
    again = by_level(kernel, "mapped_again")
    for above, below in zip(levels, levels[1:]):
        refer = tables[below["level"]] + again[below["level"]]
        assert used[above["level"]] >= refer > 0 or not tables[above["level"]], kernel
    page = suite.header(text).num("page_size")
    assert kernel.num("table_bytes") >= page * sum(tables[r["level"]] for r in levels[1:]) // 4
    assert kernel.num("unread_tables") == 0, kernel
    total, = suite.records(text, "total")
    assert 0 < kernel.num("mapped_bytes") <= total.num("mapped_bytes") + (16 << 20)


def total_tables(vm):
    """Table pages below P4D of all processes together by the file, and by the kernel."""
    vm.sh("echo 1 > /proc/sys/vm/stat_refresh 2>/dev/null")
    text = vm.read(TABLES, timeout=300)
    total, = suite.records(text, "total")
    counted = int(re.search(r"^nr_page_table_pages (\d+)$", vm.read("/proc/vmstat"), re.M)[1])
    assert abs(counted - total.num("nr_page_table_pages")) <= SLACK, (counted, total)
    return by_level(total, "tables"), counted, text


def test_all_processes_grow_with_the_kernels_count(loaded, row):
    """256 tables more of one process: so many in the total, and in nr_page_table_pages."""
    before, counted, _ = total_tables(loaded)
    with mapper(loaded) as held:
        after, more, text = total_tables(loaded)
        record, = [r for r in suite.records(text, "process")
                   if r.num("pid") == held["self"][0]]
    # ARM's small tables lie two in a page.
    pages = 2 if "PMD" not in after and row.arch == "armhf" else 1
    grown = sum(after[level] - before[level] for level in ("PMD", "PTE") if level in after) // pages
    assert grown >= 128 and abs(grown - (more - counted)) <= SLACK, (grown, more - counted)
    assert by_level(record, "tables")["PTE"] >= 128
    upper = sum(after.values()) // pages
    assert upper >= SLACK and more >= after["PTE"] // pages - SLACK, (after, more)


def test_every_process_is_there_once_and_in_order(loaded):
    with mapper(loaded, "child") as held:
        before = set(loaded.sh("ls /proc").out.split())
        text = loaded.read(TABLES, timeout=300)
        there = before & set(loaded.sh("ls /proc").out.split())
        with_maps = loaded.sh("for pid in %s; do read -r line < /proc/$pid/maps && echo $pid; "
                              "done 2>/dev/null" % " ".join(filter(str.isdigit, there))).out
        user = {int(pid) for pid in with_maps.split()}
        walk = loaded.transact(QUERY, "addr=0x1000 pid=%d\n" % held["headless"][0])
        assert held["self"][0] in user
        sharing = "CONFIG_MEMCG" in loaded.kernel.config  # mm->owner is there
    kinds = [record.type for record in suite.records(text)]
    assert kinds[0] == "kernel" and kinds[-1] == "total" and set(kinds[1:-1]) == {"process"}
    processes = suite.records(text, "process")
    pids = [record.num("pid") for record in processes]
    assert pids == sorted(set(pids)), pids
    alive = {r.num("pid") for r in processes if r["state"] == "ok"}
    sharer, ended = held["sharer"][0], held["ended"][0]
    if sharing:
        assert user - {sharer} <= alive and sharer not in pids, (user, pids)
    else:
        assert user <= alive, (user, pids)
    assert [r["state"] for r in processes if r.num("pid") == ended] == ["exiting"], text
    # Its first thread has no memory any more; the process has.
    assert held["headless"][0] in alive, text
    assert suite.records(walk, "walk")[0]["result"] == "not_mapped", walk
    total, = suite.records(text, "total")
    assert total.num("processes") == len(alive)
    assert total.num("exiting") == len(pids) - len(alive) >= 1
    assert total.num("sharing") >= sharing and total.num("kernel_threads") > 5, total
    for key in ("table_bytes", "counted_bytes", "mapped_bytes", "zero", "unread_tables"):
        assert total.num(key) == sum(r.num(key) for r in processes if r["state"] == "ok"), key
    assert total.num("unread_tables") == 0, total


def test_kernel_threads_have_none(loaded):
    record, rest = ask(loaded, 2)
    assert (record["state"], record["comm"], rest) == ("kernel_thread", "kthreadd", [])


def test_processes_take_ptrace(loaded):
    """Of the file for who opens it and who reads it; asking takes it, too."""
    lowered = "lowered %d" % CAP_SYS_PTRACE
    own = loaded.sh("%s cat %s" % (lowered, TABLES)).out
    handed = loaded.sh("exec 3<%s; %s cat <&3" % (TABLES, lowered)).out
    for text in (own, handed):
        assert [record.type for record in suite.records(text)] == ["kernel", "hidden"], text
    # Handed on after a while, too: what was shown before is not shown again.
    late = loaded.sh("exec 3<%s; dd bs=2000 count=1 <&3 >/dev/null 2>&1; %s cat <&3"
                     % (TABLES, lowered)).out
    assert "pid=" not in late.split("\n", 1)[-1], late
    asked = loaded.sh("%s sh -c 'echo tables=1 > %s'" % (lowered, QUERY))
    assert asked.rc, asked.out
    loaded.sh("echo tables=1 > %s" % QUERY, check=True)
    latest = loaded.sh("%s cat %s" % (lowered, QUERY)).out
    assert "hidden" in latest and "vma " not in latest, latest
    loaded.sh("echo tables=kernel > %s" % QUERY, check=True)
    assert "\nkernel " in loaded.sh("%s cat %s" % (lowered, QUERY)).out


@pytest.mark.locked_down
def test_the_report_shows_them(loaded):
    for whose, word in (("kernel", "The kernel's half: page tables take"),
                        ("1", "pid 1 (")):
        report = loaded.transact("/proc/pagewalk", "tables=%s\n" % whose)
        assert word in report and re.search(r"^  PTE +\d+ ", report, re.M), report
        assert not suite.too_wide(report), suite.too_wide(report)
    records = loaded.transact("/proc/pagewalk", "tables=1 as=records\n")
    assert suite.records(records)[0].type == "process", records


def test_what_is_no_process_is_refused(loaded):
    assert loaded.write(QUERY, "tables=4194304\n"), "there is none so large"
    text = loaded.read(QUERY)
    refused, = suite.records(text, "refused")
    assert (refused["errno"], refused.num("column")) == ("ESRCH", 1), refused
    for query in ("tables=kernel dump=kernel", "tables=kernel only=walk"):
        assert loaded.write(QUERY, query + "\n"), query
