#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make lint: every rule of the house, each first shown an example it must object to.

    run.py [RULE…]     one PASS or FAIL a rule, then `N passed, N failed`
    run.py --changed   checkpatch and the like read the files that differ from HEAD alone
                       (=REV: from where the branch left REV), and nothing is built
    run.py --text      the rules that need no kernel: seconds
"""
import argparse
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from runner import results as test_results  # noqa: E402
import built  # noqa: E402
import docs  # noqa: E402
import house  # noqa: E402
import tools  # noqa: E402
from rule import Skip, Tree, changed_files  # noqa: E402

TOP = HERE.parent.parent
RULES = (*house.RULES, *docs.RULES, *tools.RULES, *built.RULES)
# Those that need no kernel's headers or source.
TEXT = (*house.RULES, *docs.RULES,
        *(rule for rule in tools.RULES if rule.name not in ("checkpatch", "kernel-doc")))
SHOWN = 40
_examples = {}


def example(files):
    """A tree of these files; the same files give the same tree."""
    key = tuple(sorted(files.items()))
    if key not in _examples:
        folder = tempfile.TemporaryDirectory(prefix="mms-lint-")
        for name, text in files.items():
            path = pathlib.Path(folder.name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        _examples[key] = (folder, Tree(folder.name))
    return _examples[key][1]


def prove(rule):
    """None where the rule objects to its bad example alone, else what it does."""
    if not rule.check(example(rule.bad)):
        return "does not object to its bad example"
    found = rule.check(example(rule.good))
    return f"objects to its good example: {found[0]}" if found else None


def apply(rule, tree, results):
    """Proves one rule, then holds the tree to it."""
    began = time.monotonic()

    def outcome(what, why=""):
        results.add(f"lint.{rule.name}", what, why, seconds=round(time.monotonic() - began, 1))

    try:
        broken = prove(rule)
        if broken:
            outcome("failed", f"the rule itself is broken: {broken}")
            return
        found = rule.check(tree)
    except Skip as why:
        outcome("skipped", str(why))
        return
    for finding in found[:SHOWN]:
        print(f"  {finding}")
    if len(found) > SHOWN:
        print(f"  … and {len(found) - SHOWN} more")
    if found:
        outcome("failed", f"{rule.why}: {len(found)} places")
    else:
        outcome("passed")


def chosen(args, parser):
    """The rules to apply."""
    unknown = set(args.rules) - {rule.name for rule in RULES}
    if unknown:
        parser.error(f"no such rule: {' '.join(sorted(unknown))}")
    if args.rules:
        return [rule for rule in RULES if rule.name in args.rules]
    if args.text:
        return TEXT
    return RULES if args.changed is None else [r for r in RULES if r not in built.RULES]


def main():
    """Applies all rules, or those named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="rules:\n" + "\n".join(f"  {r.name:20} {r.why}" for r in RULES))
    parser.add_argument("rules", nargs="*", metavar="RULE")
    parser.add_argument("--name", default="lint", help="of the file in build/results")
    parser.add_argument("--changed", nargs="?", const="HEAD", metavar="REV")
    parser.add_argument("--text", action="store_true")
    args = parser.parse_args()
    rules, changed = chosen(args, parser), None
    if args.changed is not None:
        try:
            changed = changed_files(TOP, args.changed)
        except ValueError as why:
            parser.error(str(why))
        print(f"{len(changed)} files differ from {args.changed}; nothing is built")
    results, tree = test_results.Results(args.name), Tree(TOP, changed)
    for rule in rules:
        apply(rule, tree, results)
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
