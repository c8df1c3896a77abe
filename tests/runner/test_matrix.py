# SPDX-License-Identifier: GPL-2.0-only
"""make matrix itself: what runs beside what, where it begins, what it leaves."""
import argparse
import contextlib
import os
import re
import subprocess
import sys
import time
import types

import pytest

import matrix
from guests import suite
from runner import jobs, results
from runner.vm import config

sys.path.insert(0, str(config.TESTS.parent / "tools"))
import readme_samples  # noqa: E402

LINE = "%s|check|amd64|6.1|s|amd64|gcc|4|2048|2|1|max|"


def job(tmp_path, name, code="pass", need=100, key=None, first=None):
    commands = [[sys.executable, "-c", text] for text in (first, code) if text]
    return jobs.Job(name, need, tmp_path, key or name, commands)


def at_once(running, *more, **limits):
    """The names of the jobs that are begun together with the first."""
    floor = jobs.Floor([running, *more], 60, 60, **{"slots": 3, "memory": 1000, **limits})
    floor.waiting.remove(running)
    floor.running.append(running)
    running.start()
    try:
        return [other.name for other in more if floor.fits(other)]
    finally:
        running.stop("seen")


def test_memory_and_slots_bound_what_runs_at_once(tmp_path):
    one = job(tmp_path, "one", "import time; time.sleep(60)", need=600)
    small, large = job(tmp_path, "small", need=400), job(tmp_path, "large", need=401)
    assert at_once(one, small, large) == ["small"]
    assert at_once(job(tmp_path, "one", "import time; time.sleep(60)"), small, slots=1) == []


def test_what_alone_needs_too_much_still_runs(tmp_path):
    floor = jobs.Floor([job(tmp_path, "huge", need=5000)], 60, 60, memory=1000)
    assert [(done.name, done.broke) for done in floor.run()] == [("huge", None)]


def test_nobody_waits_for_what_another_makes(tmp_path):
    making = job(tmp_path, "a", key="k", first="import time; time.sleep(60)")
    same, other = job(tmp_path, "b", key="k"), job(tmp_path, "c")
    assert at_once(making, same, other) == ["c"]
    made = job(tmp_path, "a", "import time; time.sleep(60)", key="k")
    assert at_once(made, same, other) == ["b", "c"]


def test_a_job_ends_at_its_first_failure(tmp_path):
    fails = job(tmp_path, "fails", "open(%r, 'w')" % str(tmp_path / "ran"),
                first="print('why'); raise SystemExit(3)")
    assert [done.broke for done in jobs.Floor([fails], 60, 60).run()] == ["exit status 3: why"]
    assert not (tmp_path / "ran").exists()


def test_a_job_that_hangs_ends_and_the_next_runs(tmp_path):
    hangs = job(tmp_path, "hangs", "import time; print('so far', flush=True); time.sleep(60)")
    floor = jobs.Floor([hangs, job(tmp_path, "next")], 6, 60, slots=1)
    assert [(done.name, done.broke) for done in floor.run()] == [
        ("hangs", "stuck: printed nothing for 6 s: so far"), ("next", None)]
    assert hangs.process.poll() is not None


def test_a_job_may_be_slow_while_it_gets_on(tmp_path):
    """A busy machine makes each test of a row take long, and there are many."""
    slow = job(tmp_path, "slow", "import time\nfor n in range(16):\n"
               " print(n, flush=True); time.sleep(0.5)")
    begin = time.monotonic()
    assert [(done.name, done.broke) for done in jobs.Floor([slow], 4, 60).run()] == [
        ("slow", None)]
    assert time.monotonic() - begin > 6, "it was not slow"


def test_each_command_of_a_job_has_its_own_time(tmp_path):
    both = job(tmp_path, "both", "import time; time.sleep(3)",
               first="import time; time.sleep(3)")
    assert [done.broke for done in jobs.Floor([both], 5, 60).run()] == [None]


def test_a_test_says_that_it_began_and_that_it_ended(tmp_path):
    """Each is heard when it happens: a row with a slow test is not taken for a stuck one."""
    (tmp_path / "test_slow.py").write_text(
        "import time\ndef test_slow():\n    time.sleep(4)\n")
    with open(tmp_path / "log", "wb") as out:
        child = subprocess.Popen([sys.executable, "-m", "pytest", "-v", "-p",
                                  "no:cacheprovider", str(tmp_path)], stdout=out)
        text, end = "", time.monotonic() + 60
        while "test_slow" not in text and time.monotonic() < end:
            time.sleep(0.05)
            text = (tmp_path / "log").read_text()
        assert "test_slow.py::test_slow" in text and "PASSED" not in text
        assert not child.wait(60)
    assert "PASSED" in (tmp_path / "log").read_text()


