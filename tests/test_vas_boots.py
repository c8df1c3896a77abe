# SPDX-License-Identifier: GPL-2.0-only
"""show_kernel_vas on boots that lay the address space out differently."""
import dataclasses
import errno

import pytest
import suite
from vm.machine import boot

FILES = suite.DEBUGFS + "/show_kernel_vas/"

# What the kernel is told, how much memory it has.
BOOTS = {
    "fixed": ("nokaslr pti=on", 512),
    "large": ("vsyscall=emulate nopti", 6144),
}


def regions(vm):
    found = suite.records(vm.read(FILES + "regions"), "region", "part")
    return {record["name"]: record for record in found if record["name"] != "hole"}


def check_map(vm, which):
    checks = suite.records(vm.read(FILES + "selfcheck"), "check")
    assert all(check["result"] == "ok" for check in checks), checks
    named = regions(vm)
    kaslr = {r["what"]: r for r in suite.records(vm.read(FILES + "kaslr"), "kaslr")}
    slides = suite.records(vm.read(FILES + "kaslr"), "slide")
    total = named["direct_map"].num("size")
    if which == "fixed":
        assert kaslr["image"]["on"] == kaslr["memory"]["on"] == "no"
        assert "nokaslr" in kaslr["image"]["why"]
        assert all(slide.num("slide") == 0 for slide in slides)
        assert "slide" not in named["kernel_image"]
        assert named["vsyscall"].num("mapped") == 0
        assert total < 1 << 30
    else:
        assert kaslr["image"]["on"] == kaslr["memory"]["on"] == "yes"
        # Memory around the PCI hole: the direct map ends where it does, and not
        # at as many bytes as there are; its holes are parts of it.
        assert total > 6 << 30
        assert named["not_ram"].num("size") > 0
        assert named["vsyscall"].num("mapped") == 4096


def check_image(vm, which):
    named = regions(vm)
    image = named["kernel_image"]
    # pti=on unmaps what is given back after boot; without, all stays mapped.
    if which == "fixed":
        assert image.num("mapped") < image.num("size")
    else:
        assert image.num("mapped") == image.num("size")
    assert named["text"].num("mapped") == named["text"].num("size")
    assert named["text"]["perms"] == "r-x:%s" % named["text"]["size"]


def check_process(vm):
    # The second sleep is over when the first has long set up its memory.
    pid = vm.sh("sleep 1000 >/dev/null 2>&1 & echo $!; sleep 1", check=True).out.strip()
    maps = [line.split(None, 5) for line in vm.read("/proc/%s/maps" % pid).splitlines()]
    records = suite.records(vm.transact(FILES + "query", "pid=%s\n" % pid))
    vmas = [record for record in records if record.type == "vma"]
    seen = [("%08x-%08x" % (vma.num("start"), vma.num("end")), vma["allows"])
            for vma in vmas]
    assert seen == [(line[0], line[1]) for line in maps if "[vsyscall]" not in line]
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


@pytest.mark.parametrize("which", BOOTS)
def test_map_on_other_boots(row, which):
    append, mem = BOOTS[which]
    with boot(dataclasses.replace(row, mem=mem), modules=["show_kernel_vas"],
              extra_append=append) as vm:
        check_map(vm, which)
        check_image(vm, which)
        check_process(vm)


def test_kernel_thread_has_no_half(vm):
    suite.load_all(vm)
    answer = suite.records(vm.transact(FILES + "query", "pid=2\n"))[0]
    assert answer["mm"] == "none" and "kernel thread" in answer["reason"]
    assert vm.write(FILES + "query", "pid=%d\n" % (1 << 22)) == errno.ESRCH
