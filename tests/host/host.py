#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""lib/ and its KUnit suites built and run in user space, in seconds.

    host.py [SUITE ...]

For a quick look while writing, for mutants (tests/mutants) and for finding
what is not covered. The kernel's own KUnit (tests/kunit) has the last word.
"""
import concurrent.futures
import os
import pathlib
import re
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
SUITE = re.compile(r"^struct kunit_suite (mmscope_\w+_suite) = ", re.M)
FLAGS = ["-std=gnu11", "-D_GNU_SOURCE", "-g", "-Wall", "-Wno-unused", "-Wno-format",
         "-Werror=implicit", "-I", str(HERE / "include")]
CASE = re.compile(r"^(begin|ok|not ok) (\S+)$", re.M)


class BuildError(Exception):
    """The compiler's words."""


def pure(folder):
    """The C files of kunit/ that need no kernel."""
    return [path for path in sorted((folder / "kunit").glob("*/*.c"))
            if not path.name.startswith(("live_", "no_arch."))]


def compile_one(source, obj, flags):
    """Compiles one file; raises BuildError."""
    done = subprocess.run(["gcc", *FLAGS, *flags, "-c", "-o", str(obj), str(source)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(done.stderr)
    return obj


class Program:
    """The suites as a program in a folder of its own."""

    def __init__(self, folder, top=TOP, flags=("-O1",), suites=()):
        self.folder, self.top = pathlib.Path(folder), pathlib.Path(top)
        self.flags = [*flags, "-I", str(self.top / "include")]
        self.folder.mkdir(parents=True, exist_ok=True)
        tests = pure(self.top)
        names = [name for path in tests for name in SUITE.findall(path.read_text())
                 if not suites or name.removeprefix("mmscope_").removesuffix("_suite") in suites]
        table = self.folder / "suites.c"
        table.write_text("#include <kunit/test.h>\n" +
                         "".join(f"extern struct kunit_suite {n};\n" for n in names) +
                         "struct kunit_suite *host_suites[] = { " +
                         "".join(f"&{n}, " for n in names) + "NULL };\n")
        sources = [*sorted((self.top / "lib").glob("*/*.c")), *tests, HERE / "main.c", table]
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            self.objects = dict(zip(sources, pool.map(self.compile, sources)))

    def compile(self, source):
        """The object of one of the sources."""
        name = "-".join(source.with_suffix(".o").parts[-3:])
        return compile_one(source, self.folder / name, self.flags)

    def link(self, name="suites", instead=None):
        """Links; @instead = {source: its object} replaces some."""
        program = self.folder / name
        objects = {**self.objects, **(instead or {})}
        done = subprocess.run(["gcc", *self.flags, "-o", str(program),
                               *map(str, objects.values())],
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise BuildError(done.stderr)
        return program


def run(program, *prefix):
    """Runs a linked program: ([cases that failed], everything it said).

    @prefix: of the suites to begin with; it then ends with the first failure.
    """
    done = subprocess.run([str(program), *prefix], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="backslashreplace", check=False)
    failed, open_case = [], None
    for what, case in CASE.findall(done.stdout):
        open_case = case if what == "begin" else None
        if what == "not ok":
            failed.append(case)
    if open_case or (done.returncode < 0 and not failed):
        failed.append(f"{open_case or 'the program'} ({death(done.returncode)})")
    return failed, done.stdout


def death(returncode):
    """How a program that did not come to its end came to it."""
    return "hangs" if returncode == -signal.SIGVTALRM else "crashes"


def main():
    """Builds and runs, shows what failed."""
    program = Program(TOP / "build" / "host", suites=sys.argv[1:],
                      flags=["-O1", "-fsanitize=undefined", "-fno-sanitize=alignment"])
    failed, said = run(program.link())
    print("\n".join(line for line in said.splitlines()
                    if not line.startswith(("begin ", "ok "))))
    passed = len(re.findall(r"^ok ", said, re.M))
    print(f"{passed} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
