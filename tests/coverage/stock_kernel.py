# SPDX-License-Identifier: GPL-2.0-only
"""The branches that are taken in a stock kernel, counted by kernel/gcov.

Debian's kernels have no GCOV_KERNEL, but what it is, kernel/gcov of that
kernel's source, can be loaded as a module (gcov/). Our modules are built twice
with counting code: the suites, and the four modules, whose files are then read
and asked in every way (visits.py). The counts come out of debugfs.
"""
import dataclasses
import io
import pathlib
import tarfile

from guests import suite
from runner.vm import build, config, initramfs, machine, target
from runner.vm.progress import step
import parse
import stock
import verdict
import branches
import visits

HERE = pathlib.Path(__file__).resolve().parent
SECTION = "-fprofile-info-section=mms_gcov"

# Around the objects of a module stand the two that tell gcov of them.
AROUND = """
CFLAGS_REMOVE_count_first.o := $(CFLAGS_GCOV)
CFLAGS_REMOVE_count_last.o := $(CFLAGS_GCOV)
$(foreach m,mmscope_kunit %s,$(eval $(m)-y := count_first.o $($(m)-y) count_last.o))
""" % " ".join(suite.MODULES)

# gcov's files have no length until they are read, so tar cannot pack them.
GATHER = """
cd /sys/kernel/debug/gcov && rm -rf /tmp/gcov && mkdir /tmp/gcov &&
for f in $(find . -name '*.gcda'); do
	mkdir -p /tmp/gcov/${f%/*} && cat $f > /tmp/gcov/$f || exit 1
done
tar -c -f - -C /tmp/gcov .
"""


def gcov_files(source):
    """kernel/gcov, and what makes it a module."""
    files = {path.name: path for path in (source / "kernel/gcov").glob("*.[ch]")}
    files.update((name, HERE / "gcov" / name) for name in ("Kbuild", "mms_gcov.c"))
    return files


def our_files(parts):
    """These parts of the tree, and the objects that stand around a module's."""
    files = {str(path.relative_to(config.TREE)): path for part in parts
             for path in (config.TREE / part).rglob("*")
             if path.suffix in (".c", ".h", ".sh") and not path.name.endswith(".mod.c")
             and path.name != "features.h"}
    files.update((name, HERE / "gcov" / name)
                 for name in ("count.h", "count_first.c", "count_last.c"))
    return files


def counting(row, kernel, home, name, parts, *words):
    """Builds a copy of the tree's @parts with counting code; its stripped modules."""
    folder = home / name
    folder.mkdir(parents=True, exist_ok=True)
    kbuild = home / f"{name}.Kbuild"
    kbuild.write_text((config.TREE / "Kbuild").read_text() + AROUND)
    stock.sync({**our_files(parts), "Kbuild": kbuild}, folder)
    symbols = " ".join(str(home / other / "Module.symvers") for other in ("gcov", "kunit")
                       if (home / other / "Module.symvers").exists())
    with step(f"building {name} for {kernel.kver}, with counting code"):
        build.make(row, kernel, folder, home / f"{name}.log", "MMS_COVERAGE=y",
                   f"KBUILD_EXTRA_SYMBOLS={symbols}", *words)
    return strip(row, folder, home / "ko" / name)


def strip(row, folder, into):
    """The stripped modules of a folder."""
    build.strip(row, sorted(folder.glob("*.ko")), into)
    return tuple(sorted(into.glob("*.ko")))


def plain(row, kernel, home, name, files):
    """Builds a module of others' files."""
    folder = home / name
    stock.sync(files, folder)
    with step(f"building {name} for {kernel.kver}"):
        build.make(row, kernel, folder, home / f"{name}.log")
    return strip(row, folder, home / "ko" / name)


def modules(row, kernel, home, suites):
    """Everything the guests load; with @suites, what runs those as well."""
    source = target.source(row)
    test = plain(row, kernel, home, "gcov", gcov_files(source))
    test += plain(row, kernel, home, "tests", {path.name: path for path in
                                               (config.TESTS / "modules").iterdir()})
    if suites:
        test += plain(row, kernel, home, "kunit", stock.kunit_files(source))
        test += counting(row, kernel, home, "suite", stock.SUITE, "CONFIG_MMSCOPE_KUNIT_TEST=m",
                         f"KCFLAGS={SECTION} -include {home}/kunit/stock.h")
    ours = counting(row, kernel, home, "modules", ("include", "lib", "live", *suite.MODULES),
                    f"KCFLAGS={SECTION}")
    return build.Built(kernel.kver, ours, test, "")


def collect(vm, folders):
    """Takes the guest's counts and returns what they say."""
    packed = vm.sh(GATHER, timeout=300, check=True).raw
    found = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        for member in tar.getmembers():
            path = pathlib.Path("/", member.name)
            if member.isfile() and any(path.is_relative_to(folder) for folder in folders):
                path.write_bytes(tar.extractfile(member).read())
    for folder in folders:
        branches.merge(found, branches.of_objects(folder, folder))
        for stale in folder.rglob("*.gcda"):
            stale.unlink()
    return found


def suites(vm, row, home, results):
    """Runs the suites in a guest and judges them."""
    vm.insmod("kunit")
    vm.sh("dmesg -c")
    vm.sh("insmod %s gcov=1" % vm.module("mmscope_kunit"), timeout=900, check=True)
    log = stock.STAMP.sub("", vm.sh("dmesg", check=True).out)
    json_text, said = parse.parse(stock.reader(row), log, home)
    print(said, end="", flush=True)
    verdict.judge(results, json_text, said, log, verdict.suites(config.TREE / "kunit"))
    vm.sh("rmmod mmscope_kunit kunit", check=True)


def measure(name, home, results):
    """Builds, boots, asks; adds the cases to @results, returns the branches."""
    plan = visits.PLANS[name]
    first = config.row(plan.row)
    folders = [home / "suite", home / "modules"]
    with config.locked(home / "lock"):
        kernel = target.kernel(first)
        built = modules(first, kernel, home, any(visit.suites for visit in plan.visits))
        found = {}
        for visit in plan.visits:
            row = dataclasses.replace(first, append=(), name=f"coverage-{name}-{visit.name}",
                                      **visit.row)
            initrd = initramfs.write(home / "initrd", row, built.modules)
            with machine.boot_these(row, kernel, built, initrd, visit.append) as vm:
                vm.insmod("mms_gcov")
                if visit.suites:
                    suites(vm, first, home, results)
                visit.call(vm)
                branches.merge(found, collect(vm, folders))
            results.add(f"visit.{name}.{visit.name}", "passed")
    return found
