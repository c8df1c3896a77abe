# SPDX-License-Identifier: GPL-2.0-only
"""A guest as tests see it: what they rely on when they say that something is so."""
import errno
import os
import re
import time

import pytest

from runner.vm.machine import FileError, VmError, boot

# It differs by architecture and kernel, not by what else a row has.
pytestmark = pytest.mark.check_rows("tests the runner")


def test_commands_report_how_they_end(vm):
    result = vm.sh("echo out; echo err >&2; exit 3")
    assert (result.rc, result.out, result.err) == (3, "out\n", "err\n")
    assert vm.sh("kill -9 $$").rc == 137


def test_files_report_their_errno(vm):
    assert vm.write("/proc/version", "x") == errno.EIO
    assert vm.write("/nowhere/file", "x") == errno.ENOENT
    with pytest.raises(FileError) as caught:
        vm.read("/nowhere/file")
    assert caught.value.errno == errno.ENOENT


def test_binary_data_survives_both_ways(vm):
    data = bytes(range(256)) * 300 + os.urandom(100001)
    vm.put("/tmp/data", data)
    assert vm.sh("cat /tmp/data").raw == data


def test_long_output_is_quick(vm):
    begin = time.monotonic()
    assert vm.sh("dd if=/dev/zero bs=1M count=10").raw == bytes(10 << 20)
    assert time.monotonic() - begin < 30
    data = os.urandom(3 << 20)
    vm.put("/tmp/data", data)
    assert vm.sh("cat /tmp/data; rm /tmp/data").raw == data


def test_without_shared_memory_the_port_carries_it(vm):
    vm.channel.shared, held = False, vm.channel.shared
    try:
        data = os.urandom(50000)
        vm.put("/tmp/data", data)
        assert vm.sh("cat /tmp/data; rm /tmp/data").raw == data
    finally:
        vm.channel.shared = held
    assert held


def test_one_write_is_one_system_call(vm):
    vm.sh("mkfifo /tmp/pipe; (dd bs=8 count=1 if=/tmp/pipe of=/tmp/first) "
          ">/dev/null 2>&1 &", check=True)
    assert vm.write("/tmp/pipe", b"12345678") == 0
    # dd has read it, but may not have written it yet.
    vm.sh("until [ -s /tmp/first ]; do sleep 0.1; done", check=True)
    assert vm.read("/tmp/first") == "12345678"


def test_commands_run_side_by_side(vm):
    begin = time.monotonic()
    running = [vm.start("sleep 2; echo %d" % number) for number in range(12)]
    assert [request.wait(60).out for request in running] == \
        ["%d\n" % number for number in range(12)]
    assert time.monotonic() - begin < 20


def test_a_command_that_hangs_is_reported_and_killed(vm):
    with pytest.raises(VmError, match="no answer in 1 s"):
        vm.sh("sleep 1234", timeout=1)
    assert "sleep 1234" not in vm.sh("sleep 0.5; ps | grep -v grep").out


def test_the_monitor_answers_while_paused(vm):
    with vm.paused():
        assert re.search(r"\b(CR3|PC|pc|R15)\b", vm.monitor("info registers"))
    assert vm.sh("echo alive").out == "alive\n"


def test_a_splat_is_seen(vm):
    vm.sh("echo '<0>WARNING: CPU: 0 PID: 1 at mm/test.c:1 nowhere' >/dev/kmsg")
    deadline = time.monotonic() + 10
    found = []
    while not found and time.monotonic() < deadline:
        found = vm.splats()
    assert "nowhere" in found[0]


@pytest.mark.kernel
def test_a_boot_that_fails_shows_the_console(first_row):
    with pytest.raises(VmError, match="(?s)QEMU ended during boot.*Kernel panic"):
        with boot(first_row, extra_append="rdinit=/nothing"):
            pass


@pytest.mark.kernel
def test_a_boot_that_hangs_is_given_up(first_row):
    with pytest.raises(VmError, match="no boot in 1 s"):
        with boot(first_row, timeout=1):
            pass


def test_a_kernel_can_patch_itself(vm):
    """Switch a static key, used wherever tasks are scheduled, while others are.

    With the CPUs of x86 on threads of their own QEMU 7.2 does not survive it.
    """
    key = "/proc/sys/kernel/sched_schedstats"
    if vm.row.facts.threads != "single":
        pytest.skip("this architecture patches without an int3")
    vm.sh("(while :; do echo x | cat >/dev/null; done) & busy=$!; i=0;"
          "while [ $i -lt 300 ]; do echo 1 >%s; echo 0 >%s; i=$((i+1)); done; kill $busy"
          % (key, key), timeout=300, check=True)
