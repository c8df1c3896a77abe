# SPDX-License-Identifier: GPL-2.0-only
"""Each trap of kunit.py: that it is there, and that we do not step into it.

With the kunit.py of every series whose source the cache holds. kunit.raw shows
the trap, kunit.ours what we make of the same log.
"""
import collections
import os
import pathlib
import re
import subprocess
import sys
import types

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))
from runner import ktap  # noqa: E402
import parse  # noqa: E402
from runner import results as test_results  # noqa: E402
import run  # noqa: E402
import trees  # noqa: E402
import verdict  # noqa: E402

SERIES = trees.SERIES
HANGS = 4
Said = collections.namedtuple("Said", "counts status")


def suite(number, name, *cases, ok="ok"):
    """A suite as a kernel's log has it; cases are `ok` or `not ok`."""
    lines = ["    KTAP version 1", f"    # Subtest: {name}", f"    1..{len(cases)}"]
    lines += [f"    {what} {n} case{n}" for n, what in enumerate(cases, 1)]
    return "\n".join([*lines, f"{ok} {number} {name}"]) + "\n"


def counts(said):
    """The numbers of kunit.py's summary, by what they count."""
    line = re.search(r"Testing complete\.(.*)", said)
    return {word.lower(): int(n) for word, n in re.findall(r"(\w+): (\d+)", line[1])} if line else {}


pytestmark = pytest.mark.kernel


@pytest.fixture(params=SERIES)
def kunit(request, tmp_path):
    """kunit.py of one series: what it makes of a log alone, and through us."""
    source = trees.cached(request.param)

    def raw(log):
        _, said, status = parse.raw(source, log, tmp_path, limit=HANGS)
        return Said(counts(said), status)

    def ours(log, *expected):
        book = test_results.Results("made-up", show=False)
        json_text, said = parse.parse(source, log, tmp_path, limit=30)
        verdict.judge(book, json_text, said, log, expected)
        return book.counts()["failed"], counts(said).get("passed")
    return types.SimpleNamespace(raw=raw, ours=ours, series=request.param, source=source)


GOOD = "KTAP version 1\n1..2\n" + suite(1, "mmscope_a", "ok", "ok") + suite(2, "mmscope_b", "ok")
SUITES = ("mmscope_a", "mmscope_b")


def test_a_good_log_passes(kunit):
    assert kunit.raw(GOOD) == ({"passed": 3}, 0)
    assert kunit.ours(GOOD, *SUITES) == (0, 3)


def test_plan_after_the_results_of_the_document(kunit):
    log = "KTAP version 1\n" + suite(1, "mmscope_a", "ok", "ok") + "1..1\n"
    if kunit.series == "6.12":
        assert kunit.raw(log).status is None, "it ends: is the trap gone?"
    assert kunit.ours(log, "mmscope_a") == (0, 2)


def test_plan_after_the_results_of_a_suite(kunit):
    log = ("KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: mmscope_a\n"
           "    ok 1 one\n    ok 2 two\n    1..2\nok 1 mmscope_a\n")
    if kunit.series == "6.12":
        assert kunit.raw(log).status is None, "it ends: is the trap gone?"
    assert kunit.ours(log, "mmscope_a") == (0, 2)


@pytest.mark.parametrize("log", [
    "KTAP version 1\n" + suite(1, "mmscope_a", "ok"),
    GOOD + "KTAP version 1\n" + suite(1, "mmscope_c", "ok"),
    GOOD + "1..2\n",
    GOOD.replace("    ok 2 case2\n", "    ok 2 case2\n  1..1\n"),
    "mmscope: no KTAP here\n",
], ids=["none", "none in the second", "two", "without a header", "no KTAP"])
def test_log_without_a_plan_or_with_one_too_many_fails(kunit, log):
    assert kunit.ours(log) == (1, None)


def test_kunit_py_that_does_not_end_fails(tmp_path):
    program = tmp_path / "tools/testing/kunit/kunit.py"
    program.parent.mkdir(parents=True)
    program.write_text("import time; time.sleep(60)\n")
    json_text, said = parse.parse(tmp_path, GOOD, tmp_path, limit=1)
    book = test_results.Results("made-up", show=False)
    verdict.judge(book, json_text, said, GOOD, SUITES)
    assert [case["reason"] for case in book.cases] == ["error: kunit.py parse did not end in 1 s"]


