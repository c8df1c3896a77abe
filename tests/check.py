#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""make check: every kind of test, one after the other, one sum at the end.

    check.py [--row=ROW] [--test=NAME]    either of them: only these VM tests
    check.py --host                       only what needs no kernel: minutes, no network

Each part is a program that takes --name=NAME and leaves build/results/NAME.json
(results.py). A part that fails, hangs or leaves nothing does not keep the others
from running. What it printed is also in build/check/NAME.log. All cases of all parts end
as one KTAP document, build/results/check.ktap (for kunit.py parse). The last line
is `N passed, N failed`; build/results/total holds the same line. A skipped test
counts as neither; the lines before tell how many were.
"""
import argparse
import collections
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from runner import ktap, results

TESTS = Path(__file__).resolve().parent
LOGS = TESTS.parent / "build" / "check"

# A part that has printed nothing for so many seconds hangs: a kernel being built is silent
# for long on a busy machine. What prints for ever is ended by its limit, several times what
# it takes on an idle one.
PATIENCE = 2700
Part = collections.namedtuple("Part", "name what command limit patience", defaults=(PATIENCE,))
PARTS = (
    Part("lint", "checkpatch, sparse, W=1, include rules",
         ("lint/run.py",), 3600),
    Part("kunit-um-6.12", "unit tests under kunit.py, in user mode Linux",
         ("kunit/run.py",), 5400),
    Part("kunit-stock-6.12", "the same as modules in the stock 6.12 kernel",
         ("kunit/stock.py", "--kver=6.12"), 3600),
    Part("kunit-stock-i386", "the same in a stock 6.1 kernel of 32 bits",
         ("kunit/stock.py", "--row=i386-6.1-pae"), 3600),
    Part("vm", "stock kernels in VMs, the modules against independent oracles",
         ("matrix.py", "--rows=check", "--host", "--limit=6600"), 7200),
)
# What a change can be told in minutes, before any kernel is built or booted.
HOST_PARTS = (
    Part("lint-text", "the rules that need no kernel", ("lint/run.py", "--text"), 600),
    Part("suites-host", "unit tests in user space", ("host/host.py",), 900),
    Part("tests-host", "tests of the runner, of tools/ and of tests/",
         ("vmtests.py", "--only=host", "-m", "not kernel"), 1800),
)


def run(part):
    """Runs a part, showing and keeping what it prints; returns why it broke."""
    LOGS.mkdir(parents=True, exist_ok=True)
    began = heard = time.monotonic()
    ended, late = threading.Event(), []
    with open(LOGS / (part.name + ".log"), "wb") as log, subprocess.Popen(
            [sys.executable, *part.command, "--name=" + part.name], cwd=TESTS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True) as proc:

        def stop(why):
            late.append(why)
            os.killpg(proc.pid, signal.SIGKILL)

        def watch():
            while not ended.wait(0.2):
                now = time.monotonic()
                if now - heard > part.patience:
                    return stop("stuck: printed nothing for %d s" % part.patience)
                if now - began > part.limit:
                    return stop("not finished after %d s" % part.limit)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            for line in proc.stdout:
                heard = time.monotonic()
                log.write(line)
                sys.stdout.buffer.write(line)
                sys.stdout.flush()
        finally:
            ended.set()
            watcher.join()
            if proc.poll() is None and sys.exc_info()[0]:
                stop("given up")
    if late:
        return late[0]
    return "exit status %d" % proc.returncode if proc.returncode else None


def judge(part, broke, started):
    """A part that broke without a failed case gets one; so does a silent one."""
    path = results.FOLDER / (part.name + ".json")
    if path.exists():
        if not broke or saved(part)["counts"]["failed"]:
            return
    else:
        broke = broke or "left no result"
    book = results.Results(part.name)
    book.started = started
    book.cases += saved(part)["cases"] if path.exists() else ()
    book.add(part.name, "failed", broke)
    book.finish()


def saved(part):
    """What a part left; judge() has seen to it that it left something."""
    return json.loads((results.FOLDER / (part.name + ".json")).read_text())


def show_failures(cases):
    """What failed, once more, where it is seen."""
    for name, of_part in cases.items():
        for case in of_part:
            if case["outcome"] == "failed":
                print("FAIL %s: %s: %s" % (name, case["name"], case["reason"][:200]))


def run_all(name, parts):
    """Runs the parts, sums them up, writes NAME.ktap; returns the exit status."""
    begin = time.monotonic()
    for number, part in enumerate(parts, 1):
        (results.FOLDER / (part.name + ".json")).unlink(missing_ok=True)
        print("\n== %d/%d %s: %s" % (number, len(parts), part.name, part.what),
              flush=True)
        started = time.monotonic()
        broke = run(part)
        judge(part, broke, started)
        print("== %s: %s after %.0f s" % (part.name, broke or "done",
                                          time.monotonic() - started), flush=True)
    print("\n== all parts, %.0f s" % (time.monotonic() - begin))
    counts = results.total([part.name for part in parts])
    cases = {part.name: saved(part)["cases"] for part in parts}
    results.put(name + ".ktap", ktap.document(cases))
    show_failures(cases)
    line = "%(passed)d passed, %(failed)d failed" % counts
    results.put("total", line + "\n")
    print(line, flush=True)
    return 0 if counts["passed"] and not counts["failed"] else 1


def main():
    """Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=[p.name for p in PARTS],
                        help="run this part only (may be repeated)")
    parser.add_argument("--row", help="VM tests of this row of matrix.conf only")
    parser.add_argument("--test", help="VM tests with this in their name only")
    parser.add_argument("--host", action="store_true", help="only what needs no kernel")
    args = parser.parse_args()
    if args.host:
        return run_all("check-host", HOST_PARTS)
    parts = [part for part in PARTS if not args.only or part.name in args.only]
    extra = ["--rows=" + args.row] if args.row else []
    extra += ["--no-host"] if args.row and not args.test else []
    extra += ["-k", args.test] if args.test else []
    if extra:
        parts = [part._replace(name="vm-some", command=(
            *part.command, *extra)) for part in PARTS if part.name == "vm"]
    return run_all("check" if not extra else "vm-some", parts)


if __name__ == "__main__":
    sys.exit(main())
