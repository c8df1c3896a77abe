#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make kunit: the suites under kunit.py, in a graft of Debian's linux-source.

    run.py --kver 6.12 --arch um
    run.py --kver 6.12 --arch x86_64 --variant san

Fetches and unpacks the source once into the cache, grafts the suite onto it
(graft.py), runs the tree's own kunit.py, shows what it prints and judges what
it left (verdict.py). Builds in build/kunit/, so a second run is incremental.
"""
import argparse
import collections
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from runner import results as test_results  # noqa: E402
from runner.vm import config, target  # noqa: E402
import graft  # noqa: E402
import verdict  # noqa: E402

TOP = HERE.parent.parent
BUILD = TOP / "build" / "kunit"

# One row per architecture kunit.py can run: its toolchain's prefix (none:
# the host's own) and what its emulator is called.
Arch = collections.namedtuple("Arch", "cross qemu")
ARCHES = {
    "um": Arch("", None),
    "x86_64": Arch("", "qemu-system-x86_64"),
    "i386": Arch("i686-linux-gnu-", "qemu-system-i386"),
    "arm64": Arch("aarch64-linux-gnu-", "qemu-system-aarch64"),
    "arm": Arch("arm-linux-gnueabihf-", "qemu-system-arm"),
    "riscv": Arch("riscv64-linux-gnu-", "qemu-system-riscv64"),
}

# Other builds of an architecture: VARIANT.config is added to it, and these
# words to the kernel's command line. KASAN reports only once without its word.
VARIANTS = {"san": ("kasan_multi_shot",)}

# 7.2's kunit.py asks for KVM first; where /dev/kvm opens but cannot run a
# guest it hangs until the timeout, and --qemu_args cannot take that back.
QEMU_WRAPPER = """#!/bin/sh
# Starts the emulator behind it without the -accel options but tcg.
real=$(PATH=${{PATH#{folder}:}} command -v {name}) || exit 127
for arg; do
	shift
	if [ "$held" = -accel ]; then
		held=
		[ "$arg" != tcg ] || set -- "$@" -accel tcg
	elif [ "$arg" = -accel ]; then
		held=$arg
	else
		set -- "$@" "$arg"
	fi
done
exec "$real" "$@"
"""


def wrap_qemu(name, folder):
    """Puts a wrapper of the emulator @name into @folder, for the PATH."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(QEMU_WRAPPER.format(folder=folder, name=name))
    path.chmod(0o755)
    return folder


def environment(arch, folder):
    """What kunit.py runs in: emulators are found in @folder first."""
    # ccache shall not tell one checkout's tree from another's.
    env = dict(os.environ, PYTHONUNBUFFERED="1", CCACHE_BASEDIR=str(TOP),
               CCACHE_NOHASHDIR="1")
    if ARCHES[arch].qemu:
        env["PATH"] = f"{wrap_qemu(ARCHES[arch].qemu, folder)}:{env['PATH']}"
    return env


def command(tree, build, args):
    """kunit.py's command line."""
    arch, row = args.arch, ARCHES[args.arch]
    line = [sys.executable, str(tree / "tools/testing/kunit/kunit.py"), "run",
            f"--build_dir={build}", f"--arch={arch}",
            f"--kunitconfig={TOP / 'kunit' / '.kunitconfig'}",
            f"--json={build}/results.json", f"--jobs={args.jobs}",
            f"--timeout={args.timeout}"]
    parts = [*(["emulated"] if row.qemu else []), arch]
    if args.variant:
        parts.append(args.variant)
        line += [f"--kernel_args={word}" for word in VARIANTS[args.variant]]
    line += [f"--kunitconfig={path}" for path in
             (HERE / f"{part}.config" for part in parts) if path.exists()]
    if row.cross:
        line.append(f"--cross_compile={row.cross}")
    if shutil.which("ccache"):
        line.append(f"--make_options=CC=ccache {row.cross}gcc")
    line += [f"--kconfig_add={option}" for option in args.config]
    return line + ([args.filter] if args.filter else [])


class Progress(threading.Thread):
    """Says every few seconds how many objects the build has made."""

    def __init__(self, build):
        super().__init__(daemon=True)
        self.build = build
        self.over = threading.Event()

    def run(self):
        began = time.monotonic()
        while not self.over.wait(15):
            made = sum(name.endswith(".o") for _, _, names in os.walk(self.build)
                       for name in names)
            print(f"    {made} objects, {time.monotonic() - began:.0f} s", flush=True)


def run_kunit(line, tree, build, env):
    """Runs kunit.py, showing what it says; returns that text."""
    said, progress = [], None
    with subprocess.Popen(line, cwd=tree, env=env, text=True, bufsize=1,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          errors="backslashreplace") as proc:
        for text in proc.stdout:
            said.append(text)
            print(text, end="", flush=True)
            if text.startswith("Building with:"):
                progress = Progress(build)
                progress.start()
            elif progress and text.startswith("["):
                progress.over.set()
    if progress:
        progress.over.set()
    return "".join(said)


def linux_source(kver):
    """The unpacked linux-source of a series, from where the matrix gets its kernels."""
    for row in config.rows().values():
        if row.series == kver:
            return target.source(row)
    raise SystemExit(f"KVER={kver}: no row of tests/matrix.conf has that series")


def read(path):
    """The text of a file, None where there is none."""
    return path.read_text(errors="replace") if path.exists() else None


def parse_args():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--arch", default="um", choices=sorted(ARCHES))
    parser.add_argument("--kver", default="6.12", help="6.1, 6.12, 7.2 (default 6.12)")
    parser.add_argument("--tree", help="a kernel tree to graft onto, instead of linux-source")
    parser.add_argument("--variant", choices=sorted(VARIANTS), help="another build of it")
    parser.add_argument("--config", action="append", default=[], metavar="CONFIG_X=Y")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--timeout", type=int, default=900, help="seconds the tests may run")
    parser.add_argument("--name", help="of the file in build/results")
    parser.add_argument("filter", nargs="?", help="suites to run, e.g. 'mmscope_query*'")
    return parser.parse_args()


def main():
    """Grafts, runs, judges."""
    args = parse_args()
    name = "-".join(filter(None, (args.arch, args.kver, args.variant)))
    results = test_results.Results(args.name or f"kunit-{name}", show=False)
    pristine = pathlib.Path(args.tree) if args.tree else linux_source(args.kver)
    tree = graft.make(pristine, TOP, BUILD / f"tree-{args.kver}")
    build = BUILD / name
    build.mkdir(parents=True, exist_ok=True)
    env = environment(args.arch, BUILD / "bin")
    expected = [] if args.filter else verdict.suites(TOP / "kunit")
    with config.locked(build):
        for stale in ("results.json", "test.log"):
            (build / stale).unlink(missing_ok=True)
        said = run_kunit(command(tree, build, args), tree, build, env)
        verdict.judge(results, read(build / "results.json"), said,
                      read(build / "test.log") or "", expected)
    verdict.show_failures(results)
    print(f"kunit {name}: ", end="")
    return results.finish()


if __name__ == "__main__":
    sys.exit(main())
