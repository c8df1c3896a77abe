# SPDX-License-Identifier: GPL-2.0-only
"""What make does where the machine has not what it takes, and make load's work."""
import os
import shutil
import subprocess

import pytest

from guests.suite import MODULES, load_sh
from runner.vm import config, machine, target

TREE = config.TREE
ROW = "amd64-6.12-5level"
# Its headers spell the release in two ways, of which one is wrong.
OLD_ROW = "amd64-6.1-4level"


def make(*words, where=TREE, env=None):
    return subprocess.run(["make", *words], cwd=where, capture_output=True, text=True,
                          check=False, timeout=900, env=env)


def test_missing_headers_name_the_package():
    done = make("KVER=9.9.9-none")
    assert done.returncode
    assert "no kernel headers in /lib/modules/9.9.9-none/build" in done.stderr
    if os.path.exists("/etc/debian_version"):
        assert "apt-get install linux-headers-9.9.9-none" in done.stderr


@pytest.fixture
def kernel_by(tmp_path):
    """Makes the build folder of a kernel that a compiler of that kind built, with fake
    compilers in PATH; returns what runs make for it: (words) -> result."""
    folder, path = tmp_path / "kernel", tmp_path / "bin"
    (folder / "include/generated").mkdir(parents=True)
    path.mkdir()
    # A kernel's Makefile that only says which compiler it would use.
    (folder / "Makefile").write_text("CC = $(if $(LLVM),clang,gcc)\n"
                                     "modules:\n\t@echo this one built with $(CC)\n")
    (folder / "include/generated/utsrelease.h").write_text('#define UTS_RELEASE "9.9.9"\n')
    for name, says in (("gcc", "gcc (Debian 12.2.0-14) 12.2.0"),
                       ("clang", "Debian clang version 14.0.6"),
                       ("clang-14", "Debian clang version 14.0.6")):
        (path / name).write_text("#!/bin/sh\necho '%s'\n" % says)
        (path / name).chmod(0o755)

    def run(kind, *words, lacks=()):
        config_text = "CONFIG_MODULES=y\nCONFIG_KPROBES=y\nCONFIG_KALLSYMS=y\n"
        config_text += {"clang": 'CONFIG_CC_IS_CLANG=y\nCONFIG_CC_VERSION_TEXT='
                                 '"ClangBuiltLinux clang version 17.0.6"\n',
                        "gcc": 'CONFIG_CC_IS_GCC=y\nCONFIG_CC_VERSION_TEXT='
                               '"gcc-12 (Debian 12.2.0-14) 12.2.0"\n'}[kind]
        (folder / ".config").write_text(config_text)
        for name in lacks:
            (path / name).write_text("#!/bin/sh\nexit 127\n")
        return make("KDIR=%s" % folder, *words,
                    env={**os.environ, "PATH": "%s:%s" % (path, os.environ["PATH"])})
    return run


@pytest.mark.parametrize("kind, words", (
    ("gcc", ()), ("gcc", ("CC=gcc",)), ("clang", ("LLVM=1",)), ("clang", ("LLVM=-14",)),
    ("clang", ("CC=clang",))))
def test_the_compiler_of_the_kernel_builds(kernel_by, kind, words):
    done = kernel_by(kind, *words)
    assert not done.returncode, done.stderr
    assert "this one built with " in done.stdout


def test_a_kernel_by_clang_is_not_built_with_gcc(kernel_by):
    for words in ((), ("CC=gcc",)):
        done = kernel_by("clang", *words)
        assert done.returncode
        assert "this one built with" not in done.stdout
        assert "kernel 9.9.9 was built with clang: ClangBuiltLinux clang version 17.0.6" \
            in done.stderr
        assert "make LLVM=1" in done.stderr


def test_a_kernel_by_gcc_is_not_built_with_clang(kernel_by):
    for words in (("LLVM=1",), ("CC=clang",)):
        done = kernel_by("gcc", *words)
        assert done.returncode
        assert "was built with gcc: gcc-12 (Debian 12.2.0-14) 12.2.0" in done.stderr
        assert "build without LLVM=" in done.stderr


def test_a_compiler_that_is_missing_is_named(kernel_by):
    done = kernel_by("clang", "LLVM=1", lacks=("clang",))
    assert done.returncode
    assert "the compiler clang does not run" in done.stderr
    assert "install clang and lld" in done.stderr


@pytest.mark.kernel
def test_build_install_clean(tmp_path):
    """The plain build of any kernel module, then make install and make clean."""
    tree, root = tmp_path / "tree", tmp_path / "root"
    shutil.copytree(TREE, tree, ignore=shutil.ignore_patterns(
        ".git", "build", "*.o", "*.ko", ".*.cmd", "*.mod", "*.mod.c", "features.h"))
    before = sorted(tree.rglob("*"))
    kernel = target.kernel(config.row(OLD_ROW))
    done = make("-C", str(kernel.headers), "M=%s" % tree, "modules", "-j2", where="/")
    assert not done.returncode, done.stdout + done.stderr
    assert sorted(ko.name for ko in tree.glob("*.ko")) == \
        sorted(name + ".ko" for name in MODULES)
    done = make("install", "KDIR=%s" % kernel.headers, "INSTALL_MOD_PATH=%s" % root,
                where=tree)
    assert not done.returncode, done.stdout + done.stderr
    installed = list((root / "lib/modules" / kernel.kver).rglob("*.ko*"))
    assert len(installed) == len(MODULES)
    assert "pagewalk.ko" in (root / "lib/modules" / kernel.kver / "modules.dep").read_text()
    assert not make("clean", "KDIR=%s" % kernel.headers, where=tree).returncode
    assert sorted(tree.rglob("*")) == before


def test_help_names_every_target():
    text = (TREE / "Makefile").read_text()
    targets = [line.split(":")[0] for line in text.splitlines() if ": ## " in line
               or line.startswith("modules:")]
    said = make("help").stdout
    assert len(targets) > 10
    for name in targets:
        assert "\n  %s " % name in said


@pytest.mark.skipif(os.path.exists("/proc/modules"), reason="this kernel takes modules")
@pytest.mark.parametrize("word", ("load", "show", "unload"))
def test_kernel_without_modules_is_refused(word):
    done = make(word)
    assert done.returncode
    assert "has no module support" in done.stderr


@pytest.mark.kernel
def test_load_is_refused_when_loading_was_switched_off():
    row = config.row(ROW)
    with machine.boot(row) as vm:
        vm.sh("echo 1 > /proc/sys/kernel/modules_disabled", check=True)
        done = load_sh(vm, "load")
        assert done.rc
        assert "modules_disabled=1" in done.err


@pytest.mark.kernel
@pytest.mark.parametrize("words, reason", (
    ("lockdown=integrity", "lockdown=integrity"),
    ("lockdown=confidentiality", "lockdown=confidentiality"),
    ("module.sig_enforce=1", "module.sig_enforce"),
))
def test_load_of_unsigned_modules_is_refused(words, reason):
    row = config.row(ROW)
    if not target.kernel(row).config.get("CONFIG_SECURITY_LOCKDOWN_LSM"):
        pytest.skip("this kernel has no lockdown")
    with machine.boot(row, extra_append=words) as vm:
        vm.sh("mount -t securityfs securityfs /sys/kernel/security")
        done = load_sh(vm, "load")
        assert done.rc
        assert reason in done.err
        assert not vm.read("/proc/modules")
