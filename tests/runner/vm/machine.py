# SPDX-License-Identifier: GPL-2.0-only
"""A booted guest, as tests see it.

    with boot(row) as vm:
        vm.insmod("pagewalk")
        text = vm.transact("/sys/kernel/debug/pagewalk/query", "addr=0x...\\n")
        with vm.paused():
            print(vm.monitor("gva2gpa 0x..."))

Leaving the block fails with VmError if the console shows a splat.
"""
import collections
import os
import time
from contextlib import contextmanager
from pathlib import Path

from .. import splat
from . import initramfs, secure
from .build import build
from .channel import Channel, ChannelError
from .config import BUILD, TESTS, RunnerError, locked
from .progress import say
from .qemu import Monitor, Qemu, accelerator, command
from .target import kernel as kernel_of

# Under TCG on a busy machine a boot takes several times its usual seconds.
BOOT_TIMEOUT = 600
COMMAND_TIMEOUT = 180


# Every boot of this process: when it began, how much CPU time the process and what
# it ran had used by then, how long it took, what was booted.
Boot = collections.namedtuple("Boot", "began cpu seconds kver console")
booted = []


def cpu_used():
    """Seconds of CPU time of this process and of those it has waited for."""
    return sum(os.times()[:4])


class VmError(Exception):
    """A guest that hung, died, complained, or failed a command that must work."""


class FileError(OSError):
    """A system call on a guest's file failed; errno says how."""


class Vm:
    """A guest. Made by boot(), not by itself."""

    def __init__(self, row, kernel, built, qemu, accel):
        self.row, self.kernel, self.built = row, kernel, built
        self.qemu, self.accel = qemu, accel
        self.channel = Channel(qemu.channel, qemu.window)
        self.qmp = Monitor(qemu.monitor)
        self.judged = 0

    # Commands

    def start(self, line):
        """Start a shell command; returns a Request (wait(), kill(), output())."""
        return self.channel.start("R", line.encode(), line)

    def sh(self, line, timeout=COMMAND_TIMEOUT, check=False):
        """Run a shell command: Result with rc, out, err (raw: bytes of out)."""
        result = self._ask("R", line.encode(), line, timeout)
        if check and result.rc:
            raise VmError("%s: rc %d\n%s%s" % (line, result.rc, result.out, result.err))
        return result

    def _ask(self, kind, body, what, timeout):
        try:
            return self.channel.start(kind, body, what).wait(timeout)
        except ChannelError as why:
            raise self.failure(str(why)) from None

    def failure(self, why):
        """A VmError with the end of the console."""
        return VmError("%s: %s\n--- console, last lines (%s)\n%s" % (
            self.row.name, why, self.qemu.console,
            "\n".join(self.console_text().splitlines()[-40:])))

    # Files

    def _file(self, kind, path, data, timeout):
        body = path.encode() + b"\0" + data
        result = self._ask(kind, body, "%s %s" % (kind, path), timeout)
        if result.rc > 128:
            raise self.failure("the agent died on %s: %s" % (path, result.err))
        return result

    def _checked(self, result, path):
        if result.rc:
            raise FileError(result.rc, "%s: %s" % (os.strerror(result.rc),
                                                   result.err.strip()), path)
        return result

    def read(self, path, timeout=COMMAND_TIMEOUT):
        """The text of a file; FileError where it can't be read."""
        return self._checked(self._file("G", path, b"", timeout), path).out

    def write(self, path, data, timeout=COMMAND_TIMEOUT):
        """One write(2) of exactly `data`; returns 0 or the errno."""
        return self._file("W", path, _bytes(data), timeout).rc

    def transact(self, path, data, timeout=COMMAND_TIMEOUT):
        """Open for both, one write(2) of `data`, then read that file to its end."""
        result = self._file("T", path, _bytes(data), timeout)
        return self._checked(result, path).out

    def put(self, path, data, timeout=COMMAND_TIMEOUT):
        """Create an (executable) file in the guest."""
        self._checked(self._file("P", path, _bytes(data), timeout), path)

    # Modules

    def insmod(self, name, params=""):
        """Load one of the suite's or the tests' modules."""
        self.sh("insmod %s %s" % (self.module(name), params), check=True)

    def rmmod(self, name):
        self.sh("rmmod " + name, check=True)

    def module(self, name):
        """Where a module's file is in the guest."""
        for kind, kos in self.built.modules.items():
            if any(ko.stem == name for ko in kos):
                return "/modules/%s/%s.ko" % (kind, name)
        raise RunnerError("no module %s was built for %s" % (name, self.kernel.kver))

    # The machine from outside

    def monitor(self, line, cpu=0):
        """A command of QEMU's human monitor, as seen from one CPU."""
        return self.qmp.human(line, cpu)

    @contextmanager
    def paused(self):
        """Hold the guest still, for questions to the monitor; it answers no others."""
        self.qmp.execute("stop")
        self.channel.held = True
        try:
            yield self
        finally:
            self.channel.held = False
            self.qmp.execute("cont")

    def console_text(self):
        return self.qemu.console.read_text(errors="replace").replace("\r", "")

    def splats(self):
        """Splats printed since they were last asked for (not expected: fail)."""
        new, self.judged = splat.whole_lines(self.console_text(), self.judged)
        return [splat.around(new, line) for line in splat.find(new)[:1]]

    def check(self):
        """Fail if the kernel complained since the last check."""
        for found in self.splats():
            raise VmError("%s: the kernel complained (%s):\n%s"
                          % (self.row.name, self.qemu.console, found))

    def wait_ready(self, timeout):
        begin = told = time.monotonic()
        while not self.channel.ready.wait(0.05):
            now = time.monotonic()
            if now - told > 5:
                told = now
                last = self.console_text().splitlines()[-1:]
                say("%s: booting, %.0f s: %s" % (self.row.name, now - begin,
                                                 " ".join(last)[:70]))
            if self.qemu.process.poll() is not None:
                raise self.failure("QEMU ended during boot: " + self.qemu.said())
            if now - begin > timeout:
                raise self.failure("no boot in %g s" % timeout)

    def close(self):
        self.channel.close()
        self.qmp.close()
        self.qemu.close()


