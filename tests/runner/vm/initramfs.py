# SPDX-License-Identifier: GPL-2.0-only
"""The guest's files: busybox of its architecture, the agent, modules, programs."""
import os
import shutil
import stat
import subprocess
from pathlib import Path

from .apt import Suite, unpacked
from .config import BUILD, TESTS, RunnerError, cache_dir, locked
from .progress import say

DIRS = ("bin", "dev", "etc", "proc", "sys", "tmp", "modules", "modules/suite",
        "modules/test")
# Each program and its sources; libraries would have to be there for every
# architecture, so there are none but libc.
PROGRAMS = {
    "agent": ("agent.c", "requests.c", "window.c"),
    "bench": ("bench.c",),
    "hammer": ("hammer.c",),
    "ldt": ("ldt.c",),
    "odd": ("odd.c",),
    "mapper": ("mapper.c",),
    "lowered": ("lowered.c",),
    "image": ("image.c",),
    "snatch": ("snatch.c",),
    "pick": ("pick.c",),
    "pin": ("pin.c",),
    "starve": ("starve.c",),
}


def busybox(row):
    """The static busybox of the row's architecture."""
    final = unpacked(Suite(row.facts.busybox, row.arch), "busybox-static",
                     cache_dir() / "busybox" / ("%s-%s" % (row.facts.busybox, row.arch)))
    for place in ("bin/busybox", "usr/bin/busybox"):
        if (final / place).exists():
            return final / place
    raise RunnerError("%s: no busybox" % final)


def _compiler(row):
    cross = row.facts.triplet + "-gcc"
    return cross if shutil.which(cross) else row.compiler


def programs(row):
    """Compile the guest's programs, where older than their sources."""
    out = BUILD / "programs" / row.arch
    sources = list((TESTS / "programs").glob("*.[ch]"))
    newest = max(file.stat().st_mtime for file in sources)
    with locked(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, files in PROGRAMS.items():
            program = out / name
            if program.exists() and program.stat().st_mtime > newest:
                continue
            say("compiling %s for the guest" % name)
            command = [_compiler(row), "-O2", "-Wall", "-Wextra", "-D_GNU_SOURCE",
                       "-static", "-s", "-o", str(program),
                       *[str(TESTS / "programs" / file) for file in files]]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise RunnerError("%s\n%s" % (" ".join(command), done.stderr))
    return {name: out / name for name in PROGRAMS}


class Cpio:
    """A cpio archive of the kernel's initramfs kind ("newc"), owned by root."""

    def __init__(self, file):
        self.file, self.inode = file, 0

    def add(self, name, mode, data=b"", device=(0, 0)):
        self.inode += 1
        encoded = name.encode() + b"\0"
        fields = (self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, *device,
                  len(encoded), 0)
        self._write(b"070701" + b"".join(b"%08x" % field for field in fields)
                    + encoded)
        self._write(data)

    def _write(self, data):
        self.file.write(data + b"\0" * (-len(data) % 4))

    def close(self):
        self.add("TRAILER!!!", 0)
        self.file.close()


def write(path, row, modules, extra=None):
    """Write the archive.

    modules: {"suite" or "test": [paths of .ko]}; extra: {guest path: host path}.
    """
    part = Path("%s.%d" % (path, os.getpid()))
    cpio = Cpio(open(part, "wb"))
    for name in DIRS:
        cpio.add(name, stat.S_IFDIR | 0o755)
    cpio.add("dev/console", stat.S_IFCHR | 0o600, device=(5, 1))
    cpio.add("etc/passwd", stat.S_IFREG | 0o644,
             b"root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n")
    files = {"init": TESTS / "programs" / "init", "bin/busybox": busybox(row)}
    files.update({"bin/" + name: file for name, file in programs(row).items()})
    for kind, kos in modules.items():
        files.update({"modules/%s/%s" % (kind, ko.name): ko for ko in kos})
    for name, file in (extra or {}).items():
        files[name.lstrip("/")] = Path(file)
    known = set(DIRS)
    for name, file in files.items():
        for parent in reversed(Path(name).parents[:-1]):
            if str(parent) not in known:
                known.add(str(parent))
                cpio.add(str(parent), stat.S_IFDIR | 0o755)
        cpio.add(name, stat.S_IFREG | 0o755, file.read_bytes())
    cpio.close()
    part.rename(path)
    return path
