# SPDX-License-Identifier: GPL-2.0-only
"""Consoles of kernels while one bad test ran, judged again.

Each of logs/ was recorded under make kunit-san from a test that does on purpose what
its name says; good.log from one that does nothing. kunit.py's own result of it,
by the 6.12 kernel's kunit.py, tells why that is not enough.
"""
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))
import parse  # noqa: E402
from runner import results as test_results  # noqa: E402
import trees  # noqa: E402
import verdict  # noqa: E402

pytestmark = pytest.mark.kernel

# Does kunit.py itself fail the run, and what must we name as the reason?
RECORDED = {
    "kasan_heap": (True, "BUG: KASAN: slab-out-of-bounds in "),
    "kasan_vmalloc": (True, "BUG: KASAN: vmalloc-out-of-bounds in "),
    "ubsan_shift": (True, "UBSAN: shift-out-of-bounds in "),
    "ubsan_bounds": (True, "UBSAN: array-index-out-of-bounds in "),
    "debug_vm": (True, "page dumped because: VM_BUG_ON_PAGE("),
    "lockdep": (False, "WARNING: possible circular locking dependency detected"),
    "rcu": (False, "WARNING: suspicious RCU usage"),
    "atomic_sleep": (False, "BUG: sleeping function called from invalid context at "),
    "scheduling": (False, "BUG: scheduling while atomic: "),
    "warn": (False, "WARNING: CPU: "),
}


def judged(name, tmp_path):
    """(kunit.py's status of a recorded log, what we find failed)."""
    log = (HERE / "logs" / f"{name}.log").read_text()
    json_text, said, status = parse.raw(trees.cached("6.12"), log, tmp_path)
    book = test_results.Results("recorded", show=False)
    verdict.judge(book, json_text, said, log, ["mmscope_bad"])
    return status, [case for case in book.cases if case["outcome"] == "failed"]


def test_every_recorded_log_is_judged():
    names = {path.stem for path in (HERE / "logs").glob("*.log")}
    assert names == {*RECORDED, "good"}


@pytest.mark.parametrize("name", RECORDED)
def test_bad_test_is_seen(tmp_path, name):
    caught, splat = RECORDED[name]
    status, failed = judged(name, tmp_path)
    assert (status != 0) == caught
    reasons = [case["reason"] for case in failed if case["name"] == "console"]
    assert any(splat in reason for reason in reasons), reasons
    cases = [case for case in failed if case["name"] == f"mmscope_bad.bad_{name}"]
    assert bool(cases) == caught


def test_good_test_is_not(tmp_path):
    assert judged("good", tmp_path) == (0, [])
