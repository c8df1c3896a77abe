# SPDX-License-Identifier: GPL-2.0-only
"""Xen, which a row's kernel runs on as its first domain (dom0), paravirtualised.

QEMU loads the hypervisor as it loads a kernel (by multiboot), and the hypervisor the
kernel and its initramfs as its modules.
"""
import gzip
import os

from .apt import Suite, unpacked
from .config import cache_dir

SUITE, PACKAGE = "bookworm", "xen-hypervisor-4.17-amd64"
# The first port is the hypervisor's, where it shows the domain's console (hvc0), too.
CONSOLE = "hvc0"
# MiB that the hypervisor keeps of the machine's memory.
KEPT = 192


def hypervisor():
    """Its image, unpacked: QEMU's loader takes no compressed one."""
    home = unpacked(Suite(SUITE, "amd64"), PACKAGE, cache_dir() / "xen" / PACKAGE)
    image, part = home / "xen", home / ("xen.%d" % os.getpid())
    if not image.exists():
        packed, = (home / "boot").glob("xen-*.gz")
        part.write_bytes(gzip.decompress(packed.read_bytes()))
        part.rename(image)
    return image


def words(row, kernel, initrd, line):
    """QEMU's words for what to boot; a comma in a command line would end a module's."""
    return ["-kernel", str(hypervisor()),
            "-append", "com1=115200,8n1 console=com1 dom0_mem=%dM" % (row.mem - KEPT),
            "-initrd", "%s %s,%s" % (kernel.image, line.replace(",", ",,"), initrd)]
