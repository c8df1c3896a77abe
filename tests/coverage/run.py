#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make coverage: which branches of lib/ and live/ the tests take.

    run.py [--saved] [um] [x86_64] [x86_64-6.1] [i386] [host]

Counts them where the suites run in User-Mode Linux and in stock kernels in
which the modules are read and asked besides (visits.py), merges the counts, prints one
table and makes HTML of the same (build/coverage/html). A bar of BARS that is
missed fails, as does a branch without a reason in uncovered.conf. host counts
the pure suites in user space only (tests/host): seconds, for writing tests.
"""
import argparse
import fnmatch
import functools
import json
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
for _folder in ("host", "kunit", ""):
    sys.path.insert(0, str(HERE.parent / _folder))
from runner import results as test_results  # noqa: E402
from runner.vm import config  # noqa: E402
from runner.vm.machine import VmError  # noqa: E402
import host  # noqa: E402
import branches  # noqa: E402
import um  # noqa: E402
import stock_kernel  # noqa: E402
import visits  # noqa: E402

HOME = config.BUILD / "coverage"
REASONS = HERE / "uncovered.conf"
# Percent of the branches below that folder that must be taken.
BARS = {"lib/": 95, "live/": 80}
# Not measured: no kernel that counts runs these here.
UNMEASURED = (
    ("live/arch/arm*", "arm and arm64: measured is x86; the VM tests run them"),
    ("live/arch/riscv*", "riscv64: likewise"),
)


def in_user_space(home, results):
    """The pure suites' branches, by tests/host."""
    for stale in home.glob("*.gcda"):
        stale.unlink()
    program = host.Program(home, flags=("-O2", "--coverage"))
    failed, said = host.run(program.link())
    results.add("suites in user space", "failed" if failed else "passed", " ".join(failed))
    if failed:
        print(said)
    return branches.of_objects(home, config.TREE)


MEASURES = {"um": um.measure,
            **{name: functools.partial(stock_kernel.measure, name) for name in visits.PLANS},
            "host": in_user_space}
# Without a word about which.
USUAL = ("um", *visits.PLANS)


def ours(found):
    """Only what has a bar."""
    return {file: lines for file, lines in found.items() if file.startswith(tuple(BARS))}


def percent(total, taken):
    """Rounded down: 100 means all."""
    return 100 * taken // total if total else 100


def unmeasured(found):
    """[(file, why it is not measured)]; one that nothing excuses has no reason."""
    files = [str(path.relative_to(config.TREE)) for folder in BARS
             for path in sorted((config.TREE / folder).rglob("*.c"))
             if "compat/probes" not in str(path)]
    return [(file, next((why for glob, why in UNMEASURED if fnmatch.fnmatch(file, glob)), ""))
            for file in files if file not in found]


def report(found, rows, results):
    """The table; adds the bars and what has no reason to @results."""
    lines = [f"{'file':28}{'branches':>9}{'taken':>7}{'%':>5}"]
    sums = {folder: (0, 0) for folder in BARS}
    for file in sorted(found):
        total, taken = branches.totals(found[file])
        folder = next(name for name in BARS if file.startswith(name))
        sums[folder] = (sums[folder][0] + total, sums[folder][1] + taken)
        lines.append(f"{file:28}{total:9}{taken:7}{percent(total, taken):5}")
        source = (config.TREE / file).read_text().splitlines()
        for number, count in branches.missed(found[file]):
            # With --saved a file may have become shorter.
            text = source[number - 1].strip() if number <= len(source) else ""
            reason = branches.why(rows, file, text)
            lines.append(f"    {number:4} {count} not taken: {text[:60]}")
            lines.append(f"         {reason or 'NO REASON GIVEN'}")
            if not reason:
                results.add(f"{file}:{number}", "failed", f"not taken, and no reason: {text}")
    for file, reason in unmeasured(found):
        lines.append(f"{file:28}  not measured: {reason or 'NO REASON GIVEN'}")
        if not reason:
            results.add(file, "failed", "no build measured it")
    for folder, (total, taken) in sums.items():
        share = 100 * taken / total if total else 0
        good = share >= BARS[folder]
        lines.append(f"{folder:28}{total:9}{taken:7}{share:7.1f}   (at least {BARS[folder]})")
        results.add(f"branches of {folder}", "passed" if good else "failed",
                    "" if good else f"{share:.1f} %, {BARS[folder]} wanted")
    return "\n".join(lines) + "\n"


def html(found):
    """The same for a browser, by gcovr."""
    trace, out = HOME / "trace.json", HOME / "html"
    trace.write_text(json.dumps(branches.trace(found)))
    out.mkdir(exist_ok=True)
    subprocess.run(["gcovr", "--root", str(config.TREE), "--add-tracefile", str(trace),
                    "--branches", "--html-details", str(out / "index.html")], check=True)
    return out / "index.html"


def measured(name, results, again):
    """One measure's branches: counted now, or as saved by the last time."""
    place = HOME / name
    saved = place / "branches.json"
    if again:
        return {file: {int(number): counts for number, counts in lines.items()}
                for file, lines in json.loads(saved.read_text()).items()}
    place.mkdir(parents=True, exist_ok=True)
    saved.unlink(missing_ok=True)
    found = ours(MEASURES[name](place, results))
    saved.write_text(json.dumps(found))
    return found


def main():
    """Measures, merges, reports."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("measures", nargs="*", metavar="MEASURE",
                        help=f"{', '.join(MEASURES)} (default: all but host)")
    parser.add_argument("--saved", action="store_true",
                        help="report what was measured last (for work on uncovered.conf)")
    args = parser.parse_args()
    names = args.measures or USUAL
    results = test_results.Results("coverage", show=False)
    found = {}
    for name in names:
        began = time.monotonic()
        try:
            branches.merge(found, measured(name, results, args.saved))
        except (config.RunnerError, VmError) as why:
            print(why)
            results.add(f"coverage on {name}", "failed", str(why).strip().splitlines()[0])
        print(f"coverage on {name}: {time.monotonic() - began:.0f} s", flush=True)
    table = report(found, branches.reasons(REASONS.read_text()), results)
    (HOME / "table.txt").write_text(table)
    print(table, end="")
    for case in results.cases:
        if case["outcome"] == "failed":
            print(f"FAIL {case['name']}: {case['reason']}")
    print(f"as HTML: {html(found)}")
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
