# SPDX-License-Identifier: GPL-2.0-only
"""What is done in the guests whose kernel counts our branches.

Each visit is one boot: which machine, which kernel command line, and what is
read and asked there. Whether the answers are right is the VM tests' matter; a
visit only fails where a file that must be readable is not, or by a splat.
"""
import collections

from guests import suite
from runner.vm.machine import FileError

# name, words for the kernel, changes of the row, whether the suites run, what is done
Visit = collections.namedtuple("Visit", "name append row suites call")

QUERIES = (
    "addr=0x0", "addr=0x1000", "0xffffffff81000000", "addr=0xffffffffffffffff",
    "addr=0x8000000000000000", "addr=0xffff888000000000", "addr=0xff11000000100000",
    "addr=0xffffffffff600000", "addr=0xffffea0000000000", "addr=0xffffffffa0000000",
    "sym=init_mm", "sym=init_mm+0x10", "sym=jiffies", "sym=vmap_area_list", "sym=contig_page_data",
    "pfn=0x0", "pfn=0x100", "pfn=0x1000", "pfn=0x10000", "pfn=0x7ffff", "pfn=0xffffffff",
    "pfn=0xffffffffffffffff", "range=0x400000-0x800000",
    "range=0xffffffff81000000-0xffffffff82000000", "range=0xffff800000000000-0xffff900000000000",
    "range=0x0-0xffffffffffffffff", "range=0xffffc90000000000-0xffffc90001000000",
    "range=0x7ffffffff000-0xffff800000001000",
    "pid=1", "pid=2", "pid=1 addr=0x400000", "pid=1 addr=0x7fffffffe000", "pid=2 addr=0x1000",
    "pid=1 range=0x400000-0x600000", "pid=1 sym=init_mm", "pid=1 pfn=0x1",
    # Bad ones.
    "", "  ", "oops", "addr=", "addr=0x1z", "addr=-1", "addr=1 addr=2", "what=0x1",
    "range=0x2000-0x1000", "range=0x1000", "pid=0 addr=0x1", "pid=4194303 addr=0x1000",
    "sym=no_symbol_is_called_this", "sym=init_mm+0x", "sym=" + "a" * 600, "addr=1 pfn=2",
    "help", "sym=init_mm as=records", "as=records", "ffffffff81000000", "addr=4096",
    "addr=0x1000\naddr=oops as=records",
    "addr=0x1ffffffffffffffff", "addr=0x1000\naddr=oops", "addr=0x1000\n\naddr=0x2000",
)


def read_all(vm):
    """Reads every file: to its end, by small pieces, from the middle; as text or not."""
    for module in suite.MODULES:
        for path in suite.all_files(module):
            vm.sh("cat %s > /dev/null" % path, timeout=300, check=True)
            vm.sh("dd if=%s of=/dev/null bs=61 count=40 2>/dev/null; head -c 9000 %s | tail -c 1; "
                  "dd if=%s of=/dev/null bs=512 skip=3 count=2 2>/dev/null" % (path, path, path),
                  timeout=300)


def ask(vm):
    """Writes every query, good or bad, to every file that takes some; reads the answers."""
    for path in suite.query_files():
        for query in QUERIES:
            try:
                vm.transact(path, query + "\n", timeout=300)
            except FileError:
                pass  # a bad one; bad for some files
        vm.write(path, "addr=0x1\n" * 20000, timeout=300)
        vm.write(path, "addr=0x1\n" * 200000, timeout=300)  # more than is kept
        vm.sh("cat %s > /dev/null" % path, timeout=300)
        vm.write(path, b"x" * (2 << 20), timeout=300)
        vm.sh("cat %s; echo addr=0x1000 >> %s; cat %s" % (path, path, path), timeout=300)
        vm.sh("exec 3<>%s; echo pfn=0x100 >&3; cat <&3; echo addr=0x100000 >&3; cat <&3" % path)


def processes(vm):
    """Asks about processes that live, and that exit meanwhile."""
    vm.sh("sleep 600 > /dev/null 2>&1 & p=$!; sleep 1; for f in /proc/pagewalk %s; do\n"
          "echo pid=$p > $f; cat $f\n"
          "grep -E 'r-xp|stack|heap' /proc/$p/maps | while IFS=- read a b; do\n"
          "echo pid=$p addr=0x$a > $f; cat $f\n"
          "echo pid=$p range=0x$a-0x${b%%%% *} > $f; cat $f\n"
          "done; done > /dev/null 2>&1; kill $p"
          % " ".join(suite.DEBUGFS + "/%s/query" % module for module in suite.MODULES), timeout=300)
    vm.sh("hammer exit %s/pagewalk/query 30 addr=0x400000" % suite.DEBUGFS, timeout=300)


