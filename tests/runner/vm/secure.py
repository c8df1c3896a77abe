# SPDX-License-Identifier: GPL-2.0-only
"""Signing for Secure Boot, as its owner does on a machine where a key was enrolled.

Debian's ovmf has firmware whose db holds a certificate of its own, made for tests: the
key is in the package, too. A kernel booted with Secure Boot on locks itself down
(lockdown=integrity) and takes modules signed with the keys of db. So modules are signed,
in copies. The image, too, for newer firmware: that of 2022 boots one which QEMU hands
over whoever signed it.
"""
import subprocess
from dataclasses import replace
from pathlib import Path

from . import chroot
from .config import BUILD, RunnerError, locked, write_file
from .progress import step

KEY, CERTIFICATE = (Path("/usr/share/ovmf/PkKek-1-snakeoil." + end) for end in ("key", "pem"))
PASSWORD = "snakeoil"


def run(words):
    """Run one of the host's tools."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise RunnerError("%s is not installed: run tools/install-deps.sh"
                          % words[0]) from None
    if done.returncode:
        raise RunnerError("%s\n%s" % (" ".join(words), done.stderr))


def plain_key(home):
    """(key, certificate) without a password to ask for, and where any tools see them."""
    key, certificate = home / "key.pem", home / "certificate.pem"
    if not KEY.exists() or not CERTIFICATE.exists():
        raise RunnerError("%s is not installed: run tools/install-deps.sh" % KEY)
    run(["openssl", "pkey", "-in", str(KEY), "-passin", "pass:" + PASSWORD,
          "-out", str(key)])
    certificate.write_bytes(CERTIFICATE.read_bytes())
    return key, certificate


def sign_modules(row, kernel, kos, into, keys):
    """Signed copies, by the sign-file of the kernel's own headers."""
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.ko"):
        old.unlink()
    digest = kernel.config["CONFIG_MODULE_SIG_HASH"].strip('"')
    log = into.with_suffix(".log")
    for ko in kos:
        words = [kernel.headers / "scripts/sign-file", digest, *keys, ko, into / ko.name]
        if chroot.run(row, [str(word) for word in words], [BUILD, kernel.root], log):
            raise RunnerError("%s\n%s" % (" ".join(map(str, words)), log.read_text()))
    return tuple(into / ko.name for ko in kos)


def sign(row, kernel, built):
    """A kernel and its modules, as (kernel, modules): signed copies."""
    home = BUILD / "kernels" / kernel.kver / "signed"
    image, done = home / "vmlinuz", home / "stamp"
    with locked(home):
        home.mkdir(exist_ok=True)
        stamp = "%s\n%s" % (built.stamp, CERTIFICATE.exists() and CERTIFICATE.read_text())
        if not done.exists() or done.read_text() != stamp:
            done.unlink(missing_ok=True)
            with step("signing %s and its modules" % kernel.kver):
                key, certificate = keys = plain_key(home)
                for kind, kos in built.modules.items():
                    sign_modules(row, kernel, kos, home / kind, keys)
                run(["sbsign", "--key", str(key), "--cert", str(certificate),
                      "--output", str(image), str(kernel.image)])
            write_file(done, stamp)
    suite, test = (tuple(home / kind / ko.name for ko in kos)
                   for kind, kos in built.modules.items())
    return replace(kernel, image=image), replace(built, suite=suite, test=test)
