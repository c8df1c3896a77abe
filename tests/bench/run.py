#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""make bench: what the suite costs, in guest instructions, beside its peers.

    bench/run.py [--runs=N] [--row=ROW]

Boots a stock kernel under QEMU's -icount, where every instruction is one tick
of the guest's clock and nothing comes in from outside, and lets
tests/programs/bench.c measure there. Both numbers of a line are of one boot. With
more runs than one, every number must be the same to within a thousandth.

The numbers go to build/results/bench-figures.json, the verdicts to
build/results/bench.json; a missed bar is a failure.
"""
import argparse
import dataclasses
import json
import re
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from runner import results, splat  # noqa: E402
from runner.vm import config, machine, qemu  # noqa: E402
from runner.vm.progress import say  # noqa: E402

# The most a job may cost, as a share of its peer's instructions.
BARS = {"regions": Fraction(1, 200)}

# The most instructions init_mm's lock may be held at a time: what waits for it
# waits as long.
HOLD = 400_000

# The most instructions zone->lock may be held at a time, a few hundred of which are
# the probes'; and the share of a reading that it may be held.
ZONE_HOLD = 20_000
ZONE_SHARE = Fraction(1, 20)

# Of what looks at every frame, the most instructions that one frame in use may cost.
SCANS = ("map", "pageblocks")
PER_FRAME = 25

# The same of vmap_purge_lock, and of any spinlock that the suite takes itself; the probes
# that time them are counted.
LOCKS = {"purge": ("vmap_purge_lock", 400_000), "spin": ("a spinlock", 20_000)}

# The most instructions a query may cost, of as many as the job has.
PER_QUERY = {"frames": 30_000}

PEERS = {
    "regions": "reading the file of ptdump_walk_pgd_level_debugfs()",
    "regions_call": "one call of it, into a large buffer",
    "areas": "/proc/vmallocinfo",
    "walks": "vmalloc_to_page() alone",
    "walks_only": "vmalloc_to_page() alone",
    "freelists": "/proc/pagetypeinfo",
    "zones": "/proc/zoneinfo",
    "frames": "/proc/kpageflags",
    "map": "/proc/kpageflags",
    "pageblocks": "/proc/kpageflags",
}

# Deterministic: instructions are the clock, no wall clock, no entropy from outside.
ICOUNT = ("-icount", "shift=0,sleep=off", "-rtc", "base=2026-01-01,clock=vm", "-seed", "1")
LINE = re.compile(r"^bench (job=.*|tick=\d+|done|failed: .*)$", re.M)
LIMIT = 7200  # a busy host counts no instruction more, but takes its time
AGREE = Fraction(1, 1000)


def boot(row):
    """Boot once; the console's `bench` lines."""
    row = dataclasses.replace(row, smp=1)
    kernel, _, initrd = machine.prepare(row)
    words = qemu.command(row, kernel, initrd, "tcg", ["rdinit=/bin/bench"])
    words = [word.replace("thread=multi", "thread=single") for word in words] + list(ICOUNT)
    begin = time.monotonic()
    with tempfile.NamedTemporaryFile("r", prefix="mms-bench-", errors="replace") as console:
        try:
            subprocess.run([*words, "-serial", "file:" + console.name], check=True,
                           stdin=subprocess.DEVNULL, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            pass
        text = console.read().replace("\r", "")
    say("measured in %.0f s" % (time.monotonic() - begin))
    for line in splat.find(text)[:1]:
        raise config.RunnerError("the kernel complained: %s\n%s"
                                 % (line, splat.around(text, line)))
    lines = LINE.findall(text)
    if not lines or lines[-1] != "done":
        raise config.RunnerError("the guest did not get to the end:\n%s"
                                 % "\n".join(text.splitlines()[-30:]))
    return kernel.kver, lines


def parse(lines):
    """{(job, load, size): {number: value}} of a boot; its ticks must be instructions."""
    figures = {}
    for line in lines:
        keys = dict(word.split("=") for word in line.split() if "=" in word)
        # Besides the 1000 there are the few around them.
        if "tick" in keys and not 1000 <= int(keys["tick"]) < 1010:
            raise config.RunnerError("1000 instructions took %s ticks" % keys["tick"])
        if "job" in keys:
            name = (keys.pop("job"), keys.pop("load"), int(keys.pop("size")))
            figures[name] = {key: int(value) for key, value in keys.items()}
    return figures


def zone_share(found):
    """The share of a job's instructions that some zone's lock was held."""
    return Fraction(found["zone_held"], found["suite"])


def per_frame(figures):
    """What a frame in use costs of each job that looks at all: many more in use, so
    much more to do."""
    costs = {}
    for job in SCANS:
        sizes = {size: found["suite"] for (name, _, size), found in figures.items()
                 if name == job}
        few, many = min(sizes), max(sizes)
        costs[job] = (sizes[many] - sizes[few]) // (many - few)
    return costs


def show(figures):
    """The table people read."""
    print("\n%-12s %-21s %14s %14s  %-9s %-6s %9s %9s %9s %6s %9s %9s  peer"
          % ("job", "load", "suite", "peer", "ratio", "bar", "bytes", "hold", "zone hold",
             "share", "purge", "spin"))
    for (job, load, size), found in figures.items():
        ratio = Fraction(found["suite"], found["peer"])
        bar = BARS.get(job)
        print("%-12s %-21s %14d %14d  %-9s %-6s %9d %9d %9d %5.1f%% %9d %9d  %s" % (
            job, "%d %s" % (size, load), found["suite"], found["peer"],
            "1/%.0f" % (1 / ratio) if ratio < Fraction(1, 2) else "%.2f" % ratio,
            bar or "-", found["bytes"], found["hold"], found["zone_hold"],
            100 * zone_share(found), found["purge"], found["spin"], PEERS[job]))
    for job, cost in per_frame(figures).items():
        print("%-12s %d instructions a frame in use" % (job, cost))
    print("\nsuite, peer: guest instructions, the cheapest of several readings. bytes: allocated\n"
          "by one open, read and close. hold: instructions init_mm's lock is held at a time, at\n"
          "most, 0 where it is not taken. zone hold: the same of zones' locks, what is allocated\n"
          "included; share: of the whole that it is. purge, spin: the same of vmap_purge_lock and\n"
          "of any one spinlock that the suite takes.\n")


def judge(book, figures):
    """Bars are cases; a job without one passes by having been measured."""
    for (job, load, size), found in figures.items():
        name = "%s, %d %s" % (job, size, load)
        ratio, bar = Fraction(found["suite"], found["peer"]), BARS.get(job)
        if bar and ratio > bar:
            book.add(name, "failed", "costs 1/%.1f of its peer, and may cost %s"
                     % (1 / ratio, bar))
        elif found["zone_hold"] > ZONE_HOLD or zone_share(found) > ZONE_SHARE:
            book.add(name, "failed", "holds a zone's lock for %d instructions, %.1f %% of the "
                     "time, and may for %d and %.1f %%"
                     % (found["zone_hold"], 100 * zone_share(found), ZONE_HOLD,
                        100 * ZONE_SHARE))
        elif job in PER_QUERY and found["suite"] > PER_QUERY[job] * size:
            book.add(name, "failed", "costs %d instructions a query, and may cost %d"
                     % (found["suite"] // size, PER_QUERY[job]))
        elif found["hold"] > HOLD:
            book.add(name, "failed", "holds init_mm's lock for %d instructions, and may for %d"
                     % (found["hold"], HOLD))
        elif over := [(lock, found[key], most) for key, (lock, most) in LOCKS.items()
                      if found[key] > most]:
            book.add(name, "failed", "; ".join(
                "holds %s for %d instructions, and may for %d" % one for one in over))
        else:
            book.add(name, "passed")
    for job, cost in per_frame(figures).items():
        if cost > PER_FRAME:
            book.add("%s, one frame" % job, "failed",
                     "costs %d instructions, and may cost %d" % (cost, PER_FRAME))
        else:
            book.add("%s, one frame" % job, "passed")


def compare(book, first, other, number):
    """Every figure of two runs, to within AGREE."""
    for name, found in first.items():
        for key in ("suite", "peer"):
            a, b = found[key], other[name][key]
            if abs(a - b) > AGREE * max(a, b):
                book.add("run %d agrees: %s %s" % (number, name, key), "failed",
                         "%d and %d instructions" % (a, b))
    if not any(case["outcome"] == "failed" and case["name"].startswith("run %d " % number)
               for case in book.cases):
        book.add("run %d agrees with the first to 0.1 %%" % number, "passed")


def main():
    """Returns the exit status."""
    options = argparse.ArgumentParser()
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--row", default="amd64-6.12-5level")
    options = options.parse_args()
    book = results.Results("bench", show=False)
    row = config.row(options.row)
    runs = []
    try:
        for number in range(options.runs):
            kver, lines = boot(row)
            runs.append(parse(lines))
            if not number:
                show(runs[0])
                judge(book, runs[0])
            else:
                compare(book, runs[0], runs[-1], number + 1)
    except config.RunnerError as why:
        book.add("boot", "failed", str(why).splitlines()[0])
        print(why)
    else:
        results.put("bench-figures.json", json.dumps({
            "kernel": kver, "row": row.name,
            "jobs": [dict(job=name[0], load=name[1], size=name[2],
                          bar=str(BARS.get(name[0], "")), runs=[run[name] for run in runs])
                     for name in runs[0]]}, indent=1) + "\n")
    for case in book.cases:
        if case["outcome"] == "failed":
            print("FAIL %s: %s" % (case["name"], case["reason"]))
    return book.finish()


if __name__ == "__main__":
    sys.exit(main())
