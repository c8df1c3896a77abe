#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""lib/ and its KUnit suites built and run in user space, in seconds.

    host.py [--name=NAME] [SUITE ...]     text, core_text ...: a suite's name or its end

Only what changed since the last time is compiled, and of the suites those asked for.
With --name the cases go to build/results/NAME.json, too.

For a quick look while writing, for mutants (tests/mutants) and for finding
what is not covered. The kernel's own KUnit (tests/kunit) has the last word.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
from runner import results  # noqa: E402

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


def is_made(obj, command):
    """Was an object made by that command, and nothing it was made of changed since?"""
    parts, told = obj.with_suffix(".d"), obj.with_suffix(".how")
    if not (obj.exists() and parts.exists() and told.exists() and told.read_text() == command):
        return False
    when = obj.stat().st_mtime_ns
    files = [pathlib.Path(name) for name in parts.read_text().replace("\\\n", " ").split()[1:]]
    return all(file.exists() and file.stat().st_mtime_ns < when for file in files)


def is_meant(name, suites):
    """Is a suite among those asked for, by its name or the end of it? None are all."""
    name = "_" + name.removeprefix("mmscope_").removesuffix("_suite")
    return not suites or any(name.endswith("_" + suite) for suite in suites)


class Program:
    """The suites as a program in a folder of its own, where it finds what it made before."""

    def __init__(self, folder, top=TOP, flags=("-O1",), suites=()):
        self.folder, self.top = pathlib.Path(folder), pathlib.Path(top)
        self.flags = [*flags, "-I", str(self.top / "include")]
        self.folder.mkdir(parents=True, exist_ok=True)
        of_file = {path: SUITE.findall(path.read_text()) for path in pure(self.top)}
        self.names = names = [name for found in of_file.values() for name in found
                              if is_meant(name, suites)]
        # Those that have no suite help others.
        tests = [path for path, found in of_file.items() if not found or set(found) & set(names)]
        table = self.folder / "suites.c"
        self._write(table, "#include <kunit/test.h>\n" +
                         "".join(f"extern struct kunit_suite {n};\n" for n in names) +
                         "struct kunit_suite *host_suites[] = { " +
                         "".join(f"&{n}, " for n in names) + "NULL };\n")
        sources = [*sorted((self.top / "lib").glob("*/*.c")), *tests, HERE / "main.c", table]
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            self.objects = dict(zip(sources, pool.map(self.compile, sources)))

    @staticmethod
    def _write(path, text):
        """Writes a file, unless it holds that."""
        if not path.exists() or path.read_text() != text:
            path.write_text(text)

    def compile(self, source):
        """The object of one of the sources, made unless it is there."""
        obj = self.folder / "-".join(source.with_suffix(".o").parts[-3:])
        command = " ".join([str(source), *FLAGS, *self.flags])
        if not is_made(obj, command):
            compile_one(source, obj, [*self.flags, "-MMD"])
            obj.with_suffix(".how").write_text(command)
        return obj

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


def leave(name, began, failed, said):
    """Saves the cases where `make check` looks for them."""
    book = results.Results(name, show=False)
    book.started = began
    for case in re.findall(r"(?m)^ok (\S+)$", said):
        book.add(case, "passed")
    for case in failed:
        book.add(case, "failed", "see what tests/host/host.py prints")
    book.save(results.FOLDER)


def main():
    """Builds and runs, shows what failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE")
    parser.add_argument("--name", help="of the file in build/results")
    args = parser.parse_args()
    began = time.monotonic()
    program = Program(TOP / "build" / "host", suites=args.suites,
                      flags=["-O1", "-fsanitize=undefined", "-fno-sanitize=alignment"])
    if not program.names:
        parser.error(f"no such suite: {' '.join(args.suites)}")
    failed, said = run(program.link())
    if args.name:
        leave(args.name, began, failed, said)
    print("\n".join(line for line in said.splitlines()
                    if not line.startswith(("begin ", "ok "))))
    passed = len(re.findall(r"^ok ", said, re.M))
    print(f"{passed} passed, {len(failed)} failed")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
