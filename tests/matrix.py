#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""make matrix: the VM tests on one kernel after the other, several at a time.

    matrix.py [--rows=all | check | ROW,...] [--from=ROW | failed] [--host]
              [--jobs=N] [--name=NAME] [-k TEST]

--from leaves out the rows before that one, "failed" those before the first that
did not pass when it was last run. --host also runs the tests that need no row.

Each row is a vmtests.py of its own, which leaves build/results/rows/ROW.json; what
it printed is in build/matrix/ROW.log, what its kernel printed in build/consoles/.
All together: build/results/NAME.json, NAME.ktap (for kunit.py parse), NAME.txt (the
table that is printed at the end). NAME is "matrix" unless given.
"""
import argparse
import re
import shutil
import signal
import sys
import time

from runner import jobs, ktap, results
from runner.vm import config

# What rows leave, and what they leave when only some of their tests are run.
ROWS, SOME = results.FOLDER / "rows", results.FOLDER / "some"
LOGS = config.BUILD / "matrix"
CONSOLES = config.BUILD / "consoles"
HOST = "host"
# QEMU and the test program itself, beside the guest's memory.
BESIDE = 400
# Seconds for all rows, several times what they take on an idle machine; and after how
# many without a word a row is stuck. No test waits as long for its guest.
LIMIT, PATIENCE = 10800, 1200


def chosen(args):
    """The rows to run, in the matrix' order."""
    rows = config.select(args.rows)
    first = args.start
    if first == "failed":
        first = next((row.name for row in rows if not passed(row.name)), None)
        if first is None:
            raise config.RunnerError("every row passed when it was last run")
    elif first:
        first = config.row(first).name
    names = [row.name for row in rows]
    if first and first not in names:
        raise config.RunnerError("%s is not among the rows to run" % first)
    return rows[names.index(first):] if first else rows


def passed(name):
    """Did all tests of the row pass when it was last run?"""
    saved = results.load(name, ROWS)
    return bool(saved) and not saved["counts"]["failed"] and bool(saved["counts"]["passed"])


def tests_of(name, words, args):
    """The command that runs the tests of one row (or of none)."""
    return [sys.executable, str(config.TESTS / "vmtests.py"), "--name=" + name,
            "--folder=" + (SOME if args.test else ROWS).name, *words,
            *(["-k", args.test] if args.test else [])]


def jobs_of(rows, args, folder):
    """A job for each row, and one for what needs no row."""
    (folder / (HOST + ".json")).unlink(missing_ok=True)
    if args.host:
        yield jobs.Job(HOST, 2048 + BESIDE, LOGS, "host",
                       [tests_of(HOST, ["--only=host"], args)])
    for row in rows:
        (folder / (row.name + ".json")).unlink(missing_ok=True)
        for old in CONSOLES.glob(row.name + "-*.log"):
            if re.fullmatch(r"-\d+-\w+\.log", old.name[len(row.name):]):
                old.unlink(missing_ok=True)
        line = args.rows if "|" in args.rows else row.name
        yield jobs.Job(row.name, row.mem + BESIDE, LOGS,
                       (row.arch, row.series, row.flavour),
                       [[sys.executable, str(config.TESTS / "vmrun.py"), "build", line],
                        tests_of(row.name, ["--only=rows", "--rows=" + line], args)])


def judge(job, folder):
    """What a job left there, as saved by results.py; one that broke has failed."""
    saved = results.load(job.name, folder)
    if saved and (not job.broke or saved["counts"]["failed"]):
        return saved
    if not saved and job.status == 5:
        return None  # -k chose none of its tests
    book = results.Results(job.name, show=False)
    book.cases = saved["cases"] if saved else []
    book.facts = {key: saved[key] for key in FACTS if key in saved} if saved else {}
    book.add(job.name, "failed", job.broke or "left no result")
    book.save(folder)
    return results.load(job.name, folder)


FACTS = ("kernel", "boot_seconds", "boot_to_result_seconds", "cpu_seconds", "consoles",
         "unavailable")
COLUMNS = "%-19s %-26s %6s %6s %7s %6s %9s %6s  %s"


def table(saved):
    """The results for eyes, then what is unavailable and why."""
    lines = [COLUMNS % ("row", "kernel", "passed", "failed", "skipped", "boot",
                        "to result", "CPU", "unavailable")]
    for name, row in saved.items():
        counts = row["counts"]
        lines.append(COLUMNS % (
            name, row.get("kernel", "-"), counts["passed"], counts["failed"],
            counts["skipped"], seconds(row, "boot_seconds"),
            seconds(row, "boot_to_result_seconds"), seconds(row, "cpu_seconds"),
            len(row.get("unavailable", ())) or "-"))
    for (what, reason), names in results.unavailable(saved).items():
        lines += ["", "%s: %s" % (what, reason), "  on " + " ".join(names)]
    return "\n".join(lines) + "\n"


def seconds(row, key):
    return "%.0f s" % row[key] if key in row else "-"


def tell(clock, job, saved):
    """A row's end, as it comes; what failed, and how to look into it."""
    if not saved:
        return
    print("[%6.1fs] %s: %s, %.0f s" % (clock, job.name,
                                       results.counts_line(saved["counts"]), job.took),
          flush=True)
    if not saved["counts"]["failed"]:
        return
    for case in saved["cases"]:
        if case["outcome"] == "failed":
            print("  FAIL %s: %s" % (case["name"], case["reason"][:200]))
    print("  all it printed: %s" % job.log)
    for console in saved.get("consoles", ()):
        print("  console: %s" % console)
    print("  it alone: %s" % ("tests/vmtests.py --only=host" if job.name == HOST else
                              "make matrix ROW=" + job.name), flush=True)


def main(argv):
    """Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0],
                                     allow_abbrev=False)
    parser.add_argument("--rows", default="all")
    parser.add_argument("--from", dest="start", default="")
    parser.add_argument("--host", action=argparse.BooleanOptionalAction)
    parser.add_argument("--name", default="matrix")
    parser.add_argument("--limit", type=int, default=LIMIT, help="seconds for all of it")
    parser.add_argument("--jobs", type=int, help="rows at once, at most; else one a CPU")
    parser.add_argument("-k", dest="test", default="", help="tests with this in their name")
    args = parser.parse_args(argv)
    # Guests end with their test programs, and these with us.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        rows = chosen(args)
    except config.RunnerError as why:
        sys.exit("matrix.py: %s" % why)
    shutil.rmtree(LOGS, ignore_errors=True)
    book = results.Results(args.name, show=False)
    saved, folder = {}, SOME if args.test else ROWS
    floor = jobs.Floor(list(jobs_of(rows, args, folder)), PATIENCE, args.limit,
                       args.jobs)
    for job in floor.run():
        saved[job.name] = judge(job, folder)
        tell(floor.clock(), job, saved[job.name])
    # In the matrix' order, whichever ended first.
    saved = {job.name: saved[job.name] for job in floor.all if saved[job.name]}
    for row in saved.values():
        book.cases += row["cases"]
    results.put(args.name + ".ktap",
                ktap.document({name: row["cases"] for name, row in saved.items()}))
    text = table(saved)
    results.put(args.name + ".txt", text)
    print("\n" + text + "\n%d rows, %.0f s" % (len(saved), time.monotonic() - floor.began))
    return book.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
