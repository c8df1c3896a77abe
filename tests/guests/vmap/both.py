# SPDX-License-Identifier: GPL-2.0-only
"""The areas as vmap_inspect has them, and as the kernel lists them itself."""
import re

from guests import suite

FILES = suite.DEBUGFS + "/vmap_inspect/"
LINE = re.compile(r"0x([0-9a-f]+)-0x([0-9a-f]+)\s+(\d+) ?(.*)")


def has_lists(vm):
    """Can the kernel's lists be read? Else what has no vm_struct (vm_map_ram) is
    known by what is mapped, and free and lazily freed are one."""
    return "CONFIG_KALLSYMS_ALL" in vm.kernel.config


def vmallocinfo(vm):
    """{start: (end, size, the line's words)} of the areas in use."""
    areas = {}
    left_out = ["unpurged"] + ([] if has_lists(vm) else ["vm_map_ram"])
    for line in vm.read("/proc/vmallocinfo").splitlines():
        match = LINE.match(line)
        assert match, line
        if not any(word in line for word in left_out):
            areas[int(match[1], 16)] = (int(match[2], 16), int(match[3]), match[4].split())
    return areas


def areas(vm):
    found = suite.records(vm.read(FILES + "areas", timeout=300), "area")
    return {record.num("start"): record for record in found}
