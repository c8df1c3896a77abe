# SPDX-License-Identifier: GPL-2.0-only
"""Progress lines: what is being done, how far it is, how long it has taken.

Downloads and boots take long enough that silence looks like a hang, so these
lines reach the terminal unbuffered. pytest captures stderr; conftest.py sets
`sink` to a function that writes around the capture.
"""
import sys
import time
from contextlib import contextmanager

START = time.monotonic()


def _stderr(line):
    sys.stderr.write(line)
    sys.stderr.flush()


sink = _stderr


def say(text):
    """Write one progress line, stamped with the seconds since the start."""
    sink("[%6.1fs] %s\n" % (time.monotonic() - START, text))


@contextmanager
def step(text):
    """Announce a piece of work, then how long it took."""
    say(text + " ...")
    begin = time.monotonic()
    yield
    say("%s: done in %.1f s" % (text, time.monotonic() - begin))


class Meter:
    """A moving figure, said at most every `every` seconds."""

    def __init__(self, text, total, every=2.0):
        self.text, self.total, self.every = text, total, every
        self.begin = self.last = time.monotonic()

    def at(self, done):
        now = time.monotonic()
        if now - self.last < self.every:
            return
        self.last = now
        say("%s: %.1f of %.1f MB (%d %%), %.0f s" % (
            self.text, done / 1e6, self.total / 1e6,
            100 * done // max(self.total, 1), now - self.begin))
