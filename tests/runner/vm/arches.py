# SPDX-License-Identifier: GPL-2.0-only
"""What differs between architectures, in one table.

A row of matrix.conf names a key of ARCHES; nothing else in the runner asks
which architecture it is working for.
"""
import re
from dataclasses import dataclass, field
from typing import Callable


@dataclass(frozen=True)
class Arch:
    """Facts about one Debian architecture.

    machine: QEMU's -M; console: the kernel's, on QEMU's first serial port. tree:
    what QEMU's device tree says wrongly, and what is right, as long as that.
    channel: the QEMU words that give the guest agent its own port, {} standing
    for the chardev's id; port: that port in the guest. append: words every
    kernel of it needs on its command line. busybox: the suite that has one.

    firmware: what may boot the kernel but QEMU itself, and QEMU's words for it.

    What tests compare with: bits of an address. cpuinfo: the word of
    /proc/cpuinfo that says how many levels the CPU walks, where there is one.
    io_phys: an MMIO page that nothing minds being mapped. noise: bits of entries
    that change without the mapping changing (accessed, dirty). ram, io: how the
    decoder calls the cache type of memory and of MMIO. read_only: has
    PAGE_KERNEL_RO; no_nx: the levels with which nothing can be not executable.
    runs_on: do these registers (the monitor's) show a CPU that walks the tables
    at this root for a process? On ARM, whose roots the monitor keeps to itself:
    does it run a process at all?

    For show_kernel_vas: image_base: where the image is linked to, if it can be
    moved and that is known from outside. modules: regions that hold modules.
    halves: addresses, and which half they are of. cpu_objects: it knows where the
    CPU's own tables are; irq_stacks: the region that the stacks of interrupts lie in,
    or why it can't be told; initrd: likewise. image_parts: parts of the image, and the
    line of /proc/iomem each begins with. lazy: a process' tables get an entry of the
    kernel's half when it is first used.

    entropy: for what KASLR may move, by name and space, patterns and what a row must
    say whose name, or what it is told at boot, one matches (the first counts): the
    bits, as text, where they are known from outside; the word that they are there
    where they are not; else why there are none.
    """
    qemu: str
    machine: str
    console: str
    triplet: str
    channel: tuple
    port: str
    append: tuple = ()
    firmware: dict = field(default_factory=dict, hash=False)
    tree: tuple = ()
    busybox: str = "bookworm"
    threads: str = "multi"
    bits: int = 64
    cpuinfo: dict = field(default_factory=dict, hash=False)
    io_phys: int = 0
    noise: int = 0
    ram: str = "write-back"
    io: str = "uncached"
    read_only: bool = True
    no_nx: tuple = ()
    runs_on: Callable = None
    image_base: int = 0
    modules: tuple = ("modules",)
    halves: tuple = ((0x1000, "user"), (0xfffff000, "kernel"))
    cpu_objects: bool = False
    irq_stacks: dict = field(default_factory=lambda: {"irq_stack": "vmalloc"}, hash=False)
    initrd: str = "direct_map"
    entropy: dict = field(default_factory=dict, hash=False)
    image_parts: tuple = ()
    lazy: bool = False


def _by_register(pattern, shift, low):
    """A root table's address in a register, shifted, but for the bits in `low`."""
    def runs_on(registers, root):
        value = int(re.search(pattern, registers)[1], 16) << shift
        return not (value ^ root) & ~low & (1 << 56) - 1
    return runs_on


def _by_mode(pattern):
    return lambda registers, root: bool(re.search(pattern, registers))


ISA_SERIAL = ("-serial", "chardev:{}")
PCI_SERIAL = ("-device", "pci-serial,chardev={}")
# An emulator short of CPU time misses the boot's timer test, and the kernel
# panics: "IO-APIC + timer doesn't work".
X86 = ("no_timer_check",)
# These kernels patch their code through an int3 that is there for a moment. QEMU drops
# what it translated of a page before it stores into it (notdirty_write() of store_helper(),
# accel/tcg/cputlb.c, 7.2): a CPU with a thread of its own may translate the int3 once
# more in between, keep it, and the kernel dies of it. One boot in some hundred did, and
# one switch of kernel.sched_schedstats in some 2000; of 64,000 on one thread none. It is
# faster too, for them: on riscv64, whose waiting CPUs do not yield, a row took 4 times as
# long.
X86_THREADS = "single"
# Firmware and its variables, as Debian's ovmf pairs them: they trust its own key (secure.py).
# What is written to them goes with the guest.
OVMF = "/usr/share/OVMF/OVMF_%s_4M.snakeoil.fd"
X86_SECURE = ("-machine", "smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on",
              "-drive", "if=pflash,format=raw,readonly=on,file=" + OVMF % "CODE",
              "-drive", "if=pflash,format=raw,snapshot=on,file=" + OVMF % "VARS")

# QEMU boots without EFI, whose stub is what places these kernels in memory.
NO_EFI = (("", "booted without EFI"),)

