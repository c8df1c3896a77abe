# SPDX-License-Identifier: GPL-2.0-only
"""Branch counts: out of gcov's hands, into one table.

    {file below the tree: {line: [times each branch of it was taken]}}

One line may have other branches in another build (a header compiled into two
objects, a kernel's configuration): the build that has most of them is asked,
and builds with as many are added up.
"""
import gzip
import json
import os
import pathlib
import re
import subprocess
import tempfile


def of_objects(folder, top):
    """Runs gcov on every .gcda below @folder; files below @top only."""
    folder, top = pathlib.Path(folder).resolve(), pathlib.Path(top).resolve()
    found = {}
    with tempfile.TemporaryDirectory(prefix="mms-gcov-") as place:
        for data in sorted(folder.rglob("*.gcda")):
            subprocess.run(["gcov", "-b", "-j", str(data)], cwd=place, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for packed in pathlib.Path(place).glob("*.gcov.json.gz"):
                with gzip.open(packed) as file:
                    merge(found, _read(json.load(file), top))
                packed.unlink()
    return found


def _read(report, top):
    """The branches of one object's report."""
    found = {}
    for file in report["files"]:
        path = pathlib.Path(report["current_working_directory"], file["file"])
        path = pathlib.Path(os.path.realpath(path))
        if not path.is_relative_to(top):
            continue
        lines = found.setdefault(str(path.relative_to(top)), {})
        for line in file["lines"]:
            counts = [branch["count"] for branch in line["branches"]]
            # A function that is inlined in some places has its lines again.
            add(lines, line["line_number"], counts)
    return found


def add(lines, number, counts):
    """Adds one build's branches of a line to those of others."""
    known = lines.get(number, [])
    if len(counts) > len(known) or not known:
        lines[number] = list(counts)
    elif len(counts) == len(known):
        lines[number] = [a + b for a, b in zip(known, counts)]


def merge(into, more):
    """Adds the branches of @more to @into."""
    for file, lines in more.items():
        for number, counts in lines.items():
            add(into.setdefault(file, {}), number, counts)


def totals(lines):
    """(branches, those taken at least once) of one file's lines."""
    counts = [count for branches in lines.values() for count in branches]
    return len(counts), sum(count > 0 for count in counts)


def missed(lines):
    """[(line, branches of it that were never taken)]"""
    return [(number, counts.count(0)) for number, counts in sorted(lines.items())
            if 0 in counts]


def reasons(text):
    """The rows of uncovered.conf: [(file pattern, line pattern, why)]."""
    rows = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            file, pattern, why = (part.strip() for part in line.split(" | "))
            rows.append((re.compile(file), re.compile(pattern), why))
    return rows


def why(rows, file, text):
    """Why a line's branch is not covered, None where nothing says it."""
    return next((reason for path, pattern, reason in rows
                 if path.fullmatch(file) and pattern.search(text)), None)


def trace(found):
    """The same for gcovr, which makes HTML of it."""
    return {"gcovr/format_version": "0.3", "files": [
        {"file": file, "functions": [], "lines": [
            {"line_number": number, "count": max(counts, default=0),
             "gcovr/noncode": not counts, "gcovr/excluded": False,
             "branches": [{"count": count, "fallthrough": False, "throw": False}
                          for count in counts]}
            for number, counts in sorted(lines.items())]}
        for file, lines in sorted(found.items())]}
