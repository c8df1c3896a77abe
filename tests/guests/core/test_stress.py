# SPDX-License-Identifier: GPL-2.0-only
"""Readers, writers, loading and unloading at once, and those who may not look."""
import random
import re

import pytest
from guests import suite

LOADED_MOST = "amd64-6.12-5level"
QUERY = suite.DEBUGFS + "/%s/query"


@pytest.mark.parametrize("path", [QUERY % module for module in suite.MODULES])
def test_two_processes_never_see_each_others_answers(loaded, row, path):
    count = 10000 if row.runs == "check" else 1000
    pair = [loaded.start("hammer %s %d %s" % (path, count, base))
            for base in ("0xffff888000000000", "0xffffffff81000000")]
    for request in pair:
        result = request.wait(400)
        assert result.rc == 0, result.err
        assert "%d right answers" % count in result.out


def test_latest_answer_is_anyones(loaded):
    path = QUERY % "pagewalk"
    loaded.sh("echo addr=0x123000 > %s" % path, check=True)
    assert "addr=0x123000" in loaded.sh("cat " + path, check=True).out
    loaded.sh("echo 0x456000 > /proc/pagewalk", check=True)
    assert "0x0000000000456000" in loaded.sh("cat /proc/pagewalk").out \
        or "0x456000" in loaded.sh("cat /proc/pagewalk").out


def test_exiting_processes(loaded):
    result = loaded.sh("hammer exit %s 300 addr=0x400000" % (QUERY % "pagewalk"),
                       timeout=200)
    assert result.rc == 0, result.err


@pytest.mark.parametrize("module", suite.MODULES)
def test_reader_killed_half_way(loaded, module):
    for path in suite.all_files(module):
        result = loaded.sh("head -c 64 %s | wc -c; cat %s > /dev/null & sleep 0.02; "
                           "kill -9 $! 2>/dev/null; wait; cat %s > /dev/null"
                           % (path, path, path), timeout=120)
        assert result.rc == 0, (path, result.err)


@pytest.mark.parametrize("module", suite.MODULES)
def test_rmmod_while_a_file_is_open(loaded, module):
    for path in suite.all_files(module):
        result = loaded.sh(
            "exec 3< %s; head -c 1 <&3 >/dev/null; rmmod %s; echo rc=$?; "
            "cat <&3 >/dev/null 2>&1; exec 3<&-; "
            "grep -q '^%s ' /proc/modules || insmod %s"
            % (path, module, module, loaded.module(module)), timeout=120)
        assert result.rc == 0, (path, result.err)
        loaded.check()
    assert module in loaded.read("/proc/modules")


def leaves(vm):
    """What a leak would add to: counts that loading and unloading leaves alone."""
    vm.sh("sync; echo 3 > /proc/sys/vm/drop_caches; sleep 1", timeout=60)
    areas = vm.read("/proc/vmallocinfo").splitlines()
    return {
        "module areas": sum("module" in line or "execmem" in line for line in areas),
        "proc entries": vm.sh("ls -d /proc/[a-z]* | wc -l").out.strip(),
        "debugfs entries": vm.sh("ls /sys/kernel/debug | wc -l").out.strip(),
        "kprobes": vm.sh("cat /sys/kernel/debug/kprobes/list | wc -l").out.strip(),
    }, int(vm.read("/proc/sys/fs/dentry-state").split()[0])


@pytest.mark.locked_down
def test_load_and_unload_in_random_order(vm, row):
    # Minutes of loading: in full on one kernel, a taste on the others.
    cycles = 100 if row.name == LOADED_MOST else 3
    order = [module for module in suite.MODULES for _ in range(cycles)]
    random.Random(20261120).shuffle(order)
    for module in suite.MODULES:
        vm.sh("rmmod %s 2>/dev/null; insmod %s && rmmod %s"
              % (module, vm.module(module), module), check=True)
    before, dentries = leaves(vm)
    script = "set -e\n" + "".join(
        "insmod %s; rmmod %s\n" % (vm.module(module), module) for module in order)
    vm.put("/tmp/cycles", "#!/bin/sh\n" + script)
    result = vm.sh("/tmp/cycles", timeout=900)
    assert result.rc == 0, result.err
    after, dentries_after = leaves(vm)
    assert after == before
    # One dentry leaked per cycle would be 100 per module; a few come and go.
    assert dentries_after - dentries < max(cycles, 25), (dentries, dentries_after)


