# SPDX-License-Identifier: GPL-2.0-only
"""The branches that the suites take in User-Mode Linux, under kunit.py.

Only our own objects count branches (MMS_COVERAGE, see Kbuild), so that the
kernel's come out of the compiler cache. A UML kernel is a program: gcc's own
libgcov writes the counts when it ends, if two things are got round:

- the kernel has a mangle_path() too: libgcov's is made local;
- arch/um's linker script calls no destructor that has a priority, as libgcov's
  has: one without a priority does its work.
"""
import argparse
import os
import subprocess

from runner.vm import config
import graft
import run as kunit
import verdict
import branches

KVER = "6.12"
DUMP = """
void __gcov_dump(void);
static void __attribute__((destructor)) dump(void) { __gcov_dump(); }
"""
# What objects that count need of libgcov, besides what dump() pulls in.
NEEDED = ("__gcov_init", "__gcov_exit", "__gcov_merge_add")


def libgcov(folder):
    """One object that holds what is needed of libgcov, fit for a kernel."""
    source, part, whole = (folder / name for name in ("dump.c", "dump.o", "gcov.o"))
    source.write_text(DUMP)
    library = subprocess.run(["gcc", "-print-file-name=libgcov.a"], check=True,
                             capture_output=True, text=True).stdout.strip()
    for line in (["gcc", "-O2", "-fno-pic", "-mcmodel=large", "-c", "-o", part, source],
                 ["ld", "-r", "-o", whole, *(f"--undefined={name}" for name in NEEDED),
                  part, library],
                 ["objcopy", "--localize-symbol=mangle_path", whole]):
        subprocess.run([str(word) for word in line], check=True)
    return whole


def measure(home, results):
    """Builds and runs; adds every case to @results and returns the branches."""
    home.mkdir(parents=True, exist_ok=True)
    build = home / "build"
    build.mkdir(exist_ok=True)
    args = argparse.Namespace(arch="um", kver=KVER, variant=None, config=[], filter=None,
                              jobs=len(os.sched_getaffinity(0)), timeout=900)
    # Named as in make kunit: the compiler cache knows objects by relative paths.
    tree = graft.make(kunit.linux_source(KVER), kunit.TOP, home / f"tree-{KVER}")
    line = kunit.command(tree, build, args)
    line += ["--make_options=MMS_COVERAGE=y",
             f"--make_options=LD_FLAGS_CMDLINE=-Wl,-z,noexecstack {libgcov(home)}"]
    with config.locked(build):
        for stale in (*build.rglob("*.gcda"), build / "results.json", build / "test.log"):
            stale.unlink(missing_ok=True)
        said = kunit.run_kunit(line, tree, build, kunit.environment("um", home / "bin"))
        verdict.judge(results, kunit.read(build / "results.json"), said,
                      kunit.read(build / "test.log") or "",
                      verdict.suites(kunit.TOP / "kunit"))
        return branches.of_objects(build / graft.NAME, kunit.TOP)