def test_no_test_waits_as_long_as_a_row_may_be_silent():
    found = [(path.name, int(seconds)) for path in config.TESTS.rglob("*.py")
             for seconds in re.findall(r"(?:timeout=|_TIMEOUT = )(\d+)", path.read_text())
             if path.relative_to(config.TESTS).parts[0] in ("guests", "runner")]
    assert len(found) > 10
    assert [one for one in found if one[1] >= matrix.PATIENCE] == []


def test_the_first_results_of_a_fresh_clone_are_not_lost(tmp_path, monkeypatch):
    """Where -k chose no test, nothing had made their folder before the table was left."""
    monkeypatch.setattr(results, "FOLDER", tmp_path / "build" / "results")
    monkeypatch.setattr(results.Results.finish, "__defaults__", (results.FOLDER,))
    monkeypatch.setattr(matrix, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(matrix, "jobs_of", lambda rows, args, folder: [])
    assert matrix.main(["-k", "no_such_test"]) == 1
    assert sorted(path.name for path in results.FOLDER.iterdir()) == [
        "matrix.json", "matrix.ktap", "matrix.txt"]


def test_all_that_leave_results_use_the_function_for_it():
    """It makes their folder: `make bench` of a fresh clone once ended without its figures."""
    writes = re.compile(r"FOLDER\b[^\n]*\.(?:write_\w+|open)\(|(?:write_file|open)\("
                        r"(?:test_)?results\.FOLDER")
    assert [path.name for path in config.TESTS.parent.rglob("*.py")
            if "build" not in path.parts and not path.name.startswith("test_")
            and "results" in path.read_text() and writes.search(path.read_text())
            and path.parent.name != "lint"] == []


def test_when_the_time_is_up_nothing_is_left_out(tmp_path):
    begin = time.monotonic()
    floor = jobs.Floor([job(tmp_path, "hangs", "import time; time.sleep(60)"),
                        job(tmp_path, "never")], 60, 1, slots=1)
    assert {done.name: bool(done.broke) for done in floor.run()} == {
        "hangs": True, "never": True}
    assert time.monotonic() - begin < 20


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """Rows a, b, c, d; returns what to call with the counts a row left."""
    monkeypatch.setattr(matrix, "ROWS", tmp_path)
    rows = {name: config.row(LINE % name) for name in "abcd"}
    monkeypatch.setattr(config, "rows", lambda: rows)

    def save(name, passed, failed=0):
        book = results.Results(name, show=False)
        for number in range(passed + failed):
            book.add(str(number), "passed" if number < passed else "failed", "because")
        book.facts = {"kernel": "6.1.0-56-amd64", "boot_seconds": 5.4,
                      "boot_to_result_seconds": 61.6, "cpu_seconds": 40,
                      "unavailable": ["vmap_inspect/pools: too old"]}
        book.save(tmp_path)
        return results.load(name, tmp_path)
    return save


def rows_from(start, rows="all"):
    chosen = matrix.chosen(argparse.Namespace(rows=rows, start=start))
    return "".join(row.name for row in chosen)


def test_from_a_row(saved):
    assert rows_from("") == "abcd"
    assert rows_from("c") == "cd"
    with pytest.raises(config.RunnerError, match="not among the rows"):
        rows_from("c", "a,b")


def test_from_the_first_that_did_not_pass(saved):
    saved("a", 3)
    assert rows_from("failed") == "bcd"
    saved("b", 3)
    saved("c", 2, 1)
    saved("d", 1)
    assert rows_from("failed") == "cd"
    saved("c", 3)
    with pytest.raises(config.RunnerError, match="every row passed"):
        rows_from("failed")


def test_rows_of_the_matrix_alone_are_spared_what_check_rows_marks(tmp_path):
    """And no guest is booted to say so."""
    rows = {row.runs: row.name for row in config.select("all")}
    seen = {}
    for runs, outcome in (("matrix", "skipped"), ("check", "failed")):
        done = subprocess.run(
            [sys.executable, str(config.TESTS / "vmtests.py"), "--name=" + runs,
             "--folder=%s" % tmp_path, "--only=rows", "--rows=" + rows[runs],
             "-k", "test_files_report_their_errno"], check=False, capture_output=True,
            text=True, env={**os.environ, "MMS_CACHE": "/dev/null/no-kernel"})
        seen[runs] = results.load(runs, tmp_path)["cases"]
        assert [case["outcome"] for case in seen[runs]] == [outcome], done.stdout
    assert "tests the runner: done on the rows of make check" in seen["matrix"][0]["reason"]


def test_table_tells_times_and_what_is_unavailable(saved):
    text = matrix.table({name: saved(name, 3, failed) for name, failed in
                         (("a", 0), ("b", 2))})
    assert text.splitlines()[1].split() == \
        "a 6.1.0-56-amd64 3 0 0 5 s 62 s 40 s 1".split()
    assert text.splitlines()[2].split()[2:4] == ["3", "2"]
    assert "\nvmap_inspect/pools: too old\n  on a b\n" in text


def test_readme_gives_a_reason_once():
    rows = ("i386-6.1-pae", "armhf-6.1-armmp")
    lacks = ["m/a lists: none", "m/b lists: none", "m/c: old", "m/selfcheck d: none"]
    assert readme_samples.unavailable({name: {"unavailable": lacks} for name in rows}) == [
        "- i386 6.1; armhf 6.1: `m/a lists`, `m/b lists`: none",
        "- i386 6.1; armhf 6.1: `m/c`: old"]


def test_every_marker_of_the_documents_is_one_of_a_pair():
    texts = readme_samples.read_documents()
    samples = [match[2] for text in texts.values()
               for match in readme_samples.SAMPLE.finditer(text)]
    tables = sum(len(readme_samples.TABLE.findall(text)) for text in texts.values())
    assert tables == 1
    # Each module's report is in its own document, and what it looks like in README.md.
    assert {name: sum("/proc/" + name in command for command in samples)
            for name in suite.MODULES} == dict.fromkeys(suite.MODULES, 2) | {"pagewalk": 3}


@pytest.mark.parametrize("text, alone", [
    ("<!-- sample: a -->\n```\n```\n<!-- end of sample -->\n", None),
    ("<!-- sample: a -->\n<!-- sample: b -->\n<!-- end of sample -->\n",
     "<!-- sample: a -->"),
    ("<!-- sample: a -->\n<!-- end of sample -->\n<!-- end of sample -->\n",
     "<!-- end of sample -->"),
    ("<!-- sample lines: a -->\n", "<!-- sample lines: a -->"),
    ("<!-- support table -->\n<!-- sample: a -->\n<!-- end of sample -->\n",
     "<!-- support table -->")])
def test_a_marker_that_is_not_one_of_a_pair_is_named(text, alone):
    assert readme_samples.unpaired(text) == alone


def test_samples_of_all_documents_are_of_one_guest(monkeypatch):
    boots = []

    @contextlib.contextmanager
    def boot(row):
        boots.append(row)
        yield types.SimpleNamespace(built=types.SimpleNamespace(suite=()), sh=lambda *_, **__:
                                    types.SimpleNamespace(out="one\ntwo\n\nthree\n"))

    monkeypatch.setattr(readme_samples.machine, "boot", boot)
    monkeypatch.setattr(readme_samples, "addresses", lambda vm: {"$pid": "7"})
    texts = {config.TREE / name: "a\n<!-- sample%s: cat $pid -->\nold\n<!-- end of sample -->\n"
             % option for name, option in (("a.md", " until=th"), ("b.md", ""))}
    fresh = readme_samples.fresh_samples(texts, readme_samples.ROW)
    assert len(boots) == 1
    assert list(fresh.values()) == [
        "a\n<!-- sample%s: cat $pid -->\n```\n# cat 7\none\ntwo\n%s\n```\n<!-- end of sample -->\n"
        % end for end in ((" until=th", "... (2 more lines)"), ("", "\nthree"))]


def test_a_row_that_breaks_has_failed(saved, tmp_path):
    broken = job(tmp_path, "a")
    broken.broke, broken.status = "exit status 1: oh", 1
    assert matrix.judge(broken, tmp_path)["counts"]["failed"] == 1
    saved("b", 3)
    broken.name = "b"
    found = matrix.judge(broken, tmp_path)
    assert found["counts"] == {"passed": 3, "failed": 1, "skipped": 0}
    assert found["kernel"] == "6.1.0-56-amd64"
    assert found["cases"][-1]["reason"] == "exit status 1: oh"


def test_a_row_none_of_whose_tests_were_chosen_is_left_out(saved, tmp_path):
    none = job(tmp_path, "a")
    none.broke, none.status = "exit status 5", 5
    assert matrix.judge(none, tmp_path) is None


def test_what_failed_is_told_with_where_to_look(saved, tmp_path, capsys):
    never = job(tmp_path, "a")
    never.stop("no time")
    matrix.tell(1, never, matrix.judge(never, tmp_path))
    said = capsys.readouterr().out
    assert "FAIL a: no time" in said and "make matrix ROW=a\n" in said
