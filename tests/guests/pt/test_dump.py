# SPDX-License-Identifier: GPL-2.0-only
"""Dumps: of the kernel and of a process, whole and filtered as they are walked."""
import errno
import re

import pytest
from guests import suite

QUERY = suite.DEBUGFS + "/pagewalk/query"


@pytest.fixture
def loaded(vm):
    suite.load_all(vm)
    return vm


def dump(vm, query):
    """(runs, the record that ends it) of a dump= query."""
    text = vm.transact(QUERY, query + "\n", timeout=300)
    runs, ends = suite.records(text, "run"), suite.records(text, "dump")
    assert len(ends) == 1 and text.splitlines()[-1].startswith("dump "), text[-500:]
    end = ends[0]
    assert end.num("runs") == len(runs), end
    assert end.num("bytes") == sum(r.num("size") for r in runs), end
    return runs, end


def key(run):
    return run["start"], run["end"], run.get("phys"), run.get("perms"), run["kind"]


def test_a_whole_dump_is_the_kernel_file(loaded):
    """Both at once: what is in one only was mapped or unmapped meanwhile."""
    runs, end = dump(loaded, "dump=kernel")
    listed = suite.records(loaded.read(suite.DEBUGFS + "/pagewalk/kernel", timeout=300), "run")
    assert end["result"] == "complete" and len(runs) > 50, end
    ours, theirs = {key(r) for r in runs}, {key(r) for r in listed}
    assert len(ours & theirs) > 0.9 * len(theirs), sorted(ours ^ theirs)[:10]
    named = [r for r in runs if r["kind"] == "leaf" and "region" in r]
    assert len(named) == sum(r["kind"] == "leaf" for r in runs)


FILTERS = (
    ("perms=+w", lambda r: "w" in r["perms"]),
    ("perms=+r-w", lambda r: "w" not in r["perms"] and "r" in r["perms"]),
    ("perms=+x", lambda r: "x" in r["perms"]),
    ("min_size=1M", lambda r: r.num("size") >= 1 << 20),
    ("perms=+w min_size=0x100000", lambda r: "w" in r["perms"] and r.num("size") >= 1 << 20),
)


@pytest.mark.parametrize("words,wanted", FILTERS, ids=[words for words, _ in FILTERS])
def test_a_filter_takes_what_it_says(loaded, words, wanted):
    whole, _ = dump(loaded, "dump=kernel")
    runs, _ = dump(loaded, "dump=kernel " + words)
    runs = [r for r in runs if r["kind"] == "leaf"]
    assert runs or words == "perms=+r-w", words
    assert not [r for r in runs if not wanted(r)], words
    # Mapped for as long as the test: the direct map, the image.
    lasting = {key(r) for r in whole if r["kind"] == "leaf" and wanted(r) and
               r.get("region") in ("direct_map", "kernel_image")}
    missing = lasting - {key(r) for r in runs}
    assert len(missing) <= len(lasting) // 10, sorted(missing)[:10]


def test_types_regions_and_memory(loaded, row):
    """By memory type, by the region's name and by the memory that is mapped."""
    whole = [r for r in dump(loaded, "dump=kernel")[0] if r["kind"] == "leaf"]
    for cache in {r["cache"] for r in whole}:
        runs, _ = dump(loaded, "dump=kernel type=%s" % cache)
        assert {r["cache"] for r in runs if r["kind"] == "leaf"} <= {cache}, cache
        assert runs, cache
    region = "direct_map"
    # Two, where the image lies within it.
    bounds = [r for r in suite.records(loaded.read(suite.DEBUGFS + "/show_kernel_vas/regions"),
                                       "region") if r["name"] == region]
    runs, end = dump(loaded, "dump=kernel region=" + region)
    assert runs and (end["start"], end["end"]) == (bounds[0]["start"], bounds[-1]["end"]), end
    assert {r["region"] for r in runs if r["kind"] == "leaf"} == {region}
    phys = next(r.num("phys") for r in whole if r.get("region") == region)
    page = loaded.kernel.page_size
    runs, _ = dump(loaded, "dump=kernel phys=0x%x" % phys)
    _, *aliases = suite.records(loaded.transact(QUERY, "phys=0x%x\n" % phys, timeout=300),
                                "memory", "alias")
    assert [(r["start"], r["size"]) for r in runs] == [(a["start"], a["size"]) for a in aliases]
    assert any(r.num("phys") == phys and r.num("size") == page for r in runs), runs


