# SPDX-License-Identifier: GPL-2.0-only
"""A stock kernel to build against and to boot: its packages, unpacked into one root.

Roots live in $MMS_CACHE/kernels/KVER_VERSION and are complete once they have
that name. $MMS_CACHE/targets remembers for a day which kernel is the newest. Roots that are
no longer, and packages, are removed some days after they were last used.
"""
import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from .apt import MAX_AGE, Suite, Unavailable, natural, unpack
from .arches import HOST
from .config import RunnerError, cache_dir, locked, new_dir, write_file
from .progress import say, step



# How long what is superseded stays, for other checkouts that may be using it.
KEPT = 3 * 24 * 3600


@dataclass(frozen=True)
class Kernel:
    """An unpacked kernel: its release string and its root."""
    kver: str
    root: Path
    image: Path

    @property
    def headers(self):
        return self.root / "usr/src" / ("linux-headers-" + self.kver)

    @property
    def config(self):
        """CONFIG_ symbols as a dict (the headers carry the kernel's .config)."""
        text = (self.headers / ".config").read_text()
        return dict(re.findall(r"(?m)^(CONFIG_\w+)=(.*)$", text))

    @property
    def page_size(self):
        """Only kernels that may have others than 4 KiB say it."""
        return 1 << int(self.config.get("CONFIG_PAGE_SHIFT", 12))


def releases(names, flavour):
    """The kernel releases among linux-headers package names, newest first."""
    pattern = re.compile(r"linux-headers-([0-9][0-9a-z.+~]*(?:-\d+)?-%s)$"
                         % re.escape(flavour))
    found = [match[1] for match in map(pattern.match, names) if match]
    return sorted(found, key=natural, reverse=True)


def _packages(suite, kver):
    """The packages of one release: (version, for its arch, kbuild)."""
    headers, = suite.show("linux-headers-" + kver)
    needs = re.findall(r"(linux-[^\s,|]+)", headers["Depends"])
    common = [name for name in needs if re.fullmatch(r"linux-headers-\S+-common(-rt)?", name)]
    kbuild = [name for name in needs if name.startswith("linux-kbuild-")]
    if suite.names("linux-binary-" + kver):
        images = ["linux-binary-" + kver, "linux-base-" + kver]
    else:
        images = ["linux-image-" + kver]
    packages = [*images, "linux-headers-" + kver, *common]
    suite.show(*packages)
    return headers["Version"], packages, kbuild


def _make_movable(root, final):
    """Debian's headers name /usr/src; make them name where they will be."""
    for file in root.glob("usr/src/*/Makefile"):
        text = file.read_text()
        file.write_text(re.sub(r"(?<![\w.])/usr/src/", "%s/usr/src/" % final, text))
    for link in root.glob("lib/modules/*/*"):
        if link.is_symlink():
            name = link.readlink().name
            link.unlink()
            link.symlink_to("../../../usr/src/" + name)


def _unpack_all(final, kver, debs):
    """Unpack the packages of a kernel into one root (of the image, no modules)."""
    with locked(final):
        if final.is_dir():
            return
        with step("unpacking %s" % kver), new_dir(final) as root:
            for deb in debs:
                is_image = deb.name.startswith("linux-image-")
                unpack(deb, root, only=("boot",) if is_image else ())
            _make_movable(root, final)


def _image(root, row, kver):
    """Called vmlinuz or, without compression, vmlinux; not in boot/ since 7.x."""
    for place in ("boot/vmlinu?-" + kver, "usr/lib/modules/%s/vmlinu?" % kver):
        for found in root.glob(place):
            return found
    raise RunnerError("%s: no kernel image in %s" % (row.name, root))


