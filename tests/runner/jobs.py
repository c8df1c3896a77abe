# SPDX-License-Identifier: GPL-2.0-only
"""Programs run side by side where memory and CPUs allow, each while it gets on.

How long one takes says little of it where a machine has other work to do: so what ends
one is that it has printed nothing for long, which each test does as it begins and ends.

A Job is a few commands, one after the other, that together need so much memory.
Jobs of one key share what their first command makes: while one of them makes it,
the others would only wait, so jobs of other keys are begun before them.
"""
import os
import re
import subprocess
import time
from pathlib import Path

HEARTBEAT = 60


class Job:
    """Commands to run one after the other; the first that fails ends it.

    need: MiB of memory. key: what jobs that share their first command have in
    common. broke: why it did not come to its end, None when it did.
    """

    def __init__(self, name, need, logs, key, commands):
        self.name, self.need, self.key = name, need, key
        self.commands = list(commands)
        self.log = Path(logs) / (name + ".log")
        self.process = self.status = self.broke = None
        self.began = self.took = self.heard = self.said = 0
        self.shares = len(self.commands) > 1

    def start(self):
        self.began = self.heard = time.monotonic()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self._next()

    def _next(self):
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(self.commands.pop(0), stdout=out, stderr=out,
                                            stdin=subprocess.DEVNULL)

    @property
    def is_making(self):
        """Is its first command still to come, or running?"""
        return self.shares and self.process and bool(self.commands)

    def silent(self):
        """For how many seconds it has printed nothing."""
        size = self.log.stat().st_size
        if size != self.said:
            self.said, self.heard = size, time.monotonic()
        return time.monotonic() - self.heard

    def poll(self, patience):
        """True once it has ended."""
        status = self.process.poll()
        if status is None:
            if self.silent() > patience:
                self.stop("stuck: printed nothing for %.0f s%s" % (patience, self._last_line()))
                return True
            return False
        self.status, self.heard = status, time.monotonic()
        if not status and self.commands:
            self._next()
            return False
        self.took = time.monotonic() - self.began
        if status:
            self.broke = "exit status %d%s" % (status, self._last_line())
        return True

    def stop(self, why):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.took = time.monotonic() - self.began if self.began else 0
        self.broke = why

    def _last_line(self):
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return ": " + lines[-1][:200] if lines else ""


def memory_free():
    """MiB that programs may take now without anything being swapped out."""
    text = Path("/proc/meminfo").read_text()
    return int(re.search(r"MemAvailable: +(\d+)", text)[1]) // 1024


class Floor:
    """Where jobs run: so many at once as there are CPUs and memory for."""

    def __init__(self, jobs, patience, limit, slots=None, memory=None):
        """patience: seconds after which a job that prints nothing is stuck.

        limit: seconds for all of them.
        """
        self.all, self.patience, self.limit = list(jobs), patience, limit
        self.slots = slots or len(os.sched_getaffinity(0))
        self.memory = memory or memory_free() * 9 // 10
        self.began = self.told = time.monotonic()
        self.waiting, self.running = list(self.all), []

    def clock(self):
        return time.monotonic() - self.began

    def fits(self, job):
        """May it begin now? One alone always may."""
        if not self.running:
            return True
        used = sum(other.need for other in self.running)
        return len(self.running) < self.slots and used + job.need <= self.memory \
            and not any(other.key == job.key and other.is_making for other in self.running)

    def _begin(self):
        for job in list(self.waiting):
            if self.fits(job):
                self.waiting.remove(job)
                self.running.append(job)
                job.start()
                print("[%6.1fs] %s: begun, %d to come" % (
                    self.clock(), job.name, len(self.waiting)), flush=True)

    def _time_is_up(self):
        """Ends everything; the jobs that had not ended."""
        left = self.running + self.waiting
        for job in left:
            job.stop("not finished when the time for all, %.0f s, was up" % self.limit)
        self.running, self.waiting = [], []
        return left

    def run(self):
        """Run all; yields each job when it has ended."""
        try:
            while self.waiting or self.running:
                if self.clock() > self.limit:
                    yield from self._time_is_up()
                    return
                self._begin()
                for job in [job for job in self.running if job.poll(self.patience)]:
                    self.running.remove(job)
                    yield job
                self._heartbeat()
                time.sleep(0.1)
        finally:
            for job in self.running:
                job.stop("given up")

    def _heartbeat(self):
        if time.monotonic() - self.told > HEARTBEAT:
            self.told = time.monotonic()
            print("[%6.1fs] running: %s; %d to come" % (
                self.clock(), ", ".join(job.name for job in self.running),
                len(self.waiting)), flush=True)
