#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make mutants: break lib/ one line at a time and see which suite notices.

    run.py [FILE ...]

lib.mutants lists the bugs. Each is put into a copy of its file, built with the
suites in user space (tests/host) and run; a bug that no case notices, or whose
old text is not there exactly once any more, fails. Files of lib/ with fewer
than five bugs fail too: a new file needs its own.
"""
import collections
import concurrent.futures
import os
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE.parent / "host"))
import host  # noqa: E402
from runner import results as test_results  # noqa: E402

DATA = HERE / "lib.mutants"
LEAST = 5

Mutant = collections.namedtuple("Mutant", "file line old new")


def parse(text):
    """The mutants of a data file; ValueError where it is none."""
    found, file, old = [], None, None
    for number, line in enumerate(text.splitlines(), 1):
        mark, rest = line[:1], line[2:]
        if mark == "=":
            file = rest
        elif mark == "-" and file and old is None:
            old = (number, rest)
        elif mark == "+" and old:
            found.append(Mutant(file, old[0], old[1], rest))
            old = None
        elif line and mark != "#":
            raise ValueError(f"line {number}: {line}")
    if old:
        raise ValueError(f"line {old[0]}: nothing to put there")
    return found


def mutate(text, mutant):
    """The file's text with the bug in it; None where the old text is not unique."""
    if text.count(mutant.old) != 1:
        return None
    return text.replace(mutant.old, mutant.new)


def objects(program, source, text, folder):
    """{file: object} of what is another with @text for @source: a .h is for many."""
    folder.mkdir()
    (folder / source.name).write_text(text)
    files = [source]
    if source.suffix == ".h":
        files = [path for path in source.parent.glob("*.c")
                 if f'"{source.name}"' in path.read_text()]
        for path in files:
            (folder / path.name).write_text(path.read_text())
    return {path: host.compile_one(folder / path.name, folder / f"{path.stem}.o",
                                   [*program.flags, "-w", "-I", str(source.parent)])
            for path in files}


def verdict(program, mutant, folder, number):
    """(outcome, what is said of it) for one mutant."""
    source = host.TOP / mutant.file
    text = mutate(source.read_text(), mutant)
    if text is None:
        return "failed", "its old text is not there exactly once: renew it"
    if text == source.read_text():
        return "failed", "changes nothing"
    try:
        mutated = program.link(f"mutant-{number}", objects(program, source, text,
                                                           folder / str(number)))
        # The suites of a unit are named like its folder and it: they are the first to look.
        noticed, _ = host.run(mutated, f"mmscope_{source.parent.name}_"
                              + source.stem.split("_")[0])
    except host.BuildError as why:
        return "failed", f"does not compile: {why}"
    if not noticed:
        return "failed", "NOT NOTICED"
    return "passed", noticed[0]


def table(mutants, verdicts):
    """What people read: each file, its bugs, and which case noticed."""
    lines, file = [], None
    for mutant, (_, said) in zip(mutants, verdicts):
        if mutant.file != file:
            file = mutant.file
            lines.append(file)
        lines.append(f"  {mutant.old.strip()}  ->  {mutant.new.strip() or '(nothing)'}")
        lines.append(f"      {said}")
    return "\n".join(lines) + "\n"


def main():
    """Runs them, prints the table and the counts."""
    began = time.monotonic()
    wanted = sys.argv[1:]
    mutants = [m for m in parse(DATA.read_text())
               if not wanted or any(name in m.file for name in wanted)]
    results = test_results.Results("mutants", show=False)
    with tempfile.TemporaryDirectory(prefix="mms-mutants-") as place:
        folder = pathlib.Path(place)
        program = host.Program(folder / "base")
        failed, said = host.run(program.link())
        if failed:
            print(said)
            results.add("without a bug", "failed", f"{failed[0]} fails")
            return results.finish()
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            verdicts = list(pool.map(
                lambda each: verdict(program, each[1], folder, each[0]), enumerate(mutants)))
    print(table(mutants, verdicts), end="")
    for mutant, (outcome, said) in zip(mutants, verdicts):
        results.add(f"{mutant.file}: {DATA.name}:{mutant.line}", outcome, said)
    counts = collections.Counter(mutant.file for mutant in mutants)
    for path in sorted((host.TOP / "lib").glob("*/*.c")) if not wanted else ():
        name = str(path.relative_to(host.TOP))
        # A file may have fewer statements than that.
        least = min(LEAST, path.read_text().count(";\n"))
        if counts[name] < least:
            results.add(name, "failed", f"{counts[name]} bugs tried, {least} wanted")
    for case in results.cases:
        if case["outcome"] == "failed":
            print(f"FAIL {case['name']}: {case['reason']}")
    print(f"{len(mutants)} bugs in {time.monotonic() - began:.0f} s: ", end="")
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
