# SPDX-License-Identifier: GPL-2.0-only
"""The host's end of the test channel: requests to the guest's agent.

The frames are described in tests/programs/agent.c. One thread reads replies and
hands them to the request they belong to, so that several may run at once. The
host stays at most AHEAD bytes ahead of what the agent says it has received:
a guest's serial port has no flow control, and its buffers are small.
"""
import errno
import os
import queue
import socket
import struct
import threading
import time
from dataclasses import dataclass

from .config import RunnerError

MAGIC, MAGIC_WINDOW = 0xa5, 0xa6
HEADER = struct.Struct("<BBHI")
AHEAD = 16384
# How the agent's first frame begins.
HELLO = bytes([MAGIC]) + b"H"


class ChannelError(Exception):
    """The guest did not answer, or not in time."""


@dataclass(frozen=True)
class Result:
    """How a request ended: exit code (or 128 + signal), output, error text."""
    rc: int
    raw: bytes
    err: str

    @property
    def out(self):
        return self.raw.decode(errors="replace")


class Request:
    """A request under way in the guest."""

    def __init__(self, channel, number, what):
        self.channel, self.number, self.what = channel, number, what
        self.events = queue.SimpleQueue()
        self.text = {"o": bytearray(), "e": bytearray()}
        self.result = None

    def kill(self):
        """Kill it and its process group; wait() then says how it ended."""
        self.channel.send("K", self.number, b"")

    def output(self, timeout):
        """Yield pieces of output as they come, ("o" or "e", bytes), to its end."""
        if self.channel.held:
            # It may have ended before: what it said is there by then.
            timeout = min(timeout, 1)
        end = time.monotonic() + timeout
        while self.result is None:
            try:
                kind, body = self.events.get(timeout=max(0, end - time.monotonic()))
            except queue.Empty:
                self.channel.refuse_if_held(self.what)
                raise ChannelError("no answer in %g s to: %s"
                                   % (timeout, self.what)) from None
            if kind == "X":
                self._end(struct.unpack("<I", body)[0])
            elif kind == "lost":
                raise ChannelError("the guest ended during: %s" % self.what)
            else:
                self.text[kind] += body
                yield kind, body

    def _end(self, status):
        self.channel.forget(self.number)
        code = os.waitstatus_to_exitcode(status)
        self.result = Result(128 - code if code < 0 else code, bytes(self.text["o"]),
                             self.text["e"].decode(errors="replace"))

    def wait(self, timeout):
        """Its Result; ChannelError if it does not end in time (it is killed then)."""
        try:
            for _ in self.output(timeout):
                pass
        except ChannelError:
            self.channel.abandon(self)
            raise
        return self.result


class Channel:
    """The agent of one guest, over a unix socket and a Window."""

    def __init__(self, path, window):
        self.window, self.shared = window, False
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(str(path))
        self.ready = threading.Event()
        self.lost = self.held = False
        self.requests = {}
        self.number = 0
        self.sent = self.received = 0
        self.turn = threading.Lock()
        self.credit = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def close(self):
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.reader.join()
        self.socket.close()

    def _exactly(self, count):
        data = bytearray()
        while len(data) < count:
            piece = self.socket.recv(min(count - len(data), 1 << 18))
            if not piece:
                raise OSError(errno.EPIPE, "the guest's port closed")
            data += piece
        return bytes(data)

    def _skip(self):
        """Take what firmware prints on the port (text) before the agent has it."""
        said = b""
        while not said.endswith(HELLO):
            said = said[-1:] + self._exactly(1)

    def _read(self):
        try:
            self._skip()
            self._dispatch(HELLO)
            while True:
                self._dispatch()
        except OSError:
            pass
        self.lost = True
        for request in list(self.requests.values()):
            request.events.put(("lost", b""))
        with self.credit:
            self.credit.notify_all()

    def _dispatch(self, head=b""):
        head += self._exactly(HEADER.size - len(head))
        magic, kind, number, length = HEADER.unpack(head)
        if magic not in (MAGIC, MAGIC_WINDOW):
            raise OSError(errno.EPROTO, "not a frame of the agent")
        body = self._exactly(length) if magic == MAGIC else self.window.get(length)
        kind = chr(kind)
        if kind == "H":
            self.shared = bool(struct.unpack("<I", body)[0])
            self.ready.set()
        elif kind == "A":
            with self.credit:
                self.received = struct.unpack("<I", body)[0]
                self.credit.notify_all()
        elif number in self.requests:
            self.requests[number].events.put((kind, body))

    def _ahead(self):
        """Bytes the agent has not yet said it received (it counts in 32 bits)."""
        return (self.sent - self.received) & 0xffffffff

    def send(self, kind, number, body, timeout=60):
        """Send a frame, as fast as the guest takes it."""
        head = HEADER.pack(MAGIC, ord(kind), number, len(body))
        with self.turn:
            if not (self.shared and self.window.fits(body)):
                self._send_bytes(head + body, timeout)
            elif self.window.put(body, timeout):
                self._send_bytes(bytes([MAGIC_WINDOW]) + head[1:], timeout)
            else:
                raise ChannelError("the guest stopped listening")

    def _send_bytes(self, data, timeout):
        data = memoryview(data)
        while data:
            with self.credit:
                if not self.credit.wait_for(
                        lambda: self.lost or self._ahead() <= AHEAD // 2, timeout):
                    raise ChannelError("the guest stopped listening")
                room = AHEAD - self._ahead()
            if self.lost:
                raise ChannelError("the guest ended")
            piece = data[:room]
            self.socket.sendall(piece)
            self.sent += len(piece)
            data = data[len(piece):]

    def refuse_if_held(self, what):
        """A guest that is held still answers nothing: say so instead of waiting."""
        if self.held:
            raise RunnerError("the guest is paused, it can't do this: %s (ask before or after "
                              "`with vm.paused()`; within it only vm.monitor() answers)" % what)

    def start(self, kind, body, what):
        """Send a request; returns it without waiting for its end."""
        self.refuse_if_held(what)
        if self.lost:
            raise ChannelError("the guest ended before: %s" % what)
        self.number = self.number % 0xffff + 1
        request = Request(self, self.number, what)
        self.requests[self.number] = request
        self.send(kind, self.number, body)
        return request

    def forget(self, number):
        self.requests.pop(number, None)

    def abandon(self, request):
        """Stop a request that took too long; what it still says is dropped."""
        self.forget(request.number)
        if not self.lost:
            try:
                request.kill()
            except (ChannelError, OSError):
                pass
