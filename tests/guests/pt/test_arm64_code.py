# SPDX-License-Identifier: GPL-2.0-only
"""What no arm64 machine here would show: barriers, in the code the compiler made."""
import re
import shutil
import subprocess

import pytest


def functions(vm, module):
    """{name: [instruction, …]} of a module's code; "" for what has no name."""
    if vm.row.arch != "arm64":
        pytest.skip("arm64's instructions")
    objdump = vm.row.facts.triplet + "-objdump"
    if not shutil.which(objdump):
        pytest.skip("no " + objdump)
    path, = (str(ko) for ko in vm.built.suite if ko.stem == module)
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", path], check=True,
                          capture_output=True, text=True).stdout
    found = {}
    for block in re.split(r"\n\n+", text):
        head = re.match(r"[0-9a-f]+ <(.*)>:", block)
        if head:
            found[head[1]] = [" ".join(line.split("\t")[1:]) for line in
                              block.splitlines()[1:]]
    return found


def test_par_is_read_between_barriers(vm):
    """Erratum 1508412: nops, which the kernel makes barriers where they are needed."""
    reads = 0
    for name, code in functions(vm, "pagewalk").items():
        for i, line in enumerate(code):
            if not re.match(r"mrs +x\d+, par_el1", line):
                continue
            reads += 1
            around = [code[i - 1], code[i + 1]]
            assert all(re.match(r"nop|dmb +sy", other) for other in around), \
                "%s: %s\n%s" % (name, around, "\n".join(code[max(0, i - 4):i + 5]))
    assert reads, "PAR_EL1 is not read at all"


def test_entries_are_read_again_after_what_they_led_to(vm):
    """A load barrier before each read of table memory."""
    code = functions(vm, "pagewalk")
    assert any(re.match("dmb +ishld", line) for line in code["read_online"]), \
        "\n".join(code["read_online"])
