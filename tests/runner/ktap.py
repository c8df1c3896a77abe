# SPDX-License-Identifier: GPL-2.0-only
"""KTAP documents that kunit.py parse reads as they are meant.

It takes only the first document of a log, cuts from every line as many
characters as stood before that document's header, loops for ever over a plan
that follows its results (up to 6.12), stops at some words wherever they stand,
and takes a case for the end of its group if both have one name. So what goes
into it is either written by document() or put in order by single().
"""
import re

HEADER = re.compile(r"^(?P<before>.*?)(?P<header>K?TAP version \d+)\s*$")
SUBTEST = re.compile(r"^\s*# Subtest: ")
PLAN = re.compile(r"^\s*1\.\.(?P<count>\d+)")
RESULT = re.compile(r"^(?P<what>\s*(?:not )?ok) \d+ (?P<rest>.*)")
# Where these words stand, kunit.py takes the log to be over.
END = re.compile(r"List of all partitions:|Kernel panic - not syncing: VFS:|"
                 r"reboot: System halted")


class Malformed(ValueError):
    """A log from which nothing can be concluded; says why."""


def _plain(text):
    """@text as one line without what means something to kunit.py."""
    text = " ".join(text.split())
    return END.sub(lambda found: found[0].replace(":", ";"), text)


def _result(number, case):
    """The lines of one case: a failed one's reason, then its result."""
    name, reason = _plain(case["name"]).replace("#", "%23"), _plain(case["reason"])
    if case["outcome"] == "failed":
        return [f"# failed: {reason}", f"not ok {number} {name}"]
    return [f"ok {number} {name}" + (f" # SKIP {reason}" if case["outcome"] == "skipped" else "")]


def _group(number, name, cases):
    """The lines of one group of cases and its own result."""
    lines = ["KTAP version 1", f"# Subtest: {name}", f"1..{len(cases)}"]
    for place, case in enumerate(cases, 1):
        if case["name"] == name:
            case = {**case, "name": f"{name} as a whole"}
        lines += _result(place, case)
    failed = any(case["outcome"] == "failed" for case in cases)
    return ["    " + line for line in lines] + [f"{'not ' if failed else ''}ok {number} {name}"]


def document(groups):
    """One document of @groups, {name: the cases of a Results (results.py)}."""
    lines = ["KTAP version 1", f"1..{len(groups)}"]
    for number, (name, cases) in enumerate(groups.items(), 1):
        lines += _group(number, name, cases)
    return "\n".join(lines) + "\n"


def _documents(log):
    """The documents of @log as lists of lines, headers not among them."""
    found = []
    for line in log.splitlines():
        header = HEADER.match(line)
        if header and (not header["before"] or header["before"].strip()):
            # Something may have been printed before it and not ended its line.
            if found and header["before"]:
                found[-1].append(header["before"])
            found.append([])
        elif found:
            found[-1].append(line)
    return found


def _plans_first(lines):
    """Moves every plan that follows its results to before them."""
    out, opened, planned, begun = [], {0: 0}, set(), set()
    for line in lines:
        depth = len(line) - len(line.lstrip())
        if HEADER.match(line) or SUBTEST.match(line):
            opened[depth] = len(out) + 1
            planned.discard(depth)
            begun.discard(depth)
        elif RESULT.match(line):
            begun.add(depth)
        elif PLAN.match(line):
            if depth not in opened or depth in planned:
                raise Malformed(f"a plan without a header of its own: {line.strip()}")
            planned.add(depth)
            if depth in begun:
                out.insert(opened[depth], line)
                continue
        out.append(line)
    if 0 not in planned:
        raise Malformed("no plan: nobody would miss what did not run")
    return out


def single(log):
    """The documents of @log as one, its plan first and its results counted anew.

    What was printed before the first header is left out. Raises Malformed.
    """
    count, results, body = 0, 0, []
    for lines in _documents(log):
        for line in _plans_first(lines):
            plan, result = PLAN.match(line), RESULT.match(line)
            if plan and not line[0].isspace():
                count += int(plan["count"])
            elif result and not line[0].isspace():
                results += 1
                body.append(f"{result['what']} {results} {result['rest']}")
            else:
                body.append(line)
    if not count:
        raise Malformed("no KTAP document")
    return "\n".join(["KTAP version 1", f"1..{count}", *body]) + "\n"
