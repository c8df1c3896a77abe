# SPDX-License-Identifier: GPL-2.0-only
"""Rows with Secure Boot or Xen: what is signed, how they boot, which tests they run."""
import os
import socket
import struct
import subprocess
import sys
import types

import pytest

from runner import results
from runner.vm import channel, config, qemu, secure, target, xen
from runner.vm.build import Built

LINE = "r|matrix|%s|6.12|s|amd64|gcc-12|5|2048|2|1|max|quiet"
ROW = "amd64-6.12-lockdown"


def test_a_row_may_have_firmware():
    assert config.row(LINE % "amd64").firmware == ""
    assert config.row(LINE % "amd64" + "|secure").firmware == "secure"
    assert config.row(LINE % "amd64" + "|secure").variant == "quiet, Secure Boot"
    for line in (LINE % "amd64" + "|bios", LINE % "arm64" + "|secure", LINE % "arm64" + "|xen"):
        with pytest.raises(config.RunnerError, match="no firmware"):
            config.row(line)


def test_firmware_boots_the_kernel_and_forgets_what_it_was_told():
    kernel = types.SimpleNamespace(image="/k")
    plain, words = (qemu.command(config.row(LINE % "amd64" + more), kernel, "/i", "tcg")
                    for more in ("", "|secure"))
    assert not [word for word in plain if "pflash" in word]
    flash = [word.split(",") for word in words if "if=pflash" in word]
    assert ["readonly=on" in word or "snapshot=on" in word for word in flash] == [True, True]
    assert words[words.index("-kernel"):] == plain[plain.index("-kernel"):]


def test_what_is_not_installed_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(secure, "KEY", tmp_path / "no.key")
    with pytest.raises(config.RunnerError, match="no.key is not .*tools/install-deps.sh"):
        secure.plain_key(tmp_path)
    with pytest.raises(config.RunnerError, match="no-such-tool is not .*tools/install-deps.sh"):
        secure.run(["no-such-tool"])


def test_image_and_modules_are_signed(monkeypatch, tmp_path):
    """In copies, anew when what they are made of changed, and then only."""
    monkeypatch.setattr(secure, "BUILD", tmp_path)
    row = config.row(ROW)
    kernel = target.kernel(row)
    ko = tmp_path / "a.ko"
    ko.write_bytes(b"\x7fELF" + b"module" * 1000)

    def sign(stamp):
        return secure.sign(row, kernel, Built(kernel.kver, (ko,), (), stamp))

    (tmp_path / "kernels" / kernel.kver).mkdir(parents=True)
    signed, built = sign("1")
    copy, = built.suite
    assert copy.read_bytes().startswith(ko.read_bytes())
    assert copy.read_bytes().endswith(b"~Module signature appended~\n")
    assert not built.test and signed.image != kernel.image
    subprocess.run(["sbverify", "--cert", str(secure.CERTIFICATE), str(signed.image)], check=True)
    assert subprocess.run(["sbverify", "--cert", str(secure.CERTIFICATE), str(kernel.image)],
                          check=False).returncode
    copy.write_bytes(b"kept")
    assert sign("1")[1].suite[0].read_bytes() == b"kept"
    assert sign("2")[1].suite[0].read_bytes() != b"kept"


def test_what_firmware_prints_on_the_agents_port_is_skipped(tmp_path):
    path = str(tmp_path / "port")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        host = channel.Channel(path, None)
        guest, _ = server.accept()
        for piece in (b"\x1b[2J\x1b[01;01HBdsDxe: \xa5\xa5", b"H" + struct.pack("<HI", 0, 4),
                      struct.pack("<I", 1)):
            assert not host.ready.is_set()
            guest.sendall(piece)
        assert host.ready.wait(10) and host.shared and not host.lost
        guest.close()
        host.close()


@pytest.mark.parametrize("test, outcome, reason", (
    ("test_another_process_needs_ptrace", "skipped", "not marked locked_down"),
    ("test_guest_is_the_row", "failed", ""),
    ("test_load_needs_root", "failed", ""),
))
def test_only_tests_that_say_so_run_locked_down(tmp_path, test, outcome, reason):
    """The others skip without a boot; what check_rows keeps from most rows is run there."""
    done = subprocess.run(
        [sys.executable, str(config.TESTS / "vmtests.py"), "--name=r", "--folder=%s" % tmp_path,
         "--only=rows", "--rows=" + ROW, "-k", test], check=False, capture_output=True,
        text=True, env={**os.environ, "MMS_CACHE": "/dev/null/no-kernel"})
    cases = results.load("r", tmp_path)["cases"]
    assert [case["outcome"] for case in cases] == [outcome], done.stdout
    assert reason in cases[0]["reason"]


def test_xen_is_told_of_the_kernel(monkeypatch):
    """A comma in the kernel's command line would end it."""
    monkeypatch.setattr(xen, "hypervisor", lambda: "/xen")
    row = config.row("xen")
    words = qemu.command(row, types.SimpleNamespace(image="/k"), "/i", "tcg", ["a=1,2"])
    assert words[words.index("-kernel") + 1] == "/xen"
    loaded = words[words.index("-initrd") + 1]
    assert loaded.startswith("/k ") and "a=1,,2" in loaded and loaded.endswith(",/i"), loaded
    assert "console=hvc0" in loaded and row.variant == "Xen PV"