# By hand. 6.1: 2^46 bytes in steps of 2 MiB. 6.12 on: half of vmalloc, whose end
# depends on what of vmemmap the CPU's address bits leave unused; see
# kunit/vas/kaslr_test.c. The linear map's seed has 16 bits; a CPU with as many physical
# bits as the map has (-cpu max) leaves it no room.
ARM64_ENTROPY = {
    ("kernel_image", "virtual"): (("6.1-va48", "25.00"), ("16k", "23.59"), ("va47", "23.99"),
                                  ("va48", "24.97"), ("", "24.04")),
    ("kernel_image", "physical"): NO_EFI,
    ("direct_map", "virtual"): (("7.2-va48", "this kernel does not move the linear map"),
                                ("va48", "16.00"), ("", "not larger than the CPU's")),
    ("vmalloc", "virtual"): (("", "the linear map and the image only"),),
    ("vmemmap", "virtual"): (("", "the linear map and the image only"),),
}
FIXED = "moves the image only"
RISCV_ENTROPY = {
    # Debian's kernels are built without.
    ("kernel_image", "virtual"): (("", "CONFIG_RANDOMIZE_BASE is not set"),),
    ("kernel_image", "physical"): NO_EFI,
    **{(name, "virtual"): (("", FIXED),) for name in ("direct_map", "vmalloc", "vmemmap")},
}
# 16 to 512 MiB of memory in steps of 16 MiB, less the image of some 12 to 32 MiB.
I386_ENTROPY = {
    ("kernel_image", "virtual"): (("", "some"),),
    ("kernel_image", "physical"): (("", "some"),),
    ("direct_map", "virtual"): (("", FIXED),),
    ("vmalloc", "virtual"): (("", FIXED),),
}
X86_64_ENTROPY = {
    **{("kernel_image", space): (("nokaslr", "nokaslr on the kernel command line"),
                                 ("", "some")) for space in ("virtual", "physical")},
    **{(name, "virtual"): (("nokaslr", "the image is not moved either"), ("", "some"))
       for name in ("direct_map", "vmalloc", "vmemmap")},
}
ARM_ENTROPY = {
    ("kernel_image", "physical"): (("", "32-bit ARM has none"),),
    **{(name, "virtual"): (("", "32-bit ARM has none"),)
       for name in ("kernel_image", "direct_map", "vmalloc")},
}

# The lowest and the highest pages, whatever the levels.
HALVES_64 = ((0x1000, "user"), (0xfffffffffffff000, "kernel"))

ARCHES = {
    "amd64": Arch("qemu-system-x86_64", "q35", "ttyS0", "x86_64-linux-gnu",
                  ISA_SERIAL, "ttyS1", X86, {"secure": X86_SECURE, "xen": ()}, threads=X86_THREADS,
                  cpuinfo={5: "la57"},
                  io_phys=0xfed00000, noise=0x60,
                  # Bit 12: page-table isolation's own copy for user mode.
                  runs_on=_by_register(r"CR3=([0-9a-f]+)", 0, 0x1fff),
                  image_base=0xffffffff81000000, cpu_objects=True,
                  entropy=X86_64_ENTROPY,
                  image_parts=(("text", "Kernel code"), ("rodata", "Kernel rodata"),
                               ("data", "Kernel data"), ("bss", "Kernel bss")),
                  halves=(*HALVES_64, (0x7fffffffe000, "user"),
                          (0x8000000000000000, "noncanonical"),
                          (0xffffffffff600000, "kernel"))),
    "i386": Arch("qemu-system-i386", "pc", "ttyS0", "i686-linux-gnu",
                 ISA_SERIAL, "ttyS1", X86, threads=X86_THREADS, bits=32,
                 io_phys=0xfed00000, noise=0x60, no_nx=(2,),
                 runs_on=_by_register(r"CR3=([0-9a-f]+)", 0, 0x1f),
                 cpu_objects=True, irq_stacks={"irq_stack": "only devices' interrupts",
                                               "softirq_stack": "direct_map"},
                 # The boot loader may use the last megabytes below 896, lowmem does not.
                 initrd="highmem",
                 modules=("vmalloc",), entropy=I386_ENTROPY),
    "arm64": Arch("qemu-system-aarch64", "virt,gic-version=max", "ttyAMA0",
                  "aarch64-linux-gnu", PCI_SERIAL, "ttyS0",
                  # AF; RDONLY and the software bit for dirty.
                  io_phys=0x0a000000, noise=1 << 10 | 1 << 7 | 1 << 55,
                  io="device-nGnRE", runs_on=_by_mode(r"\bEL0t\b"),
                  # With KASLR older kernels put them near the image, in vmalloc.
                  modules=("modules", "vmalloc"), entropy=ARM64_ENTROPY,
                  halves=(*HALVES_64, (0x8000000000000000, "noncanonical"))),
    # highmem: of devices. Short descriptors reach none above 4 GiB.
    "armhf": Arch("qemu-system-arm", "virt,highmem=off", "ttyAMA0",
                  "arm-linux-gnueabihf", PCI_SERIAL, "ttyS0", bits=32,
                  # As arm64's, and young, dirty, read-only of 32-bit entries.
                  io_phys=0x0a000000, noise=1 << 10 | 1 << 7 | 1 << 55 | 0x42,
                  io="device", read_only=False, runs_on=_by_mode(r"\busr32\b"),
                  lazy=True, entropy=ARM_ENTROPY),
    "riscv64": Arch("qemu-system-riscv64", "virt", "ttyS0", "riscv64-linux-gnu",
                    PCI_SERIAL, "ttyS1", busybox="trixie",
                    # Before 8.0 whatever the CPU has; set_satp_mode_from_fdt()
                    # (arch/riscv/kernel/pi/fdt_early.c, 7.2) keeps to it.
                    tree=(b"riscv,sv48", b"riscv,sv57"),
                    cpuinfo={3: "sv39", 4: "sv48", 5: "sv57"},
                    io_phys=0x10008000, noise=0xc0, ram="pma", io="pma",
                    read_only=False, entropy=RISCV_ENTROPY,
                    # satp: the mode on top of 44 bits of page number.
                    runs_on=_by_register(r"satp +[0-9a-f]{5}([0-9a-f]{11})", 12, 0xfff),
                    halves=(*HALVES_64, (0x8000000000000000, "noncanonical"))),
}
HOST = "amd64"
