# SPDX-License-Identifier: GPL-2.0-only
"""Which package mirror to use: the one this host already uses.

Reads the host's apt sources in both formats. MIRROR= (and, where it is not
next to it, MIRROR_SECURITY=) override it for hosts that are not Debian.
"""
import os
import re
from pathlib import Path

from .config import RunnerError

SUITE = re.compile(r"^(?:(?:old){0,2}stable|testing|unstable|sid|buster|bullseye|"
                   r"bookworm|trixie|forky|duke)(-security|/updates|-updates)?$")
SECURITY = ("-security", "/updates")


def _one_line(text):
    """Yield (uri, suites, components) of a sources.list file."""
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[[^]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]+)", line)
        if match:
            yield match[1], [match[2]], match[3].split()


def _deb822(text):
    """Yield the same of a .sources file."""
    for stanza in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n", "", text)):
        stanza = re.sub(r"\n[ \t]+", " ", stanza)
        field = {key.lower(): value.split() for key, value in
                 re.findall(r"(?m)^([\w-]+):[ \t]*(.*)$", stanza)}
        if "deb" not in field.get("types", []) or field.get("enabled") == ["no"]:
            continue
        for uri in field.get("uris", []):
            yield uri, field.get("suites", []), field.get("components", [])


def _host_entries():
    etc = Path("/etc/apt")
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    for path in files:
        if not path.is_file():
            continue
        if path.suffix == ".list":
            yield from _one_line(path.read_text())
        elif path.suffix == ".sources":
            yield from _deb822(path.read_text())


def _from_host():
    """The host's (main, security) mirrors; None for one that is not there."""
    main = security = None
    for uri, suites, components in _host_entries():
        for suite in suites:
            match = SUITE.match(suite)
            if not match or "main" not in components:
                continue
            if match[1] in SECURITY:
                security = security or uri
            else:
                main = main or uri
    return main, security


def _beside(main):
    """Where a mirror of the archive keeps the security archive."""
    return re.sub(r"/debian/?$", "/debian-security", main)


def mirror_for(suite):
    """The address that serves `suite`."""
    main, security = os.environ.get("MIRROR"), os.environ.get("MIRROR_SECURITY")
    if not main:
        main, host_security = _from_host()
        security = security or host_security
    if not main:
        raise RunnerError("this host has no Debian package source: set MIRROR= "
                          "to a Debian mirror, such as MIRROR=http://HOST/debian")
    if not suite.endswith(SECURITY):
        return main
    return security or _beside(main)