def _bytes(data):
    return data.encode() if isinstance(data, str) else bytes(data)


def initrd_of(row, built, extra=None):
    """The row's initramfs: kept until something in it changes, unless extra."""
    home = BUILD / "kernels" / built.kver
    if extra:
        return initramfs.write(home / ("initrd-%d" % os.getpid()), row,
                               built.modules, extra)
    path = home / ("initrd" + row.firmware)
    parts = [Path(initramfs.__file__), TESTS / "programs/init",
             *initramfs.programs(row).values(), *built.suite, *built.test]
    with locked(path):
        if not path.exists() or path.stat().st_mtime < max(
                part.stat().st_mtime for part in parts):
            initramfs.write(path, row, built.modules)
    return path


def prepare(row, extra=None):
    """Everything a boot needs: (kernel, modules, initramfs)."""
    kernel = kernel_of(row)
    built = build(row, kernel)
    if row.firmware == "secure":
        kernel, built = secure.sign(row, kernel, built)
    return kernel, built, initrd_of(row, built, extra)


def _start(row, kernel, built, words, accel, timeout):
    """Start QEMU with these words and wait until the agent answers."""
    begin, cpu = time.monotonic(), cpu_used()
    say("%s: booting %s (%s)" % (row.name, kernel.kver, accel))
    qemu = Qemu(row, words)
    vm = None
    try:
        vm = Vm(row, kernel, built, qemu, accel)
        vm.wait_ready(timeout)
    except BaseException:
        vm.close() if vm else qemu.close()
        raise
    booted.append(Boot(begin, cpu, time.monotonic() - begin, kernel.kver, qemu.console))
    say("%s: up after %.1f s" % (row.name, booted[-1].seconds))
    return vm


@contextmanager
def boot(row, modules=(), extra_append="", extra=None, timeout=BOOT_TIMEOUT):
    """Boot a row's kernel; yields its Vm once the agent answers.

    modules: loaded in that order. extra_append: words for the kernel's command
    line. extra: {guest path: host path} of more files.
    """
    with boot_these(row, *prepare(row, extra), extra_append, timeout) as vm:
        for name in modules:
            vm.insmod(name)
        yield vm


@contextmanager
def boot_these(row, kernel, built, initrd, extra_append="", timeout=BOOT_TIMEOUT):
    """The same with any kernel, modules and initramfs, on a machine as of that row."""
    accel = accelerator(row, kernel, initrd)
    words = command(row, kernel, initrd, accel, extra_append.split())
    vm = _start(row, kernel, built, words, accel, timeout)
    try:
        yield vm
        time.sleep(0.2)  # the console may lag behind the last command
        vm.check()
    finally:
        vm.close()
