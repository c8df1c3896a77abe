# SPDX-License-Identifier: GPL-2.0-only
"""Turns what kunit.py left behind into our Results, trusting nothing alone.

kunit.py's exit status can be 0 with "errors: 1" in its summary, a suite that
never ran is not missed, and WARN, lockdep and might_sleep() reports fail no
case. So a run has passed only when its JSON lists every expected suite, no
case failed, the summary counts no error and the console has no splat.
"""
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from runner import splat  # noqa: E402

SUITE_NAME = re.compile(r'^\s*\.name\s*=\s*"(\w+)"', re.M)
SUMMARY = re.compile(r"Testing complete\..*?errors: (\d+)", re.I)
OUTCOMES = {"PASS": "passed", "SKIP": "skipped"}


def suites(folder):
    """The names of the suites the sources in @folder define."""
    names = []
    for path in sorted(pathlib.Path(folder).rglob("*_test.c")):
        found = [n for n in SUITE_NAME.findall(path.read_text())
                 if n.startswith("mmscope_")]
        if not found:
            raise ValueError(f"{path.name} defines no mmscope_ suite")
        names += found
    return names


def leaves(group, prefix=""):
    """Every (dotted name, status) of a KernelCI-style group of kunit.py's."""
    for case in group.get("test_cases", ()):
        yield prefix + case["name"], case["status"]
    for sub in group.get("sub_groups", ()):
        yield from leaves(sub, f"{prefix}{sub['name']}.")


def reason(name, log):
    """What the console says about the case @name that failed or was skipped."""
    case = re.escape(name.rsplit(".", 1)[-1])
    skip = re.search(rf"ok \d+ (?:- )?{case} # SKIP ?(.*)", log)
    if skip:
        return skip.group(1).strip() or "no reason given"
    lines = log.splitlines()
    for i, line in enumerate(lines):
        if re.search(rf"# {case}: (?:EXPECTATION|ASSERTION) FAILED", line):
            told = [text.strip() for text in lines[i:i + 6]]
            more = [n for n, text in enumerate(told) if n and re.match(r"(?:not )?ok |#", text)]
            return "; ".join(text for text in told[:min(more, default=6)] if text)[:300]
    return "see the log"


def judge(results, json_text, said, log, expected):
    """Adds to @results every case, every missing suite, every splat.

    json_text: kunit.py's JSON, None when it wrote none
    said: what kunit.py printed
    log: the console of the kernel
    expected: names of the suites that must have run
    """
    if json_text is None:
        told = [line for line in said.splitlines() if re.search(r"(?i)\berror\b", line)]
        # make repeats the first error once a level of the tree.
        results.add("kunit.py", "failed",
                    told[0].strip() if told else "left no result")
        return
    seen = set()
    for name, status in leaves(json.loads(json_text)):
        outcome = OUTCOMES.get(status, "failed")
        why = "" if outcome == "passed" else f"{status}: {reason(name, log)}"
        results.add(name, outcome, why)
        if "." in name or outcome == "skipped":
            seen.add(name.split(".", 1)[0])
    for name in expected:
        if name not in seen:
            results.add(name, "failed", "the suite did not run")
    errors = SUMMARY.findall(said)
    if any(int(n) for n in errors):
        results.add("kunit.py summary", "failed", f"errors: {errors[-1]}")
    splats = splat.find(log)
    for line in splats:
        results.add("console", "failed", line)
    if not splats:
        results.add("console", "passed")


def show_failures(results):
    """Says last, where it is not scrolled away, what failed and why."""
    for case in results.cases:
        if case["outcome"] == "failed":
            print(f"FAIL {case['name']}: {case['reason']}")