def test_second_document_counts_too(kunit):
    log = ("KTAP version 1\n1..1\n" + suite(1, "mmscope_a", "ok") +
           "mmscope: loading the next module\n"
           "KTAP version 1\n1..1\n" + suite(1, "mmscope_b", "not ok", "ok", ok="not ok"))
    assert kunit.raw(log).counts["passed"] == 1 and "failed" not in {
        key for key, n in kunit.raw(log).counts.items() if n}
    assert kunit.ours(log, *SUITES) == (1, 2)


def test_document_that_ended_early_fails(kunit):
    log = "KTAP version 1\n1..2\n" + suite(1, "mmscope_a", "ok")
    assert kunit.ours(log, "mmscope_a")[0]


def test_errors_fail_though_the_status_is_0(kunit):
    log = "KTAP version 1\n1..1\n" + suite(1, "mmscope_a", "ok", "ok").replace("ok 2 case", "ok 3 case")
    raw = kunit.raw(log)
    assert raw.status == 0 and raw.counts["errors"] == 1
    assert kunit.ours(log, "mmscope_a")[0] == 1


@pytest.mark.parametrize("before", ["login: ", "insmod ... "])
def test_header_behind_a_line_without_an_end(kunit, before):
    log = before + GOOD
    assert kunit.raw(log).counts.get("passed") != 3, "it passes: is the trap gone?"
    assert kunit.ours(log, *SUITES) == (0, 3)


def test_second_header_behind_a_line_without_an_end(kunit):
    log = ("KTAP version 1\n1..1\n" + suite(1, "mmscope_a", "ok") + "[ OK ] KTAP version 1\n1..1\n" +
           suite(1, "mmscope_b", "ok"))
    assert kunit.ours(log, *SUITES) == (0, 2)


FAKE_QEMU = """#!/bin/sh
case " $* " in *" kvm "*) exec sleep 60;; esac
printf '%b' '{log}'
"""


@pytest.mark.parametrize("wrapped", [False, True])
def test_emulator_that_hangs_under_kvm(tmp_path, monkeypatch, wrapped):
    """7.2's kunit.py asks for KVM, and /dev/kvm may open and yet run no guest."""
    source, build = trees.cached("7.2"), tmp_path / "build"
    build.mkdir()
    (tmp_path / "real").mkdir()
    qemu = tmp_path / "real" / run.ARCHES["x86_64"].qemu
    qemu.write_text(FAKE_QEMU.format(log=GOOD.replace("\n", "\\n")))
    qemu.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/real:{os.environ['PATH']}")
    env = run.environment("x86_64", tmp_path / "bin") if wrapped else dict(os.environ)
    done = subprocess.run(
        [sys.executable, str(source / "tools/testing/kunit/kunit.py"), "exec", "--arch=x86_64",
         f"--build_dir={build}", "--timeout=2"], capture_output=True, text=True, timeout=30,
        env=dict(env, PYTHONDONTWRITEBYTECODE="1"), check=False)
    assert (done.returncode == 0) == wrapped, done.stdout + done.stderr
    assert (counts(done.stdout).get("passed") == 3) == wrapped


@pytest.mark.parametrize("arch", [name for name, row in run.ARCHES.items() if row.qemu])
def test_every_emulator_is_wrapped(tmp_path, arch):
    first = run.environment(arch, tmp_path)["PATH"].split(":")[0]
    assert pathlib.Path(first) == tmp_path
    assert "-accel" in (tmp_path / run.ARCHES[arch].qemu).read_text()


CASES = [("one", "passed", ""), ("a #2 [x]", "failed", "said:\nnot ok 1 one\nKTAP version 1\n1..7"),
         ("lint", "failed", "named like its group"),
         ("Subtest: x", "failed", "reboot: System halted"), ("three", "skipped", "no BTF # 1..2"),
         ("four", "failed", "Kernel panic - not syncing: VFS: no root"),
         ("reboot: System halted", "passed", ""), ("last", "passed", "")]


def test_what_we_write_is_read_as_meant(kunit, tmp_path):
    cases = [dict(zip(("name", "outcome", "reason"), case)) for case in CASES]
    text = ktap.document({"lint": cases, "vm": cases, "good": cases[:1]})
    assert ktap.single(text) == text
    json_text, said, _ = parse.raw(kunit.source, text, tmp_path)
    got = counts(said)
    assert not got.get("errors") and not got.get("crashed")
    assert [got[what] for what in ("passed", "failed", "skipped")] == [7, 8, 2]
    seen = test_results.Results("made-up", show=False)
    verdict.judge(seen, json_text, said, "", ("lint", "vm", "good"))
    assert seen.counts() == {"passed": 8, "failed": 8, "skipped": 2}  # and the console