def known(vm):
    """Asks about each of the objects that mms_known makes, while they are there and after."""
    objects = suite.fresh_known(vm)
    asked = "".join("addr=0x%x\nrange=0x%x-0x%x\n"
                    % (o.num("addr"), o.num("addr"), o.num("addr") + 0x4000) for o in objects)
    for _ in ("there", "freed"):
        read_all(vm)
        for path in suite.query_files():
            for query in asked.splitlines():
                try:
                    vm.transact(path, query + "\n", timeout=300)
                except FileError:
                    pass  # a word that only others take
        vm.sh("echo free > /proc/mms_known", check=True)
    vm.rmmod("mms_known")


def busy(vm):
    """Reads while memory is taken and given back, and areas come and go."""
    load = vm.start("while :; do dd if=/dev/zero of=/tmp/big bs=1M count=300; rm /tmp/big; "
                    "ls -lR /sys > /dev/null; done > /dev/null 2>&1")
    read_all(vm)
    read_all(vm)
    load.kill()
    vm.sh("rm -f /tmp/big")


def offline(vm):
    """Reads while blocks of memory go offline and come back."""
    blocks = "/sys/devices/system/memory/memory*"
    vm.sh("for b in %s; do echo offline > $b/state; done 2>/dev/null; true" % blocks, timeout=300)
    read_all(vm)
    ask(vm)
    vm.sh("for b in %s; do echo online > $b/state; done 2>/dev/null; true" % blocks, timeout=300)


def denied(vm):
    """Opens what may not be opened: too few rights, hidden pointers."""
    paths = [path for module in suite.MODULES for path in suite.all_files(module)]
    for who in ("nobody", "21", "34", "19"):
        vm.sh("for f in %s; do lowered %s cat $f; done" % (" ".join(paths), who), timeout=300)
        for path in suite.query_files():
            vm.sh("lowered %s sh -c 'echo pid=1 addr=0x400000 > %s; echo pid=1 > %s'"
                  % (who, path, path))
    vm.sh("chmod 444 %s; for f in %s; do lowered nobody cat $f; done; chmod 400 %s"
          % ((" ".join(paths),) * 3))
    vm.sh("echo 2 > /proc/sys/kernel/kptr_restrict; cat %s; echo 1 > /proc/sys/kernel/kptr_restrict"
          % " ".join(paths), timeout=300)


def failing(vm):
    """Loads and uses everything while each request for memory fails in turn, then reads
    and locks."""
    if not any(ko.stem == "mms_fail" for ko in vm.built.test):
        return
    vm.insmod("mms_fail")
    at = suite.vmalloc_area(vm)
    queries = ("pfn=0x100", "sym=jiffies", "pid=1", "pid=2 addr=0x1000", "pid=1 addr=0x400000",
               "pid=1 range=0x400000-0x600000", "addr=0x%x" % at,
               "range=0x%x-0x%x" % (at, at + 0x100000))
    for module in suite.MODULES:
        vm.rmmod(module)
        vm.sh("starve load %s %s gcov=1 > /dev/null" % (module, vm.module(module)),
              timeout=300, check=True)
        vm.insmod(module, "gcov=1")
        for what in ("slow", "reads", "locks"):
            for path in suite.all_files(module):
                vm.sh("starve %s %s %s > /dev/null" % (what, module, path), timeout=300,
                      check=True)
            for path in (path for path in suite.query_files() if module in path):
                vm.sh("for q in %s; do starve %s %s %s \"$q\" > /dev/null; done"
                      % (" ".join("'%s\n'" % query for query in queries), what, module, path),
                      timeout=300, check=True)
    vm.rmmod("mms_fail")


def thorough(vm):
    """Everything there is to do."""
    load(vm)
    for call in (read_all, ask, known, processes, busy, offline, denied, failing):
        call(vm)
    unload(vm)


def quick(vm):
    """Another machine: read and ask."""
    load(vm)
    for call in (read_all, ask, known, processes):
        call(vm)
    unload(vm)


def load(vm):
    """The modules, and each tells gcov what counts in it."""
    for module in suite.MODULES:
        vm.insmod(module, "gcov=1")


def unload(vm):
    """The modules' exits count too."""
    for module in suite.MODULES:
        vm.rmmod(module)


# The row whose kernel and machine it is, and the boots of it.
Plan = collections.namedtuple("Plan", "row visits")

PLANS = {
    "x86_64": Plan("amd64-6.12-5level", (
        Visit("5level", "log_buf_len=4M cma=64M hugepages=8", {}, True, thorough),
        Visit("4level", "no5lvl nokaslr pti=on vsyscall=emulate", {"levels": 4, "mem": 512}, False,
              quick),
        Visit("numa", "movablecore=512M pti=off debugfs=on", {"nodes": 2, "mem": 6144}, False,
              quick))),
    # Lists of vmap_areas that are global.
    "x86_64-6.1": Plan("amd64-6.1-5level", (
        Visit("5level", "log_buf_len=4M", {}, True, quick),)),
    # A kernel that tells no addresses of data: page tables by the CPU's register.
    "i386": Plan("i386-6.1-pae", (
        Visit("pae", "log_buf_len=4M", {}, True, thorough),)),
}
