# SPDX-License-Identifier: GPL-2.0-only
"""What differs between architectures, in one table.

A row of matrix.conf names a key of ARCHES; nothing else in the runner asks
which architecture it is working for.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Arch:
    """Facts about one Debian architecture.

    image: the file under boot/ (up to 6.12) or usr/lib/modules/KVER/ (7.x),
    without the version. channel: the QEMU words that give the guest agent its
    serial port, {} standing for the chardev's id; port: that port in the guest.
    append: words every kernel of it needs on its command line.
    """
    qemu: str
    machine: str
    console: str
    image: str
    triplet: str
    qemu_package: str
    channel: tuple
    port: str
    append: tuple = ()


ARCHES = {
    "amd64": Arch(qemu="qemu-system-x86_64", machine="q35", console="ttyS0",
                  image="vmlinuz", triplet="x86_64-linux-gnu",
                  qemu_package="qemu-system-x86",
                  channel=("-serial", "chardev:{}"), port="ttyS1",
                  # An emulator short of CPU time misses the boot's timer test,
                  # and the kernel panics: "IO-APIC + timer doesn't work".
                  append=("no_timer_check",)),
}
