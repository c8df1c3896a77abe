# SPDX-License-Identifier: GPL-2.0-only
"""Running a row's build tools: the host's, or those of another suite.

The newest kernels' build tools need a newer C library than the host may have.
Then the suite's own tools are unpacked (not installed) into the cache and run
in a mount namespace of their own, which root may make, and everybody else
inside a user namespace.
"""
import os
import shutil
import subprocess

from .apt import Suite, unpack
from .arches import HOST
from .config import RunnerError, cache_dir, locked, new_dir
from .progress import say, step

TOOLS = ("make", "libc6", "libelf1t64", "libssl3t64", "zlib1g", "dash", "bash",
         "coreutils", "mawk", "sed", "grep", "findutils", "diffutils", "dpkg",
         "tar", "gzip", "xz-utils", "perl-base", "kmod", "base-files")

# Runs in the new mount namespace: ROOT, "--", what to bind, "--", the command.
ENTER = r"""
root=$1; shift 2
mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
while [ "$1" != -- ]; do
	mkdir -p "$root$1" && mount --bind "$1" "$root$1" || exit 125
	shift
done
shift
exec chroot "$root" /usr/bin/env PATH=/usr/bin:/usr/sbin LC_ALL=C "$@"
"""


def _unpack_tools(root, debs):
    for number, deb in enumerate(debs):
        unpack(deb, root)
        if number % 20 == 19:
            say("unpacked %d of %d packages" % (number + 1, len(debs)))
    for name in ("bin", "sbin", "lib", "lib64"):
        old = root / name
        if old.is_dir() and not old.is_symlink():
            shutil.copytree(old, root / "usr" / name, symlinks=True,
                            dirs_exist_ok=True)
            shutil.rmtree(old)
        if not old.is_symlink():
            old.symlink_to("usr/" + name)
    # Links that the packages' own scripts would have made.
    for name, target in (("awk", "mawk"), ("sh", "dash")):
        link = root / "usr/bin" / name
        if not link.exists():
            link.symlink_to(target)
    for name in ("proc", "dev", "tmp"):
        (root / name).mkdir(exist_ok=True)


def tools(row):
    """The root of the row's suite of tools, unpacked if need be."""
    name = "%s-%s-%s" % (row.tool_suite, HOST, row.compiler)
    final = cache_dir() / "tools" / name
    with locked(final):
        if not final.is_dir():
            suite = Suite(row.tool_suite, HOST)
            suite.update()
            debs = suite.download(suite.closure([*TOOLS, row.compiler_package]))
            with step("unpacking %d packages of %s" % (len(debs), name)), \
                    new_dir(final) as root:
                _unpack_tools(root, debs)
    return final


def _namespace():
    """The words that run a command in a mount namespace of its own."""
    words = ["unshare", "--mount"]
    if os.geteuid():
        words += ["--user", "--map-root-user"]
    done = subprocess.run([*words, "true"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RunnerError(
            "%s: %s\nThe newest kernels' build tools need a mount namespace: be root "
            "(in a container, with CAP_SYS_ADMIN) or allow unprivileged user namespaces."
            % (" ".join(words), done.stderr.strip()))
    return words


def run(row, command, folders, log):
    """Run a build command with its output in the file `log`; return its status.

    folders: what the command must find at the same place as outside.
    """
    if row.tool_suite:
        root = tools(row)
        command = [*_namespace(), "sh", "-c", ENTER, "enter", str(root), "--",
                   *map(str, folders), "--", *command]
    elif not shutil.which(row.compiler):
        raise RunnerError("%s is not installed: run tools/install-deps.sh" % row.compiler)
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") as out:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out,
                              stderr=subprocess.STDOUT, check=False).returncode
