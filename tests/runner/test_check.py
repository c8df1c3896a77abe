# SPDX-License-Identifier: GPL-2.0-only
"""make check counts what breaks as failed, and goes on to the next part."""
import importlib.util
import pathlib
import re
import subprocess
import sys

import pytest

import check
from runner import results

sys.path.insert(0, str(pathlib.Path(check.__file__).resolve().parent / "kunit"))
import parse  # noqa: E402
import trees  # noqa: E402

LEAVES = ("import sys; from runner import results; outcome, folder, status, name = sys.argv[1:]; "
          "book = results.Results(name.removeprefix('--name=')); "
          "book.add('one', 'passed'); book.add('two', outcome, 'because'); "
          "book.finish(results.pathlib.Path(folder)); sys.exit(int(status))")


# A line of its guest's console for each job that is judged by more than itself.
BENCH = ["job=%s load=pages size=%d suite=1000 peer=2000 bytes=100 hold=0 holds=0 zone_hold=0 "
         "zone_holds=0 zone_held=0 purge=0 purges=0 spin=0 spins=0" % (job, size)
         for job in ("map", "pageblocks") for size in (0, 100000)]


@pytest.fixture
def parts(tmp_path, monkeypatch):
    """Replaces the parts of make check; returns what to call with the new ones."""
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    monkeypatch.setattr(results.Results.finish, "__defaults__", (tmp_path,))
    monkeypatch.setattr(results.total, "__defaults__", (tmp_path,))
    monkeypatch.setattr(check, "LOGS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["check.py"])

    def run(*rows, patience=60):
        monkeypatch.setattr(check, "PARTS", [check.Part(name, "", ("-c", *code), limit, patience)
                                             for name, code, limit in rows])
        status = check.main()
        return status, (tmp_path / "total").read_text()
    return run


def leaves(name, folder, outcome="passed", status=0):
    return name, (LEAVES, outcome, str(folder), str(status)), 60


@pytest.mark.parametrize("part", (*check.PARTS, *check.HOST_PARTS[:2]), ids=lambda part: part.name)
def test_every_part_can_be_told_its_name(part):
    """So what it leaves is where make check looks for it."""
    said = subprocess.run([sys.executable, *part.command, "--name=x", "--no-such"],
                          cwd=check.TESTS, stderr=subprocess.PIPE, text=True, check=False)
    assert said.returncode == 2
    assert said.stderr.endswith("unrecognized arguments: --no-such\n")


def test_sum_of_all_parts(parts, tmp_path):
    assert parts(leaves("a", tmp_path), leaves("b", tmp_path)) == \
        (0, "4 passed, 0 failed\n")


def test_skipped_is_neither(parts, tmp_path):
    assert parts(leaves("a", tmp_path, "skipped")) == (0, "1 passed, 0 failed\n")


def test_failure_does_not_keep_the_next_from_running(parts, tmp_path, capsys):
    assert parts(leaves("a", tmp_path, "failed", 1), leaves("b", tmp_path)) == \
        (1, "3 passed, 1 failed\n")
    assert "FAIL a: two: because\n" in capsys.readouterr().out


def test_part_that_breaks_after_its_results(parts, tmp_path, capsys):
    assert parts(leaves("a", tmp_path, status=3)) == (1, "2 passed, 1 failed\n")
    assert "FAIL a: a: exit status 3\n" in capsys.readouterr().out


def test_part_that_leaves_nothing(parts):
    assert parts(("a", ("pass",), 60)) == (1, "0 passed, 1 failed\n")


def test_part_that_hangs(parts, capsys):
    assert parts(("a", ("import time; time.sleep(60)",), 1)) == \
        (1, "0 passed, 1 failed\n")
    assert "not finished after 1 s" in capsys.readouterr().out


def test_part_that_says_nothing(parts, capsys):
    assert parts(("a", ("import time; time.sleep(60)",), 60), patience=1) == \
        (1, "0 passed, 1 failed\n")
    assert "stuck: printed nothing for 1 s" in capsys.readouterr().out


def test_part_that_is_slow_but_gets_on(parts, tmp_path):
    slow = "import time\nfor n in range(8): print(n, flush=True); time.sleep(0.5)\n"
    name, (code, *words), limit = leaves("a", tmp_path)
    assert parts((name, (slow + code, *words), limit), patience=2) == (0, "2 passed, 0 failed\n")


def test_figures_of_a_fresh_clone_are_left(tmp_path, monkeypatch, capsys):
    """make bench: nothing else had made build/results when its guest was done."""
    spec = importlib.util.spec_from_file_location("bench_run", check.TESTS / "bench/run.py")
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    monkeypatch.setattr(results, "FOLDER", tmp_path / "build" / "results")
    monkeypatch.setattr(results.Results.finish, "__defaults__", (results.FOLDER,))
    monkeypatch.setattr(bench, "boot", lambda row: ("6.12.0", BENCH))
    monkeypatch.setattr(sys, "argv", ["run.py"])
    assert bench.main() == 0, capsys.readouterr().out
    assert sorted(path.name for path in results.FOLDER.iterdir()) == [
        "bench-figures.json", "bench.json"]


def test_all_parts_end_as_one_document(parts, tmp_path):
    """kunit.py parse counts in check.ktap what the last line says."""
    status, line = parts(leaves("lint", tmp_path), leaves("kunit", tmp_path, "skipped"),
                         leaves("two", tmp_path, "failed", 1), leaves("late", tmp_path, status=3),
                         ("gone", ("pass",), 60), ("hung", ("import time; time.sleep(60)",), 1))
    assert (status, line) == (1, "6 passed, 4 failed\n")
    text = (tmp_path / "check.ktap").read_text()
    assert text.startswith("KTAP version 1\n1..6\n")
    assert text.count("\nKTAP version") == 0
    assert len(re.findall(r"(?m)^(?:not )?ok ", text)) == 6
    json_text, said, status = parse.raw(trees.cached("6.12"), text, tmp_path)
    assert json_text and status == 1
    assert re.search(r"Testing complete.* passed: 6, failed: 4, skipped: 1\s*$", said, re.M), said


def test_what_needs_no_kernel_runs_alone(parts, tmp_path, monkeypatch):
    part = check.Part("a", "", ("-c", *leaves("a", tmp_path)[1]), 60)
    monkeypatch.setattr(check, "HOST_PARTS", [part])
    monkeypatch.setattr(sys, "argv", ["check.py", "--host"])
    assert parts(leaves("b", tmp_path)) == (0, "2 passed, 0 failed\n")
    assert not (tmp_path / "b.json").exists() and (tmp_path / "check-host.ktap").exists()
