# SPDX-License-Identifier: GPL-2.0-only
"""design.md section 2: every file is there, well formed, and checks itself."""
import re
import stat
import time

import pytest
from guests import suite

HEADER_KEYS = ("kernel", "arch", "page_size", "levels", "file")


# What kernels older than a version cannot have, and must say so: files, checks.
SINCE = {
    "/sys/kernel/debug/vmap_inspect/pools": (6, 9),
    "vmap_inspect pooled_areas": (6, 9),
    "/sys/kernel/debug/buddy_probe/build": (6, 1),  # says that of per-CPU lists
    "buddy_probe pcp_counts": (6, 1),
}


# What kernels configured without something cannot have, and must say so.
NEEDS = {
    "CONFIG_KALLSYMS_ALL": (
        "/sys/kernel/debug/vmap_inspect/free", "/sys/kernel/debug/vmap_inspect/lazy",
        "vmap_inspect tiling_vmalloc", "vmap_inspect tiling_modules",
        "vmap_inspect lazy_pages"),
}
# Checks that need a symbol of the image, which such a kernel may tell or not, or
# mem_hotplug_lock, where there is memory hotplug.
MAY_SKIP = {"CONFIG_KALLSYMS_ALL": ("show_kernel_vas text_not_writable", "pagewalk vmemmap")}


def results(vm, module, check):
    """What a check may say on this kernel."""
    name = module + " " + check["name"]
    if lacks(vm, name):
        return ("skipped",)
    if any(name in names and option not in vm.kernel.config
           for option, names in MAY_SKIP.items()):
        return ("ok", "skipped")
    facts = vm.row.facts
    if check["name"] == "nothing_wx" and vm.row.levels in facts.no_nx:
        return ("skipped",)
    return ("ok",)


def lacks(vm, what):
    """Is this kernel too old for that file or check, or configured without it?"""
    version = tuple(map(int, re.match(r"(\d+)\.(\d+)", vm.kernel.kver).groups()))
    return version < SINCE.get(what, (0, 0)) or any(
        what in names and option not in vm.kernel.config
        for option, names in NEEDS.items())


@pytest.mark.xen_pv
@pytest.mark.locked_down
@pytest.mark.parametrize("module", suite.MODULES)
def test_files_are_those_of_the_contract(loaded, module):
    found = loaded.sh("ls %s/%s" % (suite.DEBUGFS, module), check=True).out.split()
    assert sorted(found) == sorted(suite.FILES[module].split())
    for path in suite.all_files(module):
        mode = int(loaded.sh("stat -c %%f %s" % path, check=True).out, 16)
        wanted = 0o600 if path in suite.query_files() else 0o400
        assert stat.S_IMODE(mode) == wanted, path


@pytest.mark.parametrize("module", suite.MODULES)
def test_debugfs_files_are_records(loaded, row, module, record_property):
    for path in suite.debugfs_files(module):
        text = loaded.read(path, timeout=300)
        head = suite.header(text)
        assert head.type == module
        for key in HEADER_KEYS:
            assert key in head, (path, key)
        assert head["kernel"] == loaded.kernel.kver
        assert head.num("levels") == row.levels
        assert head["file"] == path.rsplit("/", 1)[1]
        missing = suite.records(text, "unavailable")
        assert bool(missing) == lacks(loaded, path), (path, missing)
        # A query's file shows what anybody asked last.
        for what, reason in suite.lacking(text) if path not in suite.query_files() else ():
            # One that differs from row to row, or CPU to CPU, would fill a list.
            assert "\n" not in reason and "0x" not in reason and "cpu=" not in what, (path, reason)
            record_property("unavailable", "%s: %s" % (
                (path[len(suite.DEBUGFS) + 1:] + " " + what).strip(), reason))


@pytest.mark.xen_pv
@pytest.mark.locked_down
@pytest.mark.parametrize("module", suite.MODULES)
def test_reports_fit_a_terminal(loaded, module):
    loaded.write("/proc/" + module, "sym=init_mm\n")
    text = loaded.read("/proc/" + module)
    assert text.strip()
    assert not suite.too_wide(text)
    assert text.isascii()


def settled(vm, module):
    """A selfcheck, read anew for as long as memory of a load just made is being freed."""
    for _ in range(30):
        text = vm.read("%s/%s/selfcheck" % (suite.DEBUGFS, module), timeout=300)
        if "being freed" not in text:
            break
        time.sleep(1)
    return text


@pytest.mark.locked_down
@pytest.mark.parametrize("module", suite.MODULES)
def test_selfcheck_finds_nothing(loaded, module, record_property):
    for _ in range(3):
        text = settled(loaded, module)
        checks = suite.records(text, "check")
        assert checks
        for check in checks:
            assert check["result"] in results(loaded, module, check), text
            if check["result"] == "skipped":
                record_property("unavailable", "%s/selfcheck %s: %s" % (
                    module, check["name"], check["reason"]))


@pytest.mark.xen_pv
@pytest.mark.locked_down
@pytest.mark.parametrize("module", suite.MODULES)
def test_build_tells_no_address(loaded, module):
    text = loaded.read("%s/%s/build" % (suite.DEBUGFS, module))
    assert suite.records(text, "build") and suite.records(text, "symbol")
    assert "0xffff" not in text
