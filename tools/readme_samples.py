#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""make readme-samples: puts fresh output of a VM run, and the support table, into the
documents: README.md and Documentation/*.md.

A document marks a sample by its command, which is run in the guest:

    <!-- sample lines=20: cat /proc/vmap_inspect -->
    ...what the tool puts here...
    <!-- end of sample -->

$pid, $stack and $area in a command are what `tests/programs/demo.sh addresses` prints.
lines=N cuts the output after N lines, until=WORD before the first line that starts
with WORD; a note says how much is left out.

The table between `<!-- support table -->` and its end is made of what `make matrix`
and `make check` left in build/results/rows.
"""
import argparse
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests"))
from runner import results  # noqa: E402
from runner.vm import config, machine  # noqa: E402

DEMO = TOP / "tests/programs/demo.sh"
ROW = "amd64-6.12-5level"
SAMPLE = re.compile(r"(?ms)^<!-- sample((?: \w+=\w+)*): (.*?) -->\n"
                    r".*?^<!-- end of sample -->$")
TABLE = re.compile(r"(?ms)^<!-- support table -->\n.*?^<!-- end of support table -->$")
MARKER = re.compile(r"(?m)^<!-- (?:end of )?(?:sample|support table)\b.*$")


def documents():
    """The files whose marked parts are renewed."""
    return [TOP / "README.md", *sorted((TOP / "Documentation").glob("*.md"))]


def unpaired(text):
    """A marker of a document that is not one of a pair, None if all are: what follows
    such a marker would be replaced up to the end of another pair, or never."""
    left = text
    for pair in (SAMPLE, TABLE):
        for match in pair.finditer(text):
            markers = MARKER.findall(match[0])
            if len(markers) != 2:
                return markers[0]
        left = pair.sub("", left)
    alone = MARKER.search(left)
    return alone[0] if alone else None


def addresses(vm):
    """The variables demo.sh prints as a dict; its process stays alive."""
    vm.put("/tmp/demo.sh", DEMO.read_bytes())
    out = vm.sh("/tmp/demo.sh addresses", check=True).out
    return {"$" + name: value for name, value in
            (word.split("=", 1) for word in out.split())}


def cut(lines, options):
    """The lines wanted, and a note on those that are not."""
    until = options.get("until")
    keep = next((n for n, line in enumerate(lines)
                 if until and line.startswith(until)), len(lines))
    keep = min(keep, int(options.get("lines", keep)))
    if keep == len(lines):
        return lines
    kept = lines[:keep]
    while kept and not kept[-1]:
        kept.pop()
    return [*kept, "... (%d more lines)" % (len(lines) - len(kept))]


def sample(vm, values, match):
    """The new text of one marked sample."""
    options = dict(word.split("=") for word in match[1].split())
    command = match[2]
    for name, value in values.items():
        command = command.replace(name, value)
    lines = vm.sh(command, check=True).out.rstrip("\n").split("\n")
    return "\n".join(["<!-- sample%s: %s -->" % (match[1], match[2]), "```",
                      "# " + command, *cut(lines, options), "```",
                      "<!-- end of sample -->"])


def fresh_samples(texts, row):
    """{path: text} with every sample taken anew, all of them in one guest."""
    fresh = {}
    with machine.boot(config.row(row)) as vm:
        for module in vm.built.suite:
            vm.insmod(module.stem)
        values = addresses(vm)
        for path, text in texts.items():
            fresh[path], count = SAMPLE.subn(lambda match: sample(vm, values, match), text)
            print("%s: %d samples from %s" % (path.relative_to(TOP), count, row))
    return fresh


def read_documents():
    """{path: text}; raises RunnerError where a marker is not one of a pair."""
    texts = {path: path.read_text() for path in documents()}
    for path, text in texts.items():
        alone = unpaired(text)
        if alone:
            raise config.RunnerError("%s: not one of a pair of markers: %s"
                                     % (path.relative_to(TOP), alone))
    return texts


def row_results():
    """{row: what its last run left}, in the matrix' order."""
    found = {name: results.load(name, results.FOLDER / "rows") for name in config.rows()}
    return {name: saved for name, saved in found.items() if saved and "kernel" in saved}


def by_series(names):
    """{(arch, series): names} of rows."""
    found = {}
    for name in names:
        row = config.rows()[name]
        found.setdefault((row.arch, row.series), []).append(name)
    return found


def kernels(names, found):
    """The kernels of rows, which ones where not all do: amd64 5.10, 6.1 (cloud); i386 6.1."""
    rows, words = by_series(found), {}
    for (arch, series), some in by_series(names).items():
        which = ", ".join(name.rpartition(series + "-")[2] for name in some)
        words.setdefault(arch, []).append(
            series if some == rows[arch, series] else "%s (%s)" % (series, which))
    return "; ".join("%s %s" % (arch, ", ".join(of)) for arch, of in words.items())


def unavailable(found):
    """A line for each reason why something is unavailable on some kernels, with what is."""
    because = {}
    for (what, reason), names in results.unavailable(found).items():
        if "selfcheck" not in what:
            because.setdefault((kernels(names, found), reason), []).append("`%s`" % what)
    return ["- %s: %s: %s" % (where, ", ".join(what), reason)
            for (where, reason), what in because.items()]


def support_table(found):
    """The support table, a line for each row that was run, and what files lack where."""
    lines = ["| kernel | variant | seen on | page tables | tests | boot to result |",
             "|---|---|---|---|---|---|"]
    for name, saved in found.items():
        row = config.rows()[name]
        lines.append("| %s %s | %s | Debian %s | %d levels | %s | %.0f s |" % (
            row.arch, row.series, row.variant, saved["kernel"], row.levels,
            results.counts_line(saved["counts"]), saved["boot_to_result_seconds"]))
    lines += ["", "What is `unavailable` on some of them, as the files say it themselves:", ""]
    lines += unavailable(found)
    return "\n".join(["<!-- support table -->", *lines,
                      "<!-- end of support table -->"])


def main():
    """Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--row", default=ROW, help="a row of tests/matrix.conf")
    parser.add_argument("--table", action="store_true", help="the support table only")
    args = parser.parse_args()
    try:
        texts = read_documents()
        if not args.table:
            texts = fresh_samples(texts, args.row)
        found = row_results()
        if found:
            texts = {path: TABLE.sub(lambda match: support_table(found), text)
                     for path, text in texts.items()}
            print("support table of %d rows" % len(found))
        else:
            print("no results to make the support table of (make matrix)")
    except (config.RunnerError, machine.VmError) as why:
        print("mmscope: %s" % why, file=sys.stderr)
        return 1
    for path, text in texts.items():
        config.write_file(path, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
