# SPDX-License-Identifier: GPL-2.0-only
"""What a kernel that is locked down leaves: /proc, and debugfs files that can't be written.

A row with Secure Boot boots so; the guests of the others are locked down last of all.
"""
import errno

import pytest
from guests import suite

pytestmark = pytest.mark.locked_down
QUERY = suite.DEBUGFS + "/%s/query"


@pytest.fixture
def secure(vm, row):
    if row.firmware != "secure":
        pytest.skip("this row boots without Secure Boot")
    return vm


def lockdown(vm):
    """The level it is at."""
    vm.sh("[ -e /sys/kernel/security/lockdown ] || "
          "mount -t securityfs none /sys/kernel/security", check=True)
    return vm.read("/sys/kernel/security/lockdown").partition("[")[2].partition("]")[0]


def test_the_kernel_locked_itself_down(secure):
    """By the firmware's word, and trusts the firmware's key."""
    assert lockdown(secure) == "integrity"
    said = secure.sh("dmesg").out
    assert "Secure boot enabled" in said
    assert "integrity: Loaded X.509 cert 'SnakeOil" in said


def signed_module(vm, name):
    """A module's bytes, and how many of them it had before it was signed: behind it are the
    signature, 12 bytes that end in its length, and a mark."""
    mark = b"~Module signature appended~\n"
    signed = next(ko for ko in vm.built.suite if ko.stem == name).read_bytes()
    assert signed.endswith(mark)
    length = int.from_bytes(signed[-len(mark) - 4:-len(mark)], "big")
    return signed, len(signed) - len(mark) - 12 - length


def test_no_module_loads_that_is_not_signed(secure):
    """Neither without a signature nor with that of something else: those that load here
    do for their signature."""
    data, length = signed_module(secure, "pagewalk")
    at = data.index(b"license=GPL")
    secure.sh("rmmod pagewalk 2>/dev/null")
    path = secure.module("pagewalk")
    for change in ("head -c %d %s > /tmp/other.ko" % (length, path),
                   "cp %s /tmp/other.ko; printf l | "
                   "dd of=/tmp/other.ko bs=1 seek=%d conv=notrunc" % (path, at + 10)):
        secure.sh(change, check=True)
        done = secure.sh("insmod /tmp/other.ko")
        assert done.rc and "Key was rejected by service" in done.err, done.err
        assert "pagewalk" not in secure.read("/proc/modules")


def test_load_says_what_is_not_signed(secure):
    """make load, of a module as it is built; signed ones load (test_load.py)."""
    suite.load_sh(secure, "unload")
    lockdown(secure)
    secure.sh("cd /modules/suite; mv show_kernel_vas.ko /tmp; "
              "head -c %d /tmp/show_kernel_vas.ko > show_kernel_vas.ko"
              % signed_module(secure, "show_kernel_vas")[1], check=True)
    try:
        done = suite.load_sh(secure, "load")
        assert done.rc and "lockdown=integrity" in done.err, done.err
        assert "show_kernel_vas.ko is not signed" in done.err, done.err
        assert "show_kernel_vas" not in secure.read("/proc/modules")
    finally:
        secure.sh("mv /tmp/show_kernel_vas.ko /modules/suite", check=True)


def lock_down(vm, level):
    """Lockdown can't be taken back: the guest's last tests. Modules loaded before it are
    still there."""
    if "lockdown" not in vm.kernel.config.get("CONFIG_LSM", ""):
        pytest.skip("this kernel has no lockdown")
    if lockdown(vm) == level:
        return
    vm.sh("echo %s > /sys/kernel/security/lockdown" % level, check=True)


def ask_under_integrity(vm, module):
    proc, debugfs = "/proc/" + module, QUERY % module
    assert vm.write(debugfs, "sym=vfs_read\n") == errno.EPERM
    for path in suite.debugfs_files(module):
        if path != debugfs:
            assert suite.header(vm.read(path, timeout=300)), path
    queries = {"addr": "addr=0x1000", "sym": "sym=vfs_read", "pfn": "pfn=0x100",
               "range": "range=0x1000-0x2000", "phys": "phys=0x100000",
               "only": "only=walk addr=0x1000", "tables": "tables=kernel", "dump": "dump=1 min_size=1M",
               "perms": "perms=+x dump=1", "type": "type=uncached dump=kernel",
               "min_size": "min_size=1G dump=kernel", "region": "region=fixmap dump=kernel", "pid": "pid=1 addr=0x1000"}
    for key in suite.KEYS[module] - {"as"}:
        text = vm.transact(proc, queries[key] + "\n")
        assert text and not text.startswith("# "), (key, text)
        text = vm.transact(proc, queries[key] + " as=records\n")
        assert suite.header(text)["asked"] == queries[key] + " as=records"
        assert suite.records(text), (key, text)
        twice = "%s %s" % (queries[key], queries[key])
        assert vm.write(proc, twice + "\n") == errno.EINVAL
        assert twice in vm.read(proc).splitlines()[0]
    assert "To ask:" in vm.transact(proc, "help\n")
    shown = vm.read(proc)
    assert shown.startswith("To ask:") and len(shown.splitlines()) > 15, shown


@pytest.mark.last(2)
def test_lockdown_integrity_leaves_queries_to_proc(loaded):
    """The default with Secure Boot: debugfs files that can be written are closed, so the
    /proc files take every query, and give records, too."""
    lock_down(loaded, "integrity")
    for module in suite.MODULES:
        ask_under_integrity(loaded, module)


@pytest.mark.last(2)
def test_lockdown_closes_every_file(loaded):
    """Modules loaded before it show nothing more."""
    lock_down(loaded, "confidentiality")
    for module in suite.MODULES:
        for path in suite.all_files(module):
            result = loaded.sh("cat " + path)
            assert result.rc != 0 and not result.out, path
        loaded.rmmod(module)
