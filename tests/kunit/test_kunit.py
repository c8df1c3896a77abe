#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Sees our reading of kunit.py go red for each way a run can only look green."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))
from runner import results as test_results  # noqa: E402
import graft  # noqa: E402
import run  # noqa: E402
import verdict  # noqa: E402

JSON = """{"name": "KUnit Test Group", "test_cases": [], "sub_groups": [
 {"name": "mmscope_a", "sub_groups": [
   {"name": "params", "sub_groups": [], "test_cases": [{"name": "p1", "status": "PASS"}]}],
  "test_cases": [{"name": "one", "status": "%s"}]}]}"""
SAID = "[10:00:00] Testing complete. Ran 2 tests: passed: 2\n"
LOG = "KTAP version 1\n1..1\n    ok 1 one\nok 1 mmscope_a\n"


def judge(json_text=JSON % "PASS", said=SAID, log=LOG, expected=("mmscope_a",)):
    """The results of one made-up run."""
    results = test_results.Results("made-up", show=False)
    verdict.judge(results, json_text, said, log, list(expected))
    return results


class Verdict(unittest.TestCase):
    """verdict.py"""

    def failed(self, results):
        return [(c["name"], c["reason"]) for c in results.cases
                if c["outcome"] == "failed"]

    def test_a_good_run_passes(self):
        results = judge()
        self.assertEqual(self.failed(results), [])
        self.assertEqual([c["name"] for c in results.cases],
                         ["mmscope_a.one", "mmscope_a.params.p1", "console"])

    def test_a_failed_case_says_where(self):
        log = ("    # one: EXPECTATION FAILED at mmscope/kunit/a_test.c:12\n"
               "    Expected 1 == 2, but\n        1 == 1\n    not ok 1 one\n")
        (name, reason), = self.failed(judge(JSON % "FAIL", log=log))
        self.assertEqual(name, "mmscope_a.one")
        self.assertIn("a_test.c:12", reason)

    def test_a_crash_fails(self):
        self.assertEqual(len(self.failed(judge(JSON % "ERROR"))), 1)

    def test_an_unknown_status_fails(self):
        self.assertEqual(len(self.failed(judge(JSON % "MISS"))), 1)

    def test_a_skip_tells_its_reason(self):
        case = judge(JSON % "SKIP", log=LOG.replace("ok 1 one", "ok 1 one # SKIP no BTF")).cases[0]
        self.assertEqual((case["outcome"], case["reason"]), ("skipped", "SKIP: no BTF"))

    def test_a_suite_that_did_not_run_fails(self):
        (name, _), = self.failed(judge(expected=("mmscope_a", "mmscope_b")))
        self.assertEqual(name, "mmscope_b")

    def test_a_suite_without_cases_fails(self):
        bare = '{"test_cases": [{"name": "mmscope_a", "status": "PASS"}], "sub_groups": []}'
        self.assertEqual(len(self.failed(judge(bare))), 1)

    def test_errors_in_the_summary_fail(self):
        said = SAID.replace("passed: 2", "passed: 2, errors: 1")
        self.assertEqual(self.failed(judge(said=said)), [("kunit.py summary", "errors: 1")])

    def test_no_json_fails(self):
        (_, reason), = self.failed(judge(None, said="make: *** [x] Error 2\n"))
        self.assertIn("Error 2", reason)

    def test_splats_fail(self):
        for line in ("WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:1 f+0x1/0x2",
                     "WARNING: possible circular locking dependency detected",
                     "WARNING: suspicious RCU usage",
                     "BUG: sleeping function called from invalid context at mm/slab.h:1",
                     "BUG: KASAN: slab-out-of-bounds in f+0x1/0x2",
                     "UBSAN: array-index-out-of-bounds in lib/x.c:1:2",
                     "BUG: scheduling while atomic: swapper/1/0x00000002",
                     "Kernel panic - not syncing: Fatal exception"):
            with self.subTest(line):
                self.assertEqual(self.failed(judge(log=LOG + line + "\n")), [("console", line)])

    def test_suites_are_found_in_the_sources(self):
        names = verdict.suites(run.TOP / "kunit")
        self.assertIn("mmscope_core_text", names)
        self.assertEqual(len(names), len(list((run.TOP / "kunit").rglob("*_test.c"))))


class Totals(unittest.TestCase):
    """results.py"""

    def test_a_missing_result_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            results = test_results.Results("there", show=False)
            results.add("one", "passed")
            self.assertEqual(results.finish(folder), 0)
            self.assertEqual(test_results.total(["there"], folder)["failed"], 0)
            self.assertEqual(test_results.total(["there", "gone"], folder)["failed"], 1)

    def test_no_case_is_a_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(test_results.Results("none", show=False).finish(folder), 1)


class Graft(unittest.TestCase):
    """graft.py"""

    def test_the_pristine_tree_stays_as_it_is(self):
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder, "linux")
            (tree / "tools/testing/kunit").mkdir(parents=True)
            (tree / "tools/testing/selftests").mkdir()
            for name in ("Kbuild", "Kconfig", "Makefile", "tools/testing/kunit/kunit.py"):
                (tree / name).write_text("pristine\n")
            grafted = graft.make(tree, run.TOP, pathlib.Path(folder, "graft"))
            self.assertEqual((tree / "Kbuild").read_text(), "pristine\n")
            self.assertIn("mmscope/", (grafted / "Kbuild").read_text())
            self.assertTrue((grafted / "mmscope/kunit/.kunitconfig").exists())
            self.assertTrue((grafted / "Makefile").is_symlink())
            self.assertEqual((grafted / "tools/testing/kunit/kunit.py").resolve(),
                             (grafted / "tools/testing/kunit/kunit.py").absolute().resolve())
            self.assertNotEqual((grafted / "tools/testing/kunit").resolve(),
                                (tree / "tools/testing/kunit").resolve())
            # Made again over itself, it is the same.
            graft.make(tree, run.TOP, grafted)
            self.assertTrue((tree / "tools/testing/kunit/kunit.py").exists())


class Qemu(unittest.TestCase):
    """The wrapper that keeps 7.2's kunit.py from asking for KVM."""

    def test_only_tcg_is_asked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            real = pathlib.Path(folder, "real")
            real.mkdir()
            (real / "qemu-x").write_text('#!/bin/sh\nprintf "<%s>" "$@"\n')
            (real / "qemu-x").chmod(0o755)
            wrapper = run.wrap_qemu("qemu-x", pathlib.Path(folder, "bin"))
            env = dict(os.environ, PATH=f"{wrapper}:{real}:{os.environ['PATH']}")
            told = subprocess.run(
                ["qemu-x", "-append", "a b", "-accel", "kvm", "-accel", "hvf",
                 "-accel", "tcg", "-m", "1G"],
                env=env, capture_output=True, text=True, check=True).stdout
            self.assertEqual(told, "<-append><a b><-accel><tcg><-m><1G>")


if __name__ == "__main__":
    unittest.main()