# linux/capability.h
CAP_SYS_ADMIN, CAP_SYSLOG, CAP_SYS_PTRACE = 21, 34, 19


@pytest.mark.locked_down
@pytest.mark.parametrize("who", ["nobody", str(CAP_SYS_ADMIN), str(CAP_SYSLOG)])
def test_who_may_not_look(loaded, who):
    paths = [path for module in suite.MODULES for path in suite.all_files(module)]
    result = loaded.sh("lowered %s sh -c 'for path; do cat $path; done' sh %s"
                       % (who, " ".join(paths)))
    assert not result.out, (who, result.out[:500])
    said = re.findall(r"^cat: .*'(.*)': (?:Permission denied|Operation not permitted)$",
                      result.err.replace("can't open", ""), re.M)
    assert said == paths, (who, result.err)


def test_another_process_needs_ptrace(loaded):
    path = QUERY % "pagewalk"
    command = "lowered %d sh -c 'echo pid=1 addr=0x400000 > %s'" % (CAP_SYS_PTRACE, path)
    assert loaded.sh(command).rc != 0
    assert loaded.sh("echo pid=1 addr=0x400000 > %s" % path).rc == 0


PERSONAL = [path for path in suite.query_params()
            if "pid" in suite.KEYS[suite.module_of(path.values[0])]]


@pytest.mark.parametrize("path", PERSONAL)
def test_answers_about_a_process_need_ptrace(loaded, path):
    """As the latest, and through a file that somebody else opened and asked."""
    query = "pid=1 addr=0x400000"
    lowered = "lowered %d" % CAP_SYS_PTRACE
    told = loaded.sh("echo %s > %s; cat %s" % (query, path, path)).out
    assert "CAP_SYS_PTRACE" not in told
    latest = loaded.sh("%s cat %s" % (lowered, path)).out
    handed = loaded.sh("exec 3<>%s; echo %s >&3; %s cat <&3" % (path, query, lowered)).out
    for said in (latest, handed):
        line = [line for line in said.splitlines() if not line.startswith("# ")][0]
        assert line.startswith("hidden") and "CAP_SYS_PTRACE" in line, said
        assert not re.search(r"\b(?:0x)?0*400000\b", said.split("To ask:")[0]), said
    # An answer about no process is anyone's, and one's own about oneself.
    assert "hidden" not in loaded.sh("echo sym=vfs_read > %s; %s cat %s" % (path, lowered, path)).out
    own = loaded.sh("%s sh -c 'exec 3<>%s; echo addr=0x400000 >&3; "
                    "while read -r line <&3; do echo \"$line\"; done'" % (lowered, path)).out
    assert "400000" in own and "hidden" not in own, own


@pytest.mark.locked_down
def test_kptr_restrict_2_closes_every_file(loaded):
    loaded.sh("echo 2 > /proc/sys/kernel/kptr_restrict", check=True)
    try:
        for module in suite.MODULES:
            for path in suite.all_files(module):
                assert loaded.sh("cat " + path).rc != 0, path
    finally:
        loaded.sh("echo 0 > /proc/sys/kernel/kptr_restrict", check=True)
    assert loaded.sh("cat /proc/pagewalk").rc == 0


@pytest.mark.locked_down
def test_proc_works_without_debugfs(loaded):
    loaded.sh("umount /sys/kernel/debug", check=True)
    try:
        for module in suite.MODULES:
            assert loaded.sh("rmmod %s && insmod %s && cat /proc/%s"
                             % (module, loaded.module(module), module)).rc == 0, module
    finally:
        loaded.sh("mount -t debugfs debugfs /sys/kernel/debug", check=True)


@pytest.mark.locked_down
def test_no_address_in_dmesg(loaded):
    for module in suite.MODULES:
        lines = [line for line in loaded.console_text().splitlines()
                 if module in line and "0xffff" in line]
        assert not lines
