#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make kunit-stock: the same suites as modules in a stock kernel, in a VM.

    stock.py --kver 6.12
    stock.py --row arm64-6.12-va48

Debian's kernels have no KUnit, so kunit.ko is built from lib/kunit of that
kernel's source (stock/), loaded, and then mmscope_kunit.ko: what passes here
passed on the kernel people run. The guest's log goes through kunit.py parse.
"""
import argparse
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from runner import results as test_results  # noqa: E402
from runner.vm import build, config, machine, target  # noqa: E402
from runner.vm.progress import step  # noqa: E402
import parse  # noqa: E402
import verdict  # noqa: E402

TOP = HERE.parent.parent
SUITE = ("Kbuild", "include", "kunit", "lib", "live")
STAMP = re.compile(r"(?m)^\[ *\d+\.\d+\](?:\[[^]]*\])? ")


def copy_new(source, to):
    """Copies a file unless the copy is the same, so that make sees no change."""
    text = source.read_text().replace("current->kunit_test", "mms_current_test")
    if not to.exists() or to.read_text() != text:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text)
        to.chmod(source.stat().st_mode & 0o777)


def sync(files, to):
    """Makes @to hold these files, {path below it: source}, as its only sources."""
    for path in to.rglob("*"):
        name = str(path.relative_to(to))
        if path.suffix in (".c", ".h") and not path.name.endswith(".mod.c") \
                and path.name != "features.h" and name not in files:
            path.unlink()
    for name, source in files.items():
        copy_new(source, to / name)


def kunit_files(source):
    """lib/kunit of a kernel, with what makes it a module of its own."""
    files = {path.name: path for path in (source / "lib/kunit").glob("*.[ch]")}
    files.update((path.name, path) for path in (HERE / "stock").iterdir())
    return files


def suite_files():
    """What mmscope_kunit.ko is made of."""
    return {str(path.relative_to(TOP)): path for name in SUITE
            for path in [TOP / name, *(TOP / name).rglob("*")]
            if path.is_file() and path.suffix in (".c", ".h", ".sh", "")
            and not path.name.endswith(".mod.c") and path.name != "features.h"
            and not path.name.startswith(".")}


def modules(row, kernel, home):
    """Builds kunit.ko and mmscope_kunit.ko; returns their stripped copies."""
    kunit, suite = home / "kunit", home / "suite"
    sync(kunit_files(target.source(row)), kunit)
    sync(suite_files(), suite)
    with step(f"building kunit.ko for {kernel.kver}"):
        build.make(row, kernel, kunit, home / "kunit.log")
    # W=1 without kernel-doc: lint runs it, and a suite's own tools may lack its Perl.
    with step(f"building mmscope_kunit.ko for {kernel.kver}"):
        build.make(row, kernel, suite, home / "suite.log", "CONFIG_MMSCOPE_KUNIT_TEST=m",
                   f"KBUILD_EXTRA_SYMBOLS={kunit}/Module.symvers",
                   f"KCFLAGS=-include {kunit}/stock.h -Werror", "W=1",
                   "cmd_checkdoc=")
    kos = [kunit / "kunit.ko", suite / "mmscope_kunit.ko"]
    build.strip(row, kos, home / "ko")
    return [home / "ko" / ko.name for ko in kos]


def run_in_guest(row, kos):
    """Loads the modules in a guest; returns the kernel's log of it."""
    extra = {f"/kunit/{ko.name}": ko for ko in kos}
    with machine.boot(row, extra_append="log_buf_len=4M", extra=extra) as vm:
        vm.sh("dmesg -c")
        for ko in kos:
            vm.sh(f"insmod /kunit/{ko.name}", timeout=600, check=True)
        log = vm.sh("dmesg", check=True).out
        vm.sh("rmmod mmscope_kunit && rmmod kunit", check=True)
    return STAMP.sub("", log)


def reader(row):
    """The tree whose kunit.py reads the log: 5.10's does not know KTAP yet."""
    source = target.source(row)
    if "KTAP version" in (source / "tools/testing/kunit/kunit_parser.py").read_text():
        return source
    return target.source(most_levels("6.12"))


def most_levels(kver):
    """The row of this series, on a PC, with the most page-table levels."""
    rows = [row for row in config.rows().values() if (row.series, row.arch) == (kver, "amd64")]
    if not rows:
        sys.exit(f"KVER={kver}: no row of tests/matrix.conf has that series")
    return max(rows, key=lambda row: row.levels)


def main():
    """Builds, boots, judges."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kver", default="6.12", help="5.10, 6.1, 6.12, 7.2 (default 6.12)")
    parser.add_argument("--row", help="a row of tests/matrix.conf instead")
    parser.add_argument("--name", help="of the file in build/results")
    args = parser.parse_args()
    row = config.row(args.row) if args.row else most_levels(args.kver)
    name = args.name or f"kunit-stock-{args.row or args.kver}"
    results = test_results.Results(name, show=False)
    home = config.BUILD / "kunit" / f"stock-{args.row or args.kver}"
    home.mkdir(parents=True, exist_ok=True)
    try:
        log = run_in_guest(row, modules(row, target.kernel(row), home))
    except (config.RunnerError, machine.VmError) as why:
        print(why)
        results.add(name, "failed", str(why).splitlines()[0])
    else:
        json_text, said = parse.parse(reader(row), log, home)
        print(said, end="", flush=True)
        verdict.judge(results, json_text, said, log, verdict.suites(TOP / "kunit"))
    verdict.show_failures(results)
    print(f"kunit {row.name}: ", end="")
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
