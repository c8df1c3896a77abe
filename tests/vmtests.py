#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The VM tests, with their results where `make check` looks for them.

    vmtests.py [--name=NAME] [--rows=ROW,... | all] [-k TEST] [pytest's options]

Runs pytest on the tests of this folder; every test's outcome goes to
build/results/NAME.json (default: vm).
"""
import sys
from pathlib import Path

import pytest

import results

TESTS = Path(__file__).resolve().parent


class Recorder:
    """Makes one case of the phases of each test: the first that is not passed."""

    def __init__(self, name):
        self.book = results.Results(name, show=False)
        self.verdicts = {}

    def pytest_collectreport(self, report):
        if report.failed:
            self.verdicts[report.nodeid] = ("failed", _reason(report))

    def pytest_runtest_logreport(self, report):
        before = self.verdicts.get(report.nodeid, ("passed", ""))[0]
        if before == "passed":
            self.verdicts[report.nodeid] = (
                report.outcome, "" if report.passed else _reason(report))

    def finish(self):
        """Saves the cases; returns the exit status."""
        for case, (outcome, reason) in self.verdicts.items():
            self.book.add(case, outcome, reason)
        return self.book.finish()


def _reason(report):
    """Why a test failed or was skipped, in one line."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2]
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash else str(report.longrepr)
    return (text.strip().splitlines() or ["no reason given"])[0]


def main(argv):
    """Returns the exit status."""
    names = [word[7:] for word in argv if word.startswith("--name=")]
    rest = [word for word in argv if not word.startswith("--name=")]
    recorder = Recorder(names[0] if names else "vm")
    status = pytest.main(["-v", "-c", str(TESTS / "pytest.ini"), *rest, str(TESTS)],
                         plugins=[recorder])
    failed = recorder.finish()
    return failed or (status if status != pytest.ExitCode.OK else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
