#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Stock distribution kernels in QEMU, with the suite's modules built for them.

  vmrun.py rows                     the rows of matrix.conf
  vmrun.py fetch ROW... | all       get the kernels (and the tools to build for them)
  vmrun.py build ROW... | all       build the modules; prints where they are
  vmrun.py kdir ROW                 print the kernel's build folder, for make KDIR=
  vmrun.py source ROW               get the kernel's source; prints where it is
  vmrun.py exec ROW SCRIPT [ARG]    boot, load the suite, run a host's script there
  vmrun.py sh ROW COMMAND           boot and run one command, no modules loaded
  vmrun.py shell ROW                boot, load the suite, interactive shell

ROW may be any part of a row's name that only one row has. The environment:
MMS_CACHE (where kernels are kept), MIRROR (package mirror), MMS_ACCEL (kvm, tcg).
"""
import os
import subprocess
import sys
from pathlib import Path

from runner.vm import chroot, config, machine, qemu, target
from runner.vm.channel import ChannelError


def _rows(names):
    if names == ["all"]:
        return config.select("all")
    return [config.row(name) for name in names]


def cmd_rows():
    for row in config.rows().values():
        print("%-19s %-7s linux %-6s %d levels  %s" % (
            row.name, row.runs, row.series, row.levels, row.variant))


def cmd_fetch(*names):
    for row in _rows(list(names)):
        kernel = target.kernel(row, refresh=True)
        if row.tool_suite:
            chroot.tools(row)
        print("%s %s" % (row.name, kernel.kver))


def cmd_build(*names):
    for row in _rows(list(names)):
        built = machine.build(row, target.kernel(row))
        for module in built.suite + built.test:
            print(module)


def cmd_kdir(name):
    print(target.kernel(config.row(name)).headers)


def cmd_source(name):
    print(target.source(config.row(name)))


def _stream(vm, line, timeout):
    """Run a command in the guest with its output passed on as it comes."""
    request = vm.start(line)
    streams = {"o": sys.stdout.buffer, "e": sys.stderr.buffer}
    for kind, data in request.output(timeout):
        streams[kind].write(data)
        streams[kind].flush()
    return request.result.rc


def cmd_exec(name, script, *args):
    row = config.row(name)
    try:
        text = Path(script).read_bytes()
    except OSError as why:
        raise config.RunnerError("%s: %s" % (script, os.strerror(why.errno))) from None
    with machine.boot(row) as vm:
        for module in vm.built.suite:
            vm.insmod(module.stem)
        vm.put("/tmp/script", text)
        return _stream(vm, "/tmp/script " + " ".join(args), 600)


def cmd_sh(name, *words):
    with machine.boot(config.row(name)) as vm:
        return _stream(vm, " ".join(words), 600)


def cmd_shell(name):
    row = config.row(name)
    kernel, _, initrd = machine.prepare(row)
    accel = qemu.accelerator(row, kernel, initrd)
    words = qemu.command(row, kernel, initrd, accel, ["mms.shell"])
    print("booting %s (%s); ctrl-a x ends it at any time" % (kernel.kver, accel),
          flush=True)
    return subprocess.run([*words, "-serial", "mon:stdio"], check=False).returncode


COMMANDS = {name[4:]: function for name, function in list(globals().items())
            if name.startswith("cmd_")}


def main(argv):
    if len(argv) < 2 or argv[1] not in COMMANDS:
        sys.exit(__doc__)
    try:
        return COMMANDS[argv[1]](*argv[2:]) or 0
    except TypeError as why:
        if argv[1] in str(why):
            sys.exit("vmrun.py: %s" % why)
        raise
    except (config.RunnerError, machine.VmError, ChannelError) as why:
        sys.exit("vmrun.py: %s" % why)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
