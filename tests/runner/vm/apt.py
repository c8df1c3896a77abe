# SPDX-License-Identifier: GPL-2.0-only
"""Debian packages of any suite and architecture, without touching the host's.

Each (suite, architecture) has its own sources, lists, status and cache in the
shared cache directory; packages are downloaded and unpacked, never installed.
"""
import os
import re
import subprocess
import time
from pathlib import Path

from .config import RunnerError, cache_dir, locked, new_dir
from .mirror import mirror_for
from .progress import Meter, say, step

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
MAX_AGE = 24 * 3600


class Unavailable(RunnerError):
    """A suite does not have a package, or cannot deliver it now."""


def _host_network():
    """The host's proxy and TLS settings; none of its hooks or cache settings."""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True,
                          check=True).stdout
    return [line for line in dump.splitlines()
            if re.match(r"Acquire::(https?|ftp|tor|socks|Retries|Force)", line)]


def natural(text):
    """Sort key that orders the numbers inside a name by value."""
    return [int(part) if part.isdigit() else part
            for part in re.split(r"(\d+)", text)]


class Suite:
    """One suite for one architecture, through a private apt."""

    def __init__(self, name, arch):
        self.name, self.arch = name, arch
        self.dir = cache_dir() / "apt" / ("%s-%s" % (name, arch))
        self.pool = cache_dir() / "debs"
        self.env = dict(os.environ, APT_CONFIG=str(self.dir / "apt.conf"), LC_ALL="C")

    def __str__(self):
        return "%s (%s)" % (self.name, self.arch)

    def _sources(self):
        signed = " signed-by=%s" % KEYRING if KEYRING.exists() else ""
        return "deb [arch=%s check-valid-until=no%s] %s %s main\n" % (
            self.arch, signed, mirror_for(self.name), self.name)

    def _fresh(self):
        """Is there an index of today, from the mirror wanted now?"""
        stamp, sources = self.dir / "updated", self.dir / "sources.list"
        return stamp.exists() and time.time() - stamp.stat().st_mtime < MAX_AGE \
            and sources.read_text() == self._sources()

    def _configure(self):
        for sub in ("lists/partial", "cache/archives/partial"):
            (self.dir / sub).mkdir(parents=True, exist_ok=True)
        (self.dir / "status").touch()
        (self.dir / "sources.list").write_text(self._sources())
        conf = _host_network() + [
            'Dir::Etc::SourceList "%s/sources.list";' % self.dir,
            'Dir::Etc::SourceParts "/nonexistent";',
            'Dir::Etc::Parts "/nonexistent";',
            'Dir::Etc::Main "/nonexistent";',
            'Dir::Etc::Preferences "/nonexistent";',
            'Dir::Etc::PreferencesParts "/nonexistent";',
            'Dir::State::Lists "%s/lists";' % self.dir,
            'Dir::State::status "%s/status";' % self.dir,
            'Dir::State::extended_states "%s/extended_states";' % self.dir,
            'Dir::Cache "%s/cache";' % self.dir,
            'APT::Architecture "%s";' % self.arch,
            'APT::Architectures { "%s"; };' % self.arch,
            'APT::Sandbox::User "root";',
            'APT::Install-Recommends "false";',
            'Acquire::Languages "none";',
            'Acquire::Retries "3";',
        ]
        (self.dir / "apt.conf").write_text("\n".join(conf) + "\n")

    def update(self, refresh=False):
        """Have an index at most a day old. An old one does when offline."""
        stamp = self.dir / "updated"
        with locked(self.dir):
            if self._fresh() and not refresh:
                return
            with step("package index of %s" % self):
                self._configure()
                done = self._apt("apt-get", "-q", "update",
                                 "-o", "APT::Update::Error-Mode=any")
            if done.returncode == 0:
                stamp.touch()
            elif stamp.exists():
                say("package index of %s: not refreshed, using the old one" % self)
            else:
                raise Unavailable("no package index of %s:\n%s"
                                  % (self, done.stdout + done.stderr))

    def _apt(self, *words, **more):
        return subprocess.run(words, env=self.env, capture_output=True, text=True,
                              check=False, **more)

    def names(self, prefix):
        """The packages whose names start with `prefix`."""
        return self._apt("apt-cache", "pkgnames", prefix).stdout.split()

    def show(self, *names):
        """The index entries of packages' newest versions, as dicts."""
        text = self._apt("apt-cache", "show", "--no-all-versions", *names).stdout
        entries = [dict(re.findall(r"(?m)^([\w-]+): (.*)$", stanza))
                   for stanza in text.split("\n\n") if stanza.strip()]
        found = {entry["Package"]: entry for entry in entries}
        missing = [name for name in names if name not in found]
        if missing:
            raise Unavailable("%s has no package %s" % (self, " ".join(missing)))
        return [found[name] for name in names]

    def closure(self, names):
        """These packages and everything they need, as apt would install them."""
        done = self._apt("apt-get", "-s", "install", *names)
        if done.returncode:
            raise Unavailable("%s: %s" % (self, done.stderr))
        return re.findall(r"(?m)^Inst (\S+?)(?::\S+)? ", done.stdout)

    def download(self, names):
        """Fetch packages into the pool; return their paths in the same order."""
        wanted = []
        for name, entry in zip(names, self.show(*names)):
            file = "%s_%s_%s.deb" % (name, entry["Version"].replace(":", "%3a"),
                                     entry["Architecture"])
            wanted.append((name, self.pool / file, int(entry["Size"])))
        with locked(self.pool):
            missing = [item for item in wanted if not item[1].exists()]
            if missing:
                self._fetch(missing)
        for _, path, _ in wanted:
            os.utime(path)
        return [path for _, path, _ in wanted]

    def _fetch(self, missing):
        """apt-get download beside the pool, then rename into it."""
        part = self.pool / ("part-%s-%s" % (self.name, self.arch))
        part.mkdir(parents=True, exist_ok=True)
        total = sum(size for _, _, size in missing)
        text = "%s: downloading %s" % (self, missing[0][0] if len(missing) == 1
                                       else "%d packages" % len(missing))
        with step("%s, %.1f MB" % (text, total / 1e6)):
            run = subprocess.Popen(
                ["apt-get", "-q", "download", *[name for name, _, _ in missing]],
                cwd=part, env=self.env, text=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            meter = Meter(text, total)
            while run.poll() is None:
                meter.at(sum(file.stat().st_size for file in part.glob("*.deb*")))
                time.sleep(0.2)
            errors = run.stderr.read()
        for name, path, size in missing:
            got = part / path.name
            if run.returncode or not got.exists() or got.stat().st_size != size:
                raise Unavailable("%s does not deliver %s now: %s"
                                  % (self, name, errors.strip()))
            got.rename(path)


def unpack(deb, into, only=()):
    """Unpack a package's files; `only` limits it to these path prefixes."""
    members = ["./" + prefix for prefix in only]
    fs = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(deb)],
                          stdout=subprocess.PIPE)
    tar = subprocess.run(["tar", "-x", "--no-same-owner", "-C", str(into), *members],
                         stdin=fs.stdout, check=False)
    fs.stdout.close()
    if tar.returncode or (fs.wait() and not members):
        raise RunnerError("%s does not unpack" % deb)


def unpacked(suite, package, final):
    """The folder `final` with a package's files: fetched when it is not there yet."""
    with locked(final):
        if not final.is_dir():
            suite.update()
            deb = suite.download([package])[0]
            with new_dir(final) as work:
                unpack(deb, work)
    return final