def test_a_process_is_dumped_whole(loaded):
    """More runs than one buffer holds; each page of its maps at most once, in order."""
    owner = loaded.start("exec sleep 1000")
    try:
        pid = loaded.sh("pidof sleep", check=True).out.split()[0]
        runs, end = dump(loaded, "dump=" + pid)
        assert end["result"] == "complete" and end["dump"] == pid, end
        maps, joined = [], []
        for line in loaded.read("/proc/%s/maps" % pid).splitlines():
            maps.append([int(word, 16) for word in line.split()[0].split("-")])
            # A run goes on from one into the next where the tables say the same of both.
            if joined and joined[-1][1] == maps[-1][0]:
                joined[-1][1] = maps[-1][1]
            else:
                joined.append(list(maps[-1]))
        for run in runs:
            assert any(s <= run.num("start") < run.end() <= e for s, e in joined), run
        for before, after in zip(runs, runs[1:]):
            assert before.end() <= after.num("start"), (before, after)
        rss = int(re.search(r"^VmRSS:\s+(\d+) kB", loaded.read("/proc/%s/status" % pid), re.M)[1])
        assert sum(r.num("size") for r in runs if r["kind"] == "leaf") >= rss * 1024 // 2, end
        only, _ = dump(loaded, "dump=%s range=0x%x-0x%x" % (pid, *maps[0]))
        assert only and {r["start"] for r in only} == {
            r["start"] for r in runs if r.num("start") < maps[0][1]}, only
    finally:
        owner.kill()


def test_a_dump_outlives_its_process(loaded):
    """Its reader keeps no memory: what is left is that the process is gone."""
    said = loaded.sh("sleep 1000 & pid=$!; exec 3<>%s; echo dump=$pid >&3; kill $pid; "
                     "while [ -d /proc/$pid ]; do wait $pid; done; cat <&3" % QUERY).out
    end, = suite.records(said, "dump")
    assert end["result"] == "exiting" and end["runs"] == "0", said


def test_reports_go_to_the_dumps_end(loaded):
    """As asked by who reads, and by who opens the file afresh; nothing else comes then."""
    own = loaded.transact("/proc/pagewalk", "dump=kernel perms=+x\n", timeout=300)
    assert own.startswith("dump of the kernel's half: what is mapped from 0x"), own[:200]
    rows = [line for line in own.splitlines() if line.startswith("0x")]
    assert re.search(r"^%d runs?, " % len(rows), own, re.M), own[-300:]
    fresh = loaded.read("/proc/pagewalk", timeout=300)
    assert fresh.splitlines()[:4] == own.splitlines()[:4] and "To ask:" not in fresh
    assert not suite.too_wide(own) and own.isascii()


REFUSED = (
    ("perms=+w addr=0x1000", "go with dump="),
    ("dump=kernel pid=1", "twice"),
    ("dump=kernel addr=0x1000", "narrowed by"),
    ("dump=1 region=vmalloc", "one of the kernel's"),
    ("dump=kernel\naddr=0x1000", "the last of what is asked"),
)


def test_dumps_that_are_refused(loaded):
    for query, why in REFUSED:
        assert loaded.write("/proc/pagewalk", query + "\n") == errno.EINVAL, query
        said = loaded.read("/proc/pagewalk").replace("\n    ", " ").splitlines()[0]
        assert said.startswith("refused: ") and why in said, (query, said)
    answer = loaded.transact(QUERY, "dump=kernel region=nowhere\n")
    assert suite.records(answer, "dump")[0]["result"] == "no_such_region", answer
    assert "kernel_thread" in loaded.transact(QUERY, "dump=2\n")
    with pytest.raises(Exception, match="No such process"):
        loaded.transact(QUERY, "dump=4194303\n")


def test_unloading_ends_an_open_dump(loaded):
    """Half read, of a process: what it holds is freed with the file's last item unread."""
    said = loaded.sh("sleep 1000 & exec 3<>/proc/pagewalk; echo dump=$! as=records >&3; "
                     "dd bs=300 count=1 <&3 2>/dev/null | wc -c; rmmod pagewalk && echo gone; "
                     "cat <&3 2>&1; kill $!")
    got, gone = said.out.split()[:2]
    assert 0 < int(got) <= 300 and gone == "gone", (said.out, said.err)
    loaded.insmod("pagewalk")
    loaded.check()
