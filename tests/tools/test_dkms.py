# SPDX-License-Identifier: GPL-2.0-only
"""dkms builds all four for a kernel that is not running, and those files load.

dkms keeps everything below a folder of the test's own (tools/dkms.sh): the
host's /usr/src, /var/lib/dkms and /lib/modules stay as they are.
"""
import os
import re
import subprocess

import pytest

from runner.vm import config, machine, target

TREE = config.TREE
MODULES = ("show_kernel_vas", "pagewalk", "vmap_inspect", "buddy_probe")
ROW = "amd64-6.12-5level"
NEEDED = ("CONFIG_KPROBES", "CONFIG_KALLSYMS", "CONFIG_MODULES")


def dkms(folder, kver, headers):
    """Runs tools/dkms.sh; as root of a user namespace where we are not root."""
    command = [str(TREE / "tools/dkms.sh"), kver, str(folder), str(headers)]
    if os.getuid():
        as_root = ["unshare", "--map-root-user"]
        if subprocess.run([*as_root, "true"], stderr=subprocess.DEVNULL, check=False).returncode:
            pytest.skip("dkms wants root, and this host gives no user namespace")
        command = [*as_root, *command]
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          timeout=900)


@pytest.fixture(scope="module")
def kernel():
    return target.kernel(config.row(ROW))


def test_version_is_that_of_the_modules():
    conf = (TREE / "dkms.conf").read_text()
    code = (TREE / "live/compat/compat.h").read_text()
    assert re.search(r'^PACKAGE_VERSION="(.*)"$', conf, re.M)[1] == \
        re.search(r'^#define MMS_VERSION "(.*)"$', code, re.M)[1]


@pytest.mark.kernel
def test_builds_for_a_kernel_that_does_not_run_and_loads_there(kernel, tmp_path):
    done = dkms(tmp_path, kernel.kver, kernel.headers)
    assert not done.returncode, done.stdout + done.stderr
    installed = tmp_path / "lib" / kernel.kver / "updates" / "dkms"
    kos = {name: installed / (name + ".ko") for name in MODULES}
    extra = {"/dkms/%s.ko" % name: path for name, path in kos.items()}
    with machine.boot(config.row(ROW), extra=extra) as vm:
        for name in MODULES:
            vm.sh("insmod /dkms/%s.ko" % name, check=True)
            assert vm.read("/sys/kernel/debug/%s/build" % name).startswith("# " + name)
        for name in MODULES:
            vm.rmmod(name)


@pytest.mark.kernel
@pytest.mark.parametrize("option", NEEDED)
def test_refuses_a_kernel_that_lacks(kernel, tmp_path, option):
    """...and says which option that kernel lacks."""
    headers = tmp_path / "headers"
    headers.mkdir()
    for entry in kernel.headers.iterdir():
        if entry.name != ".config":
            (headers / entry.name).symlink_to(entry)
    text = (kernel.headers / ".config").read_text()
    assert option + "=y\n" in text
    (headers / ".config").write_text(
        text.replace(option + "=y\n", "# %s is not set\n" % option))
    done = dkms(tmp_path / "dkms", kernel.kver, headers)
    assert done.returncode == 77, done.stdout + done.stderr
    assert "kernel %s is built without %s:" % (kernel.kver, option) in done.stderr
    assert not list((tmp_path / "dkms").rglob("*.ko"))