def _fetch_from(row, name):
    """The newest release of the row that one suite can deliver completely.

    While a suite is being updated the newest may lack a package: the one
    before it is tried then.
    """
    suite, tools = Suite(name, row.arch), Suite(name, HOST)
    suite.update()
    tools.update()
    reasons = ["it has no kernel %s for %s" % (row.series, row.flavour)]
    prefix = "linux-headers-" + ("" if row.series == "newest" else row.series + ".")
    for kver in releases(suite.names(prefix), row.flavour)[:3]:
        try:
            version, packages, kbuild = _packages(suite, kver)
            final = cache_dir() / "kernels" / ("%s_%s" % (kver, version))
            if not final.is_dir():
                debs = suite.download(packages) + tools.download(kbuild)
                _unpack_all(final, kver, debs)
            return {"kver": kver, "root": final.name, "suite": name}
        except Unavailable as why:
            reasons.append(str(why))
    raise Unavailable("%s: %s" % (suite, "; ".join(reasons[1:] or reasons)))


def _fetch(row):
    """The newest kernel of a row from the first suite that delivers one."""
    reasons = []
    for name in row.suites:
        try:
            return _fetch_from(row, name)
        except Unavailable as why:
            reasons.append(str(why))
            say("%s: %s" % (row.name, why))
    raise RunnerError("%s: no suite delivers the kernel:\n  %s"
                      % (row.name, "\n  ".join(reasons)))


def _is_stale(path):
    return time.time() - path.stat().st_mtime > KEPT


def prune():
    """Remove roots that no row's newest kernel is in, and packages, not used lately."""
    wanted = {json.loads(note.read_text())["root"]
              for note in (cache_dir() / "targets").glob("*.json")}
    for root in (cache_dir() / "kernels").glob("[!.]*"):
        if root.is_dir() and root.name not in wanted and _is_stale(root):
            say("removing %s, which is no row's newest any more" % root.name)
            with locked(root):
                shutil.rmtree(root, ignore_errors=True)
            Path(str(root) + ".lock").unlink(missing_ok=True)
    for deb in (cache_dir() / "debs").glob("*.deb"):
        if _is_stale(deb):
            deb.unlink(missing_ok=True)


def kernel(row, refresh=False):
    """The kernel of a row, fetched if need be. Looks for a newer one once a day."""
    note = cache_dir() / "targets" / ("%s-%s-%s.json"
                                      % (row.arch, row.series, row.flavour))
    with locked(note):
        known = json.loads(note.read_text()) if note.exists() else None
        if known and not (cache_dir() / "kernels" / known["root"]).is_dir():
            known = None
        if not known or refresh or time.time() - note.stat().st_mtime > MAX_AGE:
            try:
                known = _fetch(row)
            except RunnerError as why:
                if not known:
                    raise
                say("%s: keeping %s: %s" % (row.name, known["kver"], why))
            write_file(note, json.dumps(known))
            prune()
    root = cache_dir() / "kernels" / known["root"]
    os.utime(root)
    return Kernel(known["kver"], root, _image(root, row, known["kver"]))


def source(row):
    """The unpacked kernel source of a row's series (checkpatch, KUnit)."""
    package = "linux-source-" + row.series
    for name in row.suites:
        suite = Suite(name, HOST)
        suite.update()
        try:
            version = suite.show(package)[0]["Version"]
            deb = suite.download([package])[0]
        except Unavailable as why:
            say(str(why))
            continue
        final = cache_dir() / "source" / ("%s_%s" % (package, version))
        with locked(final):
            if not final.is_dir():
                with step("unpacking %s %s" % (package, version)), \
                        new_dir(final) as work:
                    _unpack_source(deb, package, work)
        return final
    raise RunnerError("no suite of %s delivers %s" % (row.name, package))


def _unpack_source(deb, package, work):
    """linux-source holds a tarball; keep what is in its one folder."""
    unpack(deb, work, only=("usr/src",))
    tarball = next((work / "usr/src").glob(package + ".tar.*"))
    subprocess.run(["tar", "-xf", str(tarball), "-C", str(work), "--no-same-owner",
                    "--strip-components=1"], check=True)
    tarball.unlink()
