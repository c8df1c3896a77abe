#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make kunit-all: the suites under kunit.py, one architecture after the other.

User mode Linux of every series, the emulated architectures of one; the table
at the end says how many cases passed and how long each took. One that breaks
or hangs does not keep the others from running.
"""
import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import check  # noqa: E402

UM_SERIES = ("6.1", "6.12", "7.2")
EMULATED = ("x86_64", "i386", "arm64", "arm", "riscv")
SERIES = "6.12"
LIMIT = 7200


def parts():
    """Every target, as a part of a check."""
    targets = [("um", kver) for kver in UM_SERIES] + [(arch, SERIES) for arch in EMULATED]
    return [check.Part(f"kunit-{arch}-{kver}", f"ARCH={arch} KVER={kver}",
                       ("kunit/run.py", f"--arch={arch}", f"--kver={kver}"), LIMIT)
            for arch, kver in targets]


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    sys.exit(check.run_all("kunit-all", parts()))
