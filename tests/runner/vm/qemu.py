# SPDX-License-Identifier: GPL-2.0-only
"""One QEMU process: its command line, its monitor, and whether KVM boots here."""
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from . import xen
from .channel import HELLO
from .config import BUILD, RunnerError, cache_dir, locked, write_file
from .progress import say
from .window import Window


def has_la57():
    """Does the host's processor have 5-level paging?"""
    return " la57" in Path("/proc/cpuinfo").read_text()


def _processors(row):
    """QEMU's words for the CPUs, and for NUMA nodes that share out them and memory.

    One socket a node: x86 kernels warn of a cache that spans nodes.
    """
    words = ["-smp", "%d,sockets=%d" % (row.smp, row.nodes)]
    for node in range(row.nodes if row.nodes > 1 else 0):
        first, last = (row.smp * n // row.nodes for n in (node, node + 1))
        words += ["-object", "memory-backend-ram,id=node%d,size=%dM" % (
                      node, row.mem // row.nodes),
                  "-numa", "node,nodeid=%d,cpus=%d-%d,memdev=node%d" % (
                      node, first, last - 1, node)]
    return words


def command(row, kernel, initrd, accel, append=()):
    """The words that boot a kernel, without consoles and monitors."""
    facts = row.facts
    cpu = "host" if accel == "kvm" else row.cpu
    thread = "" if accel == "kvm" else ",thread=" + facts.threads
    words = [facts.qemu, "-M", facts.machine, "-cpu", cpu, "-accel", accel + thread,
             "-m", str(row.mem), "-display", "none",
             "-no-reboot", "-nodefaults", *_processors(row),
             *facts.firmware.get(row.firmware, ())]
    console = xen.CONSOLE if row.firmware == "xen" else facts.console
    line = " ".join(["console=" + console, "panic=-1", "loglevel=5",
                     "mms.port=" + facts.port, *facts.append, *row.append, *append])
    if row.firmware == "xen":
        return words + xen.words(row, kernel, initrd, line)
    return words + ["-kernel", str(kernel.image), "-initrd", str(initrd), "-append", line]


def _right_tree(facts, words, place):
    """More words, for a device tree without QEMU's mistake."""
    if not facts.tree:
        return []
    blob = place / "tree"
    machine = words.index("-M") + 1
    subprocess.run([*words[:machine], "%s,dumpdtb=%s" % (words[machine], blob),
                    *words[machine + 1:]], check=True, capture_output=True)
    blob.write_bytes(blob.read_bytes().replace(*facts.tree))
    return ["-dtb", str(blob)]


def _probe_kvm(row, kernel, initrd):
    """Boot a stock kernel with KVM and see whether its agent gets to speak."""
    with tempfile.TemporaryDirectory(prefix="mms-kvm-") as place:
        said = Path(place) / "channel"
        words = command(row, kernel, initrd, "kvm")
        channel = [word.format("c") for word in row.facts.channel]
        run = subprocess.Popen(
            [*words, "-serial", "null", "-chardev", "file,id=c,path=%s" % said,
             *channel], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 10
            while time.monotonic() < end and run.poll() is None:
                if said.exists() and HELLO in said.read_bytes():
                    return True
                time.sleep(0.1)
            return False
        finally:
            run.kill()
            run.wait()


def accelerator(row, kernel, initrd):
    """"kvm" where a stock kernel really boots with it, else "tcg".

    Opening /dev/kvm proves little: nested hosts open it and then hang. The
    answer of the trial boot is kept until the host reboots. MMS_ACCEL overrides.
    """
    forced = os.environ.get("MMS_ACCEL")
    if forced:
        return forced
    if os.uname().machine != row.facts.triplet.split("-")[0] or \
            not os.access("/dev/kvm", os.R_OK | os.W_OK):
        return "tcg"
    if row.levels == 5 and not has_la57():
        return "tcg"
    note = cache_dir() / "kvm"
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    with locked(note):
        if note.exists() and note.read_text().startswith(boot):
            return note.read_text().split()[1]
        say("trying whether KVM boots a stock kernel here")
        answer = "kvm" if _probe_kvm(row, kernel, initrd) else "tcg"
        say("it does" if answer == "kvm" else "it does not: emulating (TCG)")
        write_file(note, "%s %s\n" % (boot, answer))
    return answer


class Monitor:
    """QEMU's monitor (QMP, through which the human one is asked)."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(60)
        self._connect(path)
        self.lines = self.socket.makefile("r", encoding="utf-8")
        self.lines.readline()
        self.execute("qmp_capabilities")

    def _connect(self, path):
        """QEMU binds its socket a moment before it listens: try for a while."""
        end = time.monotonic() + 20
        while True:
            try:
                return self.socket.connect(str(path))
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def execute(self, name, **arguments):
        """Run a QMP command; return what it returns."""
        text = json.dumps({"execute": name, "arguments": arguments})
        self.socket.sendall(text.encode())
        for line in self.lines:
            answer = json.loads(line)
            if "error" in answer:
                raise RunnerError("monitor: %s: %s" % (name, answer["error"]["desc"]))
            if "return" in answer:
                return answer["return"]
        raise RunnerError("monitor: %s: QEMU ended" % name)

    def human(self, line, cpu=0):
        """Run a command of the human monitor (gva2gpa, xp, info ...) on one CPU."""
        return self.execute("human-monitor-command", **{
            "command-line": line, "cpu-index": cpu})

    def close(self):
        self.lines.close()
        self.socket.close()


class Qemu:
    """A running QEMU with a console in a file, a channel and a monitor."""

    def __init__(self, row, words):
        if not shutil.which(row.facts.qemu):
            raise RunnerError("%s is not installed: run tools/install-deps.sh"
                              % row.facts.qemu)
        self.place = Path(tempfile.mkdtemp(prefix="mms-vm-"))
        logs = BUILD / "consoles"
        logs.mkdir(parents=True, exist_ok=True)
        self.console = logs / ("%s-%d-%s.log" % (row.name, os.getpid(),
                                                 self.place.name[-4:]))
        self.channel, self.monitor = self.place / "channel", self.place / "monitor"
        channel = [word.format("chan") for word in row.facts.channel]
        self.window = Window(self.place / "window")
        words = [*words, *_right_tree(row.facts, words, self.place),
                 *self.window.qemu, "-serial", "file:%s" % self.console,
                 "-chardev", "socket,id=chan,path=%s,server=on,wait=off" % self.channel,
                 *channel, "-qmp", "unix:%s,server=on,wait=off" % self.monitor]
        # A killed runner must not leave its guests behind.
        if shutil.which("setpriv"):
            words = ["setpriv", "--pdeathsig", "KILL", *words]
        self.words = words
        self.errors = open(self.place / "errors", "w+", encoding="utf-8")
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL,
                                        stdout=self.errors, stderr=self.errors)
        self._wait_for(self.monitor)

    def _wait_for(self, path):
        end = time.monotonic() + 20
        while not path.exists() or not self.channel.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                message = self.said()
                self.close()
                raise RunnerError("QEMU does not start:\n%s\n%s"
                                  % (" ".join(self.words), message))
            time.sleep(0.02)

    def said(self):
        """What QEMU itself printed."""
        self.errors.flush()
        return (self.place / "errors").read_text()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.window.close()
        self.errors.close()
        shutil.rmtree(self.place, ignore_errors=True)
