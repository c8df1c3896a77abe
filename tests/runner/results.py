# SPDX-License-Identifier: GPL-2.0-only
"""Test results, the same for every kind of test.

A test program makes one Results, adds a case at a time and ends with
`sys.exit(results.finish())`: the cases go to build/results/NAME.json and the
last line printed is `N passed, N failed`. total() adds up such files, so that
`make check` ends with one line of the same form.
"""
import json
import os
import pathlib
import sys
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = TOP / "build" / "results"
OUTCOMES = ("passed", "failed", "skipped")


def counts_line(counts):
    """`N passed, N failed`, and skipped ones where there are any."""
    line = f"{counts['passed']} passed, {counts['failed']} failed"
    if counts["skipped"]:
        line += f", {counts['skipped']} skipped"
    return line


class Results:
    """The cases of one run of one kind of tests."""

    def __init__(self, name, show=True):
        self.name = name
        self.show = show
        self.cases = []
        self.facts = {}
        self.started = time.monotonic()

    def add(self, case, outcome, reason="", seconds=None):
        """Records one case; a failed or skipped one needs a reason."""
        if outcome not in OUTCOMES:
            raise ValueError(f"{case}: no such outcome: {outcome}")
        if outcome != "passed" and not reason:
            raise ValueError(f"{case}: {outcome} without a reason")
        self.cases.append({"name": case, "outcome": outcome, "reason": reason})
        if seconds is not None:
            self.cases[-1]["seconds"] = seconds
        if self.show:
            word = {"passed": "PASS", "failed": "FAIL", "skipped": "SKIP"}[outcome]
            took = f" ({seconds:.0f} s)" if seconds and seconds >= 1 else ""
            print(f"{word} {case}{took}" + (f": {reason}" if reason else ""), flush=True)

    def counts(self):
        """How many cases ended how."""
        return {o: sum(c["outcome"] == o for c in self.cases) for o in OUTCOMES}

    def finish(self, folder=FOLDER):
        """Saves the cases, prints the line, returns the exit status."""
        counts = self.save(folder)
        print(counts_line(counts), flush=True)
        return 1 if counts["failed"] else 0

    def save(self, folder):
        """Saves the cases; returns how many ended how."""
        if not self.cases:
            self.add(self.name, "failed", "no test ran")
        counts = self.counts()
        put(f"{self.name}.json", json.dumps({
            "name": self.name,
            "seconds": round(time.monotonic() - self.started, 1),
            "counts": counts,
            **self.facts,
            "cases": self.cases,
        }, indent=1) + "\n", folder)
        return counts


def put(name, text, folder=None):
    """Leaves a file among the results, in one step; all of them come through here.

    So none is lost because it is the first of a fresh clone, and its folder was not made.
    """
    folder = pathlib.Path(folder or FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{name}.{os.getpid()}"
    part.write_text(text)
    part.replace(folder / name)


def load(name, folder=FOLDER):
    """What finish() saved, None where there is nothing."""
    path = pathlib.Path(folder) / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else None


def unavailable(saved):
    """{(what, reason): rows} of what the kernels of saved rows can't have."""
    found = {}
    for name, row in saved.items():
        for text in row.get("unavailable", ()):
            found.setdefault(tuple(text.partition(": ")[::2]), []).append(name)
    return found


def total(names, folder=FOLDER):
    """Adds up the saved results of @names; one that is missing has failed."""
    counts = dict.fromkeys(OUTCOMES, 0)
    for name in names:
        path = pathlib.Path(folder) / f"{name}.json"
        if not path.exists():
            print(f"FAIL {name}: left no result")
            counts["failed"] += 1
            continue
        saved = json.loads(path.read_text())
        for outcome in OUTCOMES:
            counts[outcome] += saved["counts"][outcome]
        print(f"{name:24} {counts_line(saved['counts'])}, {saved['seconds']} s")
    return counts


def main():
    """Sums the results named on the command line."""
    counts = total(sys.argv[1:])
    print(counts_line(counts))
    return 0 if counts["passed"] and not counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
