# SPDX-License-Identifier: GPL-2.0-only
"""show_kernel_vas on boots that lay the address space out differently.

Each row is such a boot: what its kernel was told and how much memory it has is in
the row's line of matrix.conf.
"""
import errno

import pytest
from guests import suite

FILES = suite.DEBUGFS + "/show_kernel_vas/"
# Where QEMU's q35 machine ends memory below 4 GiB, to put the rest above.
PCI_HOLE = 2816


def regions(vm):
    found = suite.records(vm.read(FILES + "regions"), "region", "part")
    return {record["name"]: record for record in found if record["name"] != "hole"}


@pytest.fixture
def x86_64(loaded, row):
    if row.arch != "amd64":
        pytest.skip("these names and options are x86-64's")
    return loaded


@pytest.mark.locked_down
def test_slides_are_what_the_boot_asked_for(x86_64, row):
    records = suite.records(x86_64.read(FILES + "kaslr"), "kaslr", "slide")
    kaslr = {record["what"]: record for record in records if record.type == "kaslr"}
    slides = [record for record in records if record.type == "slide"]
    on = "no" if "nokaslr" in row.append else "yes"
    assert kaslr["image"]["on"] == kaslr["memory"]["on"] == on
    if on == "no":
        assert "nokaslr" in kaslr["image"]["why"]
        assert all(slide.num("slide") == 0 for slide in slides)
        assert "slide" not in regions(x86_64)["kernel_image"]


@pytest.mark.locked_down
def test_direct_map_is_the_memory(x86_64, row):
    named = regions(x86_64)
    total = named["direct_map"].num("size")
    if row.mem > PCI_HOLE:
        # Memory around the PCI hole: the direct map ends where it does, and not
        # at as many bytes as there are; its holes are parts of it.
        assert total > row.mem << 20
        assert named["not_ram"].num("size") > 0
    else:
        # UEFI keeps more for itself at the end than a BIOS.
        at_end = 32 if row.firmware else 8
        assert (row.mem - at_end) << 20 < total <= row.mem << 20


@pytest.mark.locked_down
def test_vsyscall_is_what_the_boot_asked_for(x86_64, row):
    mapped = regions(x86_64)["vsyscall"].num("mapped")
    assert mapped == (4096 if "vsyscall=emulate" in row.append else 0)


@pytest.mark.locked_down
def test_image_is_mapped_as_the_boot_asked_for(x86_64, row):
    named = regions(x86_64)
    image = named["kernel_image"]
    # pti=on unmaps what is given back after boot; without, all stays mapped.
    if "pti=on" in row.append:
        assert image.num("mapped") < image.num("size")
    elif "nopti" in row.append:
        assert image.num("mapped") == image.num("size")
    assert named["text"].num("mapped") == named["text"].num("size")
    assert named["text"]["perms"] == "r-x:%s" % named["text"]["size"]


def test_process_agrees_with_its_maps(loaded):
    vm = loaded
    # The second sleep is over when the first has long set up its memory.
    pid = vm.sh("sleep 1000 >/dev/null 2>&1 & echo $!; sleep 1", check=True).out.strip()
    maps = [line.split(None, 5) for line in vm.read("/proc/%s/maps" % pid).splitlines()]
    records = suite.records(vm.transact(FILES + "query", "pid=%s\n" % pid))
    vmas = [record for record in records if record.type == "vma"]
    seen = [("%08x-%08x" % (vma.num("start"), vma.num("end")), vma["allows"])
            for vma in vmas]
    assert seen == [(line[0], line[1]) for line in maps
                    if line[-1].strip() not in ("[vsyscall]", "[vectors]")]
    for vma, line in zip(vmas, maps):
        name = line[5].strip() if len(line) > 5 else ""
        if name in ("[heap]", "[stack]"):
            assert vma["kind"] == name.strip("[]")
        else:
            assert vma.get("name", "") == name
    # Mappings and free space tile the half.
    at = 0
    for record in records[1:]:
        assert record.num("start") == at, record
        at = record.num("end")
    assert at == records[0].num("task_size")
    # An address of it, asked for alone.
    answer = suite.records(vm.transact(
        FILES + "query", "pid=%s addr=%s\n" % (pid, vmas[0]["start"])))
    assert answer[0]["half"] == "user" and answer[1]["start"] == vmas[0]["start"]
    vm.sh("kill %s" % pid, check=True)


def test_kernel_thread_has_no_half(vm):
    suite.load_all(vm)
    answer = suite.records(vm.transact(FILES + "query", "pid=2\n"))[0]
    assert answer["mm"] == "none" and "kernel thread" in answer["reason"]
    assert vm.write(FILES + "query", "pid=%d\n" % (1 << 22)) == errno.ESRCH
