#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The VM tests, with their results where `make check` looks for them.

    vmtests.py [--name=NAME] [--folder=FOLDER] [--rows=ROW,... | check | all] [-k TEST]
               [pytest's options]

Runs pytest on the tests of this folder; every test's outcome goes to
build/results/FOLDER/NAME.json (default: vm.json), with how long boot and tests
took and what the kernel's files said is unavailable there.
"""
import argparse
import sys
import time
from pathlib import Path

import pytest

from runner import results
from runner.vm import machine

TESTS = Path(__file__).resolve().parent


class Recorder:
    """Makes one case of the phases of each test: the first that is not passed."""

    def __init__(self, name):
        self.book = results.Results(name, show=False)
        self.verdicts = {}
        self.seconds = {}
        self.unavailable = set()

    def pytest_collectreport(self, report):
        if report.failed:
            self.verdicts[report.nodeid] = ("failed", _reason(report))

    def pytest_runtest_logreport(self, report):
        before = self.verdicts.get(report.nodeid, ("passed", ""))[0]
        if before == "passed":
            self.verdicts[report.nodeid] = (
                report.outcome, "" if report.passed else _reason(report))
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        self.unavailable |= {value for key, value in report.user_properties
                             if key == "unavailable"}

    def facts(self):
        """What is known beside the outcomes, of the guests that were booted."""
        if not machine.booted:
            return {}
        return {
            "kernel": machine.booted[0].kver,
            "boot_seconds": round(min(boot.seconds for boot in machine.booted), 1),
            "boot_to_result_seconds": round(time.monotonic() - machine.booted[0].began, 1),
            "cpu_seconds": round(machine.cpu_used() - machine.booted[0].cpu, 1),
            "consoles": [str(boot.console) for boot in machine.booted],
            "unavailable": sorted(self.unavailable),
        }

    def finish(self, folder):
        """Saves the cases; returns the exit status."""
        for case, (outcome, reason) in self.verdicts.items():
            self.book.add(case, outcome, reason, round(self.seconds.get(case, 0), 2))
        self.book.facts = self.facts()
        return self.book.finish(folder)


def _reason(report):
    """Why a test failed or was skipped, in one line."""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2]
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash else str(report.longrepr)
    return (text.strip().splitlines() or ["no reason given"])[0]


def main(argv):
    """Returns the exit status."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--name", default="vm")
    parser.add_argument("--folder", default="")
    args, rest = parser.parse_known_args(argv)
    recorder = Recorder(args.name)
    status = pytest.main(["-v", "-c", str(TESTS / "pytest.ini"), *rest, str(TESTS)],
                         plugins=[recorder])
    if status == pytest.ExitCode.NO_TESTS_COLLECTED:
        return status
    failed = recorder.finish(results.FOLDER / args.folder)
    return failed or (status if status != pytest.ExitCode.OK else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
