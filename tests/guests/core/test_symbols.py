# SPDX-License-Identifier: GPL-2.0-only
"""Names: found as /proc/kallsyms has them, and without touching what they stand for."""
import errno
import time

import pytest
from guests import suite

QUERY = suite.DEBUGFS + "/pagewalk/query"
# Kinds that differ: code, init code (unmapped under page-table isolation), data, init
# data, bounds of sections. Which there are is the kernel's.
NAMES = ("vfs_read", "start_kernel", "init_mm", "jiffies", "boot_command_line", "_stext",
         "__init_begin", "_sinittext", "__bss_stop", "saved_command_line", "_text")
BOUNDS = ("__per_cpu_start", "__per_cpu_end", "__init_begin", "__init_end")


def kallsyms(vm, names):
    """{name: (type, address)} of those /proc/kallsyms has, the first of each."""
    vm.put("/tmp/names", "".join(name + "\n" for name in names))
    text = vm.sh("awk 'NR == FNR { want[$1]; next } ($3 in want) && !($3 in had) "
                 "{ had[$3]; print }' /tmp/names /proc/kallsyms", timeout=120, check=True).out
    lines = [line.split() for line in text.splitlines()]
    return {name: (kind, int(addr, 16)) for addr, kind, name, *_ in lines}


def asked(vm, name):
    """The address that a query for a symbol is answered with."""
    return suite.records(vm.transact(QUERY, "sym=%s\n" % name, timeout=120), "walk")[0].num("addr")


def test_symbols_of_every_kind_are_found(loaded):
    there = kallsyms(loaded, NAMES)
    assert len(there) > 3, there
    for name, (_, addr) in there.items():
        assert asked(loaded, name) == addr, name
        assert asked(loaded, name + "+0x10") == addr + 0x10, name


def test_symbols_of_modules_are_found(loaded):
    line = loaded.sh("grep ' [tT] .*\\[buddy_probe\\]' /proc/kallsyms | head -n 1", check=True).out
    addr, _, name, _ = line.split()
    assert asked(loaded, "buddy_probe:" + name) == int(addr, 16)
    assert loaded.write(QUERY, "sym=no_module:%s\n" % name) == errno.ENOENT


def test_percpu_symbols_are_refused(loaded):
    """Each CPU has a copy; the linker's was freed, or is only an offset."""
    bounds = kallsyms(loaded, BOUNDS)
    if "__per_cpu_start" not in bounds:
        pytest.skip("this kernel keeps no symbols of data")
    start, end = bounds["__per_cpu_start"][1], bounds["__per_cpu_end"][1]
    names = kallsyms(loaded, ("runqueues", "current_task", "irq_stat", "cpu_number"))
    inside = [name for name, (_, addr) in names.items() if start <= addr < end]
    assert inside, (names, start, end)
    for name in inside:
        assert loaded.write(QUERY, "sym=%s\n" % name) == errno.ENOENT, name


def test_many_symbols_are_looked_for_at_once(loaded):
    """A batch takes as long as one, not as long as all of them."""
    text = loaded.sh("awk '$2 ~ /[tT]/ && !/\\[/ && !($3 in had) { had[$3]; print $1, $3 }' "
                     "/proc/kallsyms | awk 'NR % 100 == 0' | head -n 200",
                     timeout=300, check=True).out
    wanted = [line.split() for line in text.splitlines()]
    assert len(wanted) == 200
    begin = time.monotonic()
    asked(loaded, wanted[0][1])
    one = time.monotonic() - begin
    answers = suite.records(loaded.transact(
        QUERY, "".join("sym=%s\n" % name for _, name in wanted), timeout=300), "walk")
    many = time.monotonic() - begin - one
    assert [answer.num("addr") for answer in answers] == [int(addr, 16) for addr, _ in wanted]
    assert many < 60 * one, (one, many)


def reasons(vm):
    """What the modules' build files say of names that could not be looked for."""
    return {(record["name"], record["reason"]) for module in suite.MODULES
            for record in suite.records(vm.read("%s/%s/build" % (suite.DEBUGFS, module)), "symbol")
            if record["how"] == "kallsyms" and "reason" in record}


def violated(vm):
    return [line for module in suite.MODULES
            for line in vm.read("%s/%s/selfcheck" % (suite.DEBUGFS, module), timeout=300).splitlines()
            if "result=violated" in line]


def reload(vm, how):
    vm.sh("rmmod %s 2>/dev/null" % " ".join(suite.MODULES))
    for module in suite.MODULES:
        vm.sh(how % ("insmod " + vm.module(module)), check=True)


