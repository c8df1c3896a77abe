# SPDX-License-Identifier: GPL-2.0-only
"""Finding packages: the host's mirror, the newest release, what to do without it."""
import os
import time
from pathlib import Path

import pytest

from runner.vm import apt, config, mirror, target

DEB822 = """\
Types: deb deb-src
# a comment
URIs: http://one.example/debian
Suites: bookworm
 bookworm-updates
Components: main contrib
Signed-By: /nowhere

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
"""
ONE_LINE = """\
# deb http://off.example/debian bookworm main
deb-src http://off.example/debian bookworm main
deb [arch=amd64 signed-by=/x] http://two.example/debian bookworm main # here
deb https://third.example/debian bookworm-pgdg main
"""


def test_both_formats_of_sources():
    assert list(mirror._deb822(DEB822)) == [
        ("http://one.example/debian", ["bookworm", "bookworm-updates"],
         ["main", "contrib"])]
    assert list(mirror._one_line(ONE_LINE)) == [
        ("http://two.example/debian", ["bookworm"], ["main"]),
        ("https://third.example/debian", ["bookworm-pgdg"], ["main"])]


def test_the_mirror_is_the_hosts_or_what_is_said(monkeypatch):
    monkeypatch.delenv("MIRROR", raising=False)
    monkeypatch.delenv("MIRROR_SECURITY", raising=False)
    entries = [("http://third.example/x", ["bookworm-pgdg"], ["main"]),
               ("http://one.example/debian", ["bookworm"], ["main"])]
    monkeypatch.setattr(mirror, "_host_entries", lambda: iter(entries))
    assert mirror.mirror_for("forky") == "http://one.example/debian"
    assert mirror.mirror_for("bookworm-security") == "http://one.example/debian-security"
    entries.append(("http://sec.example/s", ["bookworm-security"], ["main"]))
    assert mirror.mirror_for("bookworm-security") == "http://sec.example/s"
    monkeypatch.setenv("MIRROR", "http://said.example/debian/")
    assert mirror.mirror_for("forky") == "http://said.example/debian/"
    monkeypatch.setattr(mirror, "_host_entries", lambda: iter(()))
    monkeypatch.delenv("MIRROR")
    with pytest.raises(config.RunnerError, match="set MIRROR="):
        mirror.mirror_for("forky")


def test_releases_are_ordered_by_number_and_flavour():
    names = ["linux-headers-6.1.0-9-amd64", "linux-headers-6.1.0-56-amd64",
             "linux-headers-6.1.0-57-cloud-amd64", "linux-headers-6.1.0-58-common",
             "linux-headers-6.12.117+deb12-amd64", "linux-headers-amd64"]
    assert target.releases(names, "amd64") == [
        "6.12.117+deb12-amd64", "6.1.0-56-amd64", "6.1.0-9-amd64"]
    assert target.releases(names, "cloud-amd64") == ["6.1.0-57-cloud-amd64"]


class FakeSuite:
    """Suites whose packages are a table; a package of None does not download."""

    have = {}

    def __init__(self, name, arch):
        self.name, self.packages = name, self.have.get(name, {})

    def __str__(self):
        return self.name

    def update(self, refresh=False):
        if self.name not in self.have:
            raise apt.Unavailable("no index of " + self.name)

    def names(self, prefix):
        return [name for name in self.packages if name.startswith(prefix)]

    def show(self, *names):
        for name in names:
            if name not in self.packages:
                raise apt.Unavailable("no " + name)
        return [{"Version": "1", "Depends": self.packages[name]} for name in names]

    def download(self, names):
        if None in [self.packages[name] for name in names]:
            raise apt.Unavailable("404")
        return [Path(name) for name in names]


def _release(kver, image=""):
    return {"linux-headers-%s-amd64" % kver:
            "linux-headers-%s-common (= 1), linux-kbuild-%s, gcc" % (kver, kver),
            "linux-headers-%s-common" % kver: "", "linux-kbuild-%s" % kver: "",
            "linux-image-%s-amd64" % kver: image}


@pytest.mark.parametrize("common", ["linux-headers-6.1.0-9-common",
                                    "linux-headers-6.1.0-9-common-rt"])
