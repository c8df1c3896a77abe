# SPDX-License-Identifier: GPL-2.0-only
"""Where things are, the rows of the matrix, and the locks of the shared cache."""
import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .arches import ARCHES, HOST
from .progress import say

TESTS = Path(__file__).resolve().parent.parent.parent
TREE = TESTS.parent
BUILD = TREE / "build"
# When a row is run: by make check and make matrix, by make matrix, when asked for.
RUNS = ("check", "matrix", "asked")


class RunnerError(Exception):
    """Something a person must hear about; the message says what to do."""


def cache_dir():
    """The cache all checkouts share: $MMS_CACHE, or XDG's place for one."""
    place = os.environ.get("MMS_CACHE")
    if not place:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        place = Path(base) / "mmscope"
    path = Path(place).absolute()
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def locked(path):
    """Hold an exclusive lock on the file `path` + ".lock" (other processes wait)."""
    path = Path(str(path) + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another process (%s)" % path.name)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


@contextmanager
def new_dir(path):
    """Yield an empty directory that becomes `path` only if the body succeeds.

    The caller holds the lock of `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob("." + path.name + ".????????"):
        shutil.rmtree(left, ignore_errors=True)  # of a run that was killed
    work = Path(tempfile.mkdtemp(prefix="." + path.name + ".", dir=path.parent))
    work.chmod(0o755)
    try:
        yield work
        if path.exists():
            shutil.rmtree(path)
        work.rename(path)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def write_file(path, text):
    """Replace a file in one step, so that a reader never sees half of it."""
    part = path.with_name(".%s.%d" % (path.name, os.getpid()))
    part.write_text(text)
    part.rename(path)


@dataclass(frozen=True)
class Row:
    """One line of matrix.conf (see there for the columns)."""
    name: str
    runs: str
    arch: str
    series: str
    suites: tuple
    flavour: str
    toolchain: str
    levels: int
    mem: int
    smp: int
    nodes: int
    cpu: str
    append: tuple
    firmware: str = ""

    @property
    def facts(self):
        return ARCHES[self.arch]

    @property
    def cross(self):
        """What the names of its tools begin with; "" for the host's own."""
        return "" if self.arch == HOST else self.facts.triplet + "-"

    @property
    def compiler(self):
        return self.cross + self.toolchain.rpartition(":")[2]

    @property
    def compiler_package(self):
        name = self.toolchain.rpartition(":")[2]
        return name + "-" + self.facts.triplet if self.cross else name

    @property
    def tool_suite(self):
        """The suite whose tools build for this row; "" for the host's own."""
        return self.toolchain.rpartition(":")[0]

    @property
    def entry_size(self):
        """Bytes of a page-table entry: two levels are those of 32-bit entries."""
        return 4 if self.levels == 2 else 8

    @property
    def variant(self):
        """What is special about it, for a person; "" where nothing is."""
        words = [] if self.flavour in (self.arch, "686", "armmp") else [
            self.flavour.replace("-" + self.arch, "")]
        words += [word for word in self.append if word not in ("no4lvl", "no5lvl")]
        words += {"secure": ["Secure Boot"], "xen": ["Xen PV"]}.get(self.firmware, [])
        words += ["%d NUMA nodes" % self.nodes] if self.nodes > 1 else []
        words += [] if self.mem == 2048 else [
            "%d MiB" % self.mem if self.mem % 1024 else "%d GiB" % (self.mem // 1024)]
        return ", ".join(words)


def _parse(line):
    col = [field.strip() for field in line.split("|")]
    if len(col) not in (13, 14):
        raise RunnerError("matrix.conf: 13 or 14 columns wanted: %s" % line)
    if col[1] not in RUNS:
        raise RunnerError("matrix.conf: %s: %s is none of: %s" % (col[0], col[1],
                                                                  " ".join(RUNS)))
    if col[2] not in ARCHES:
        raise RunnerError("matrix.conf: %s: unknown arch %s" % (col[0], col[2]))
    firmware = "".join(col[13:])
    if firmware and firmware not in ARCHES[col[2]].firmware:
        raise RunnerError("matrix.conf: %s: no firmware %s for %s" % (col[0], firmware, col[2]))
    return Row(col[0], col[1], col[2], col[3], tuple(col[4].split(",")), col[5], col[6],
               *map(int, col[7:11]), col[11], tuple(col[12].split()), firmware)


def rows():
    """Every row of the matrix by name, in the file's order."""
    lines = (TESTS / "matrix.conf").read_text().splitlines()
    parsed = [_parse(text) for text in lines if text and text[0] != "#"]
    return {row.name: row for row in parsed}


def row(name):
    """The row of that name; an unambiguous part of a name will do, or a whole line."""
    if "|" in name:
        return _parse(name)
    known = rows()
    if name in known:
        return known[name]
    found = [row for key, row in known.items() if name in key]
    if len(found) != 1:
        raise RunnerError("no single row is called %s; rows: %s"
                          % (name, " ".join(known)))
    return found[0]


def select(words):
    """The rows meant by "check", "all" (of the matrix), a line, or names with commas."""
    if "|" in words:
        return [_parse(words)]
    known = rows().values()
    if words in ("check", "all"):
        wanted = RUNS[:1] if words == "check" else RUNS[:2]
        return [row for row in known if row.runs in wanted]
    return [row(name) for name in words.split(",") if name]
