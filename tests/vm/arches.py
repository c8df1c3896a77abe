# SPDX-License-Identifier: GPL-2.0-only
"""What differs between architectures, in one table.

A row of matrix.conf names a key of ARCHES; nothing else in the runner asks
which architecture it is working for.
"""
from dataclasses import dataclass


@dataclass(frozen=True)
class Arch:
    """Facts about one Debian architecture.

    machine: QEMU's -M; console: the kernel's, on QEMU's first serial port.
    channel: the QEMU words that give the guest agent its own port, {} standing
    for the chardev's id; port: that port in the guest. append: words every
    kernel of it needs on its command line.
    """
    qemu: str
    machine: str
    console: str
    triplet: str
    channel: tuple
    port: str
    append: tuple = ()


ISA_SERIAL = ("-serial", "chardev:{}")
PCI_SERIAL = ("-device", "pci-serial,chardev={}")
# An emulator short of CPU time misses the boot's timer test, and the kernel
# panics: "IO-APIC + timer doesn't work".
X86 = ("no_timer_check",)

ARCHES = {
    "amd64": Arch("qemu-system-x86_64", "q35", "ttyS0", "x86_64-linux-gnu",
                  ISA_SERIAL, "ttyS1", X86),
    "i386": Arch("qemu-system-i386", "pc", "ttyS0", "i686-linux-gnu",
                 ISA_SERIAL, "ttyS1", X86),
    "arm64": Arch("qemu-system-aarch64", "virt,gic-version=max", "ttyAMA0",
                  "aarch64-linux-gnu", PCI_SERIAL, "ttyS0"),
    # highmem: of devices. Short descriptors reach none above 4 GiB.
    "armhf": Arch("qemu-system-arm", "virt,highmem=off", "ttyAMA0",
                  "arm-linux-gnueabihf", PCI_SERIAL, "ttyS0"),
    "riscv64": Arch("qemu-system-riscv64", "virt", "ttyS0", "riscv64-linux-gnu",
                    PCI_SERIAL, "ttyS1"),
}
HOST = "amd64"