def test_headers_common_to_flavours_come_along(monkeypatch, common):
    kver = "6.1.0-9-amd64"
    monkeypatch.setattr(FakeSuite, "have", {"new": {
        "linux-headers-" + kver: f"{common} (= 1), linux-image-{kver}, linux-kbuild-6.1",
        common: "", "linux-image-" + kver: ""}})
    # pylint: disable-next=protected-access
    assert target._packages(FakeSuite("new", "amd64"), kver) == (
        "1", ["linux-image-" + kver, "linux-headers-" + kver, common], ["linux-kbuild-6.1"])


@pytest.mark.parametrize("suites, expected", [
    ({"new": {**_release("6.1.0-9"), **_release("6.1.0-10")}}, "6.1.0-10-amd64"),
    # The newest is in the index, but its image is not on the mirror yet.
    ({"new": {**_release("6.1.0-9"), **_release("6.1.0-10", None)}}, "6.1.0-9-amd64"),
    ({"new": _release("6.1.0-10", None), "old": _release("6.1.0-8")}, "6.1.0-8-amd64"),
    ({"new": {}, "old": _release("6.1.0-8")}, "6.1.0-8-amd64"),
    ({"old": _release("6.1.0-8")}, "6.1.0-8-amd64"),
    ({"new": {}, "old": {}}, None),
])
def test_what_a_suite_lacks_is_taken_from_the_next(monkeypatch, tmp_path, suites, expected):
    monkeypatch.setenv("MMS_CACHE", str(tmp_path))
    monkeypatch.setattr(target, "Suite", FakeSuite)
    monkeypatch.setattr(target, "_unpack_all", lambda final, kver, debs: None)
    monkeypatch.setattr(FakeSuite, "have", suites)
    row = config.row("r|check|amd64|6.1|new,old|amd64|gcc|4|1|1|1|max|")
    if expected:
        assert target._fetch(row)["kver"] == expected
    else:
        with pytest.raises(config.RunnerError, match="no suite delivers"):
            target._fetch(row)


def test_superseded_kernels_go_when_nobody_uses_them(monkeypatch, tmp_path):
    monkeypatch.setenv("MMS_CACHE", str(tmp_path))
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets/amd64-6.1-amd64.json").write_text('{"root": "new"}')
    old = time.time() - target.KEPT - 60
    for name in ("new", "old", "used"):
        (tmp_path / "kernels" / name / "boot").mkdir(parents=True)
        (tmp_path / "kernels" / (name + ".lock")).touch()
    (tmp_path / "debs").mkdir()
    for name in ("old.deb", "used.deb"):
        (tmp_path / "debs" / name).touch()
    for name in ("kernels/new", "kernels/old", "debs/old.deb"):
        os.utime(tmp_path / name, (old, old))
    target.prune()
    assert sorted(path.name for path in (tmp_path / "kernels").iterdir()) == [
        "new", "new.lock", "used", "used.lock"]
    assert [path.name for path in (tmp_path / "debs").iterdir()] == ["used.deb"]


def test_every_row_can_be_asked_for():
    rows = config.rows()
    assert config.row("6.12-5level").name == "amd64-6.12-5level"
    with pytest.raises(config.RunnerError, match="no single row"):
        config.row("amd64")
    with pytest.raises(config.RunnerError, match="unknown arch vax"):
        config.row("r|check|vax|6.1|s|f|gcc|4|1|1|1|max|")


def test_what_is_run_when():
    every, check = config.select("all"), config.select("check")
    assert 0 < len(check) < len(every)
    assert {row.arch for row in check} == {row.arch for row in every}
    assert config.select("amd64-6.12-5level,5.10-4level") == [
        config.row("amd64-6.12-5level"), config.row("amd64-5.10-4level")]
    assert not [row for row in every if row.runs == "asked"]


@pytest.mark.parametrize("line, variant", [
    ("r|check|amd64|6.1|s|amd64|gcc|4|2048|2|1|max|no5lvl", ""),
    ("r|check|amd64|6.1|s|cloud-amd64|gcc|4|6144|2|2|max|nokaslr pti=on",
     "cloud, nokaslr, pti=on, 2 NUMA nodes, 6 GiB"),
    ("r|check|armhf|6.1|s|armmp-lpae|gcc|3|512|2|1|max|", "armmp-lpae, 512 MiB"),
])
def test_what_is_special_about_a_row(line, variant):
    assert config.row(line).variant == variant
