# SPDX-License-Identifier: GPL-2.0-only
"""Memory shared with the guest, for the bytes of long frames.

A 16 MiB file that QEMU shows the guest as a PCI device (ivshmem). Two rings of
4 MiB, guest to host at 4 MiB and host to guest at 8 MiB. Before them two
32-bit counters, the bytes taken so far by the host and by the guest. The
guest's end is tests/programs/window.c.
"""
import mmap
import struct
import time

SIZE = 16 << 20
RING = 4 << 20
TO_HOST, TO_GUEST = 4 << 20, 8 << 20
SHORT = 64


class Window:
    """The host's end; `path` is created."""

    def __init__(self, path):
        with open(path, "w+b") as file:
            file.truncate(SIZE)
            self.memory = mmap.mmap(file.fileno(), SIZE)
        self.path = path
        self.put_total = self.got_total = 0

    @property
    def qemu(self):
        """QEMU's words for the device."""
        return ["-object", "memory-backend-file,id=window,share=on,size=%d,mem-path=%s"
                % (SIZE, self.path), "-device", "ivshmem-plain,memdev=window"]

    def _taken(self):
        return struct.unpack_from("<I", self.memory, 4)[0]

    def fits(self, data):
        return SHORT <= len(data) <= RING

    def put(self, data, timeout):
        """Put a payload there; False if the guest makes no room in time."""
        end = time.monotonic() + timeout
        while ((self.put_total - self._taken()) & 0xffffffff) > RING - len(data):
            if time.monotonic() > end:
                return False
            time.sleep(0.001)
        at = self.put_total % RING
        first = min(RING - at, len(data))
        self.memory[TO_GUEST + at:TO_GUEST + at + first] = data[:first]
        self.memory[TO_GUEST:TO_GUEST + len(data) - first] = data[first:]
        self.put_total += len(data)
        return True

    def get(self, length):
        """Take a payload that the guest has put there."""
        at = self.got_total % RING
        first = min(RING - at, length)
        data = self.memory[TO_HOST + at:TO_HOST + at + first] + \
            self.memory[TO_HOST:TO_HOST + length - first]
        self.got_total += length
        struct.pack_into("<I", self.memory, 0, self.got_total & 0xffffffff)
        return data

    def close(self):
        self.memory.close()
