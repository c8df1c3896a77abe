# SPDX-License-Identifier: GPL-2.0-only
"""What a lint rule is, and the tree it looks at.

A rule finds places in a Tree and carries an example it must object to and one
it must accept: run.py shows it both before it believes the rule about our own
tree, so a rule that can no longer fail fails itself.
"""
import dataclasses
import pathlib
import subprocess
import typing

C = (".c", ".h")
SOURCES = (*C, ".py", ".sh")
SPDX = "SPDX-License-Identifier: GPL-2.0-only"


@dataclasses.dataclass
class Finding:
    """One place a rule objects to; line 0 means the whole file."""
    path: str
    line: int
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}"


class Tree:
    """The files of a source tree, by their paths below its top.

    changed: the files that other programs are to look at, where not at all of them
    """

    def __init__(self, top, changed=None):
        self.top = pathlib.Path(top)
        self.paths = sorted(self._list())
        self.changed = changed
        self._texts = {}

    def _list(self):
        git = subprocess.run(
            ["git", "-C", self.top, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True, text=True, check=False)
        if git.returncode == 0 and (self.top / ".git").exists():
            names = [n for n in git.stdout.split("\0") if n]
        else:
            names = [str(p.relative_to(self.top)) for p in self.top.rglob("*")
                     if not p.relative_to(self.top).parts[0].startswith(("build", "."))]
        return (n for n in names if (self.top / n).is_file())

    def text(self, path):
        """A file's text; what is not UTF-8 in it reads as replacement marks."""
        if path not in self._texts:
            self._texts[path] = (self.top / path).read_text(errors="replace")
        return self._texts[path]

    def lines(self, path):
        """A file's (number, line) pairs, from 1."""
        return enumerate(self.text(path).splitlines(), 1)

    def files(self, suffixes, under=(), but=()):
        """Paths with one of @suffixes, below one of @under, below none of @but."""
        return [p for p in self.paths if p.endswith(tuple(suffixes))
                and (not under or p.startswith(tuple(under)))
                and not (but and p.startswith(tuple(but)))]


    def asked(self, paths):
        """Those of @paths that another program, which takes its time, is to look at."""
        return [p for p in paths if self.changed is None or p in self.changed]


def changed_files(top, since):
    """The paths that differ from a commit, or from where the branch left it; new ones, too."""
    def git(*words):
        status, text = run(["git", "-C", str(top), *words])
        if status:
            raise ValueError(text.strip())
        return text

    base = git("merge-base", "HEAD", since).strip()
    return set((git("diff", "--name-only", "-z", "--diff-filter=d", base)
                + git("ls-files", "-z", "--others", "--exclude-standard")).split("\0")) - {""}


@dataclasses.dataclass
class Rule:
    """One thing that must hold of the tree.

    check: gives the findings; raises Skip where it cannot be asked
    bad, good: trees (path -> text) it must object to and must accept; None
        for good when any accepted tree would do
    """
    name: str
    why: str
    check: typing.Callable
    bad: dict
    good: dict


class Skip(Exception):
    """The rule needs something that is not there; the text says what."""


def run(words, **more):
    """A command's (status, output); Skip where the command is not installed."""
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, errors="replace", check=False, **more)
    except FileNotFoundError as missing:
        raise Skip(f"{missing.filename} is not installed") from missing
    return done.returncode, done.stdout
