#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""make readme-samples: puts fresh output of a VM run into README.md.

README.md marks a sample by its command, which is run in the guest:

    <!-- sample lines=20: cat /proc/vmap_inspect -->
    ...what the tool puts here...
    <!-- end of sample -->

$pid, $stack and $area in a command are what `tests/guest/demo.sh addresses` prints.
With lines=N, output longer than that is cut and a note says how much is left.
"""
import argparse
import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tests"))
from vm import config, machine  # noqa: E402
from vm.config import write_file  # noqa: E402

README = TOP / "README.md"
DEMO = TOP / "tests/guest/demo.sh"
ROW = "amd64-6.12-5level"
SAMPLE = re.compile(r"(?ms)^<!-- sample(?: lines=(\d+))?: (.*?) -->\n"
                    r".*?^<!-- end of sample -->$")


def addresses(vm):
    """The variables demo.sh prints as a dict; its process stays alive."""
    vm.put("/tmp/demo.sh", DEMO.read_bytes())
    out = vm.sh("/tmp/demo.sh addresses", check=True).out
    return {"$" + name: value for name, value in
            (word.split("=", 1) for word in out.split())}


def fill(command, values):
    """The command with the variables' values in it."""
    for name, value in values.items():
        command = command.replace(name, value)
    return command


def cut(text, lines):
    """The first `lines` lines of the text and how many are left out."""
    whole = text.rstrip("\n").split("\n")
    if not lines or len(whole) <= lines + 1:
        return whole
    return [*whole[:lines], "... (%d more lines)" % (len(whole) - lines)]


def sample(vm, values, match):
    """The new text of one marked sample."""
    command = fill(match[2], values)
    done = vm.sh(command, check=True)
    body = cut(done.out, int(match[1] or 0))
    return "\n".join(["<!-- sample%s: %s -->" % (
        " lines=" + match[1] if match[1] else "", match[2]),
        "```", "# " + command, *body, "```", "<!-- end of sample -->"])


def main():
    """Returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--row", default=ROW, help="a row of tests/matrix.conf")
    args = parser.parse_args()
    text = README.read_text()
    try:
        with machine.boot(config.row(args.row)) as vm:
            for module in vm.built.suite:
                vm.insmod(module.stem)
            values = addresses(vm)
            text, count = SAMPLE.subn(lambda found: sample(vm, values, found), text)
    except (config.RunnerError, machine.VmError) as why:
        print("mmscope: %s" % why, file=sys.stderr)
        return 1
    write_file(README, text)
    print("README.md: %d samples from %s" % (count, args.row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
