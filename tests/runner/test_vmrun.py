# SPDX-License-Identifier: GPL-2.0-only
"""vmrun.py takes paths as a shell does; a guest that is paused is asked nothing."""
import contextlib
import runpy
import socket
import sys
import types

import pytest

from runner.vm import channel, config, machine


@pytest.fixture
def vmrun(tmp_path, monkeypatch):
    """Returns what to call with vmrun.py's arguments, in another folder than the tree's;
    gives what was put into the guest."""
    put = {}

    @contextlib.contextmanager
    def boot(_row):
        request = types.SimpleNamespace(output=lambda timeout: [],
                                        result=types.SimpleNamespace(rc=7))
        yield types.SimpleNamespace(built=types.SimpleNamespace(suite=()), put=put.__setitem__,
                                    start=lambda line: request)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["vmrun.py", *words])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(config.TESTS / "vmrun.py"), run_name="__main__")
        return ended.value.code, put
    monkeypatch.setattr(machine, "boot", boot)
    monkeypatch.chdir(tmp_path)
    return run


def test_a_script_is_found_from_where_the_caller_is(vmrun, tmp_path):
    (tmp_path / "own.sh").write_text("echo\n")
    assert vmrun("exec", "6.12-5level", "own.sh") == (7, {"/tmp/script": b"echo\n"})


def test_a_script_that_is_missing_is_named(vmrun):
    assert vmrun("exec", "6.12-5level", "no.sh") == (
        "vmrun.py: no.sh: No such file or directory", {})


@pytest.fixture
def silent(tmp_path):
    """A guest that never answers, and the monitor's commands it was given."""
    path, said = str(tmp_path / "port"), []
    vm = object.__new__(machine.Vm)
    vm.qmp = types.SimpleNamespace(execute=said.append)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        vm.channel = channel.Channel(path, None)
        guest, _ = server.accept()
        yield vm, said
        guest.close()
        vm.channel.close()


def test_a_paused_guest_says_so_when_it_is_asked(silent):
    vm, said = silent
    early = vm.start("sleep 1000")
    with vm.paused():
        for ask in (lambda: vm.sh("echo", timeout=9), lambda: vm.read("/f", timeout=9),
                    lambda: vm.write("/f", "x", timeout=9), lambda: vm.start("echo"),
                    lambda: early.wait(9)):
            with pytest.raises(config.RunnerError, match="the guest is paused"):
                ask()
    assert said == ["stop", "cont"]
    assert vm.start("echo").result is None
