# SPDX-License-Identifier: GPL-2.0-only
"""Building the suite's modules, and the tests' own, against a row's kernel.

The tree is copied to build/kernels/KVER first, so that the sources stay clean
and kernels build side by side; a copy whose sources did not change since they
were last built is left alone.
"""
import hashlib
import os
import subprocess
from dataclasses import dataclass

from . import chroot
from .config import BUILD, TREE, RunnerError, locked, write_file
from .progress import step

# What does not belong to the modules: the copies would be rebuilt for nothing.
LEFT_OUT = ("/.git", "/build", "/Documentation", "/*.md", "/.ci", "/tests/*", "/kunit", "/tools",
            "/Makefile", "/dkms.conf", "/LICENSE",
            "__pycache__", ".pytest_cache", "*.o", "*.ko", "*.mod", "*.mod.c",
            ".*.cmd", ".*.d", "*.symvers", "modules.order", ".tmp_versions",
            "/live/compat/features.h")


@dataclass(frozen=True)
class Built:
    """The modules made for a kernel, stripped of debug information."""
    kver: str
    suite: tuple
    test: tuple
    stamp: str

    @property
    def modules(self):
        return {"suite": self.suite, "test": self.test}


def _copy(to):
    """Bring the copy up to date, giving changed files the time of the change.

    Times are not copied: a file that changes back to an older version must
    look new to make.
    """
    to.mkdir(parents=True, exist_ok=True)
    # Its own includes come before the exclusion of the rest of tests/.
    rules = ["--include=/tests/modules", *("--exclude=" + name for name in LEFT_OUT)]
    subprocess.run(["rsync", "-rlp", "--checksum", "--delete", *rules,
                    "%s/" % TREE, "%s/" % to], check=True)


def _made(path):
    """Is this a file that a build makes (and not a source)?"""
    return path.suffix in (".o", ".ko", ".cmd", ".mod", ".symvers", ".order", ".d") \
        or path.name.endswith(".mod.c") or path.name == "features.h"


def _fingerprint(tree, kernel, row):
    """What the modules depend on, as one hash: sources, kernel, compiler."""
    digest = hashlib.sha256()
    digest.update(("%s %s" % (kernel.root.name, row.toolchain)).encode())
    for path in sorted(tree.rglob("*")):
        if path.is_file() and not _made(path) and ".tmp_versions" not in path.parts:
            digest.update(b"%s\0%d\0" % (str(path.relative_to(tree)).encode(),
                                         path.stat().st_size))
            digest.update(path.read_bytes())
    return digest.hexdigest()


def make(row, kernel, folder, log, *more):
    """make -C KDIR M=folder modules, with the row's tools and `more` variables."""
    command = ["make", "-C", str(kernel.headers), "M=%s" % folder,
               "-j%d" % os.cpu_count(), "CONFIG_DEBUG_INFO_BTF_MODULES=",
               "CC=" + row.compiler, *more, "modules"]
    if row.cross:
        command.append("CROSS_COMPILE=" + row.cross)
    done = chroot.run(row, command, [BUILD, kernel.root], log)
    if done:
        text = log.read_text()
        raise RunnerError("%s: %s\n%s\n(all of it: %s)" % (
            row.name, " ".join(command), "\n".join(text.splitlines()[-60:]), log))


def strip(row, kos, into):
    """Copies without debug information: the guest's memory and boot time count."""
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.ko"):
        old.unlink()
    for ko in kos:
        subprocess.run([row.facts.triplet + "-strip", "--strip-debug",
                        "-o", str(into / ko.name), str(ko)], check=True)


def build(row, kernel):
    """The modules for a row's kernel, built if anything they depend on changed."""
    home = BUILD / "kernels" / kernel.kver
    tree, done = home / "tree", home / "stamp"
    with locked(home):
        _copy(tree)
        stamp = _fingerprint(tree, kernel, row)
        if not done.exists() or done.read_text() != stamp:
            done.unlink(missing_ok=True)
            with step("building modules for %s" % kernel.kver):
                _build_all(row, kernel, home, tree)
            write_file(done, stamp)
        kos = [tuple(sorted((home / "modules" / kind).glob("*.ko")))
               for kind in ("suite", "test")]
    return Built(kernel.kver, kos[0], kos[1], stamp)


def _listed(folder):
    """The modules of the last build (others may be left from earlier ones)."""
    lines = (folder / "modules.order").read_text().split()
    return sorted({folder / (line.rpartition("/")[2].rpartition(".")[0] + ".ko")
                   for line in lines})


def _build_all(row, kernel, home, tree):
    folders = {"suite": tree, "test": tree / "tests/modules"}
    for kind, folder in folders.items():
        kos = []
        if (folder / "Kbuild").exists():
            make(row, kernel, folder, home / (kind + ".log"))
            kos = _listed(folder)
        strip(row, kos, home / "modules" / kind)