@pytest.mark.parametrize("how, reason", [
    ("echo 2 > /proc/sys/kernel/kptr_restrict; %s; rc=$?; "
     "echo 0 > /proc/sys/kernel/kptr_restrict; exit $rc", "shows no addresses"),
    ("mkdir -p /tmp/bare && mount --rbind / /tmp/bare && umount -l /tmp/bare/proc && "
     "chroot /tmp/bare /bin/busybox %s; rc=$?; umount -l /tmp/bare; exit $rc", "there is no"),
    ("mount --bind /proc/filesystems /proc/kallsyms; %s; rc=$?; umount /proc/kallsyms; exit $rc",
     "is not the kernel's"),
    ("mount --bind /dev/null /proc/kallsyms; %s; rc=$?; umount /proc/kallsyms; exit $rc",
     "is not the kernel's"),
])
def test_loads_without_kallsyms(vm, how, reason):
    """Says what it lacks and why, and the rest works; then whole again."""
    reload(vm, how)
    try:
        found = reasons(vm)
        assert {"pcpu_get_vm_areas", "_stext"} <= {name for name, _ in found}, found
        assert all(reason in why for _, why in found), found
        assert not violated(vm)
        assert vm.write(QUERY, "sym=vfs_read\n") == 0
    finally:
        reload(vm, "%s")
    assert not reasons(vm)


@pytest.fixture
def no_data(vm, row):
    """All modules, loaded as where there are no symbols of data (KALLSYMS_ALL=n)."""
    if row.arch not in ("amd64", "arm64"):
        pytest.skip("mms_fail is not built for it; and most rows have none")
    vm.sh("rmmod %s 2>/dev/null" % " ".join(suite.MODULES))
    vm.insmod("mms_fail")
    for module in suite.MODULES:
        vm.sh("echo %s 1 on symbols > /proc/mms_fail" % module, check=True)
        vm.insmod(module)
    yield vm
    vm.sh("rmmod %s" % " ".join(suite.MODULES), check=True)
    vm.rmmod("mms_fail")


def image(vm):
    text = vm.read(suite.DEBUGFS + "/show_kernel_vas/regions", timeout=300)
    return [(r.type, r["name"], r["start"], r["end"]) for r in suite.records(text)
            if r["name"] in ("kernel_image", "text", "rodata", "data", "bss")]


def test_without_symbols_of_data(no_data):
    """The image by what the kernel publishes, its tables by the CPU's register."""
    for module in suite.MODULES:
        build = no_data.read("%s/%s/build" % (suite.DEBUGFS, module))
        assert not [r for r in suite.records(build, "symbol")
                    if r["how"] == "kprobe" and r["found"] == "yes"], build
    assert not violated(no_data)
    head = suite.header(no_data.read(suite.DEBUGFS + "/pagewalk/kernel", timeout=300))
    assert "unavailable" not in str(head), head
    tables = suite.records(no_data.read(suite.DEBUGFS + "/pagewalk/build"), "tables")[0]
    assert tables["root"] == "register", tables
    without = image(no_data)
    reload(no_data, "%s")
    assert without == image(no_data)


def test_queries_without_kallsyms_say_so(loaded):
    for cover in ("/proc/filesystems", "/dev/null"):
        loaded.sh("mount --bind %s /proc/kallsyms" % cover, check=True)
        try:
            assert loaded.write(QUERY, "sym=vfs_read\n") == errno.ENOENT
            assert loaded.write(QUERY, "addr=0x1000\n") == 0
        finally:
            loaded.sh("umount /proc/kallsyms", check=True)


def test_what_probes_resolve_is_data_that_stays(loaded):
    """register_kprobe() allocates for code, and may read what it is asked for."""
    names = {record["name"] for module in suite.MODULES for record in suite.records(
        loaded.read("%s/%s/build" % (suite.DEBUGFS, module)), "symbol")
        if record["how"] == "kprobe" and record["found"] == "yes"}
    if "CONFIG_KALLSYMS_ALL" in loaded.kernel.config:
        assert {"init_mm", "vmap_purge_lock", "pcpu_base_addr"} <= names
    there = kallsyms(loaded, tuple(names) + BOUNDS)
    bounds = {name: there.pop(name)[1] for name in BOUNDS if name in there}
    for name, (_, addr) in there.items():
        assert not bounds["__init_begin"] <= addr < bounds["__init_end"], name
        code = suite.records(loaded.transact(
            suite.DEBUGFS + "/pagewalk/query", "addr=0x%x\n" % addr), "walk")[0]
        assert "x" not in code["perms"], code
