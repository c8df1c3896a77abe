# SPDX-License-Identifier: GPL-2.0-only
"""What make load, show and unload do (tools/load.sh), in a guest."""
import pytest

from guests.suite import MODULES, load_sh


@pytest.mark.locked_down
@pytest.mark.check_rows("the same script everywhere")
def test_load_show_unload(vm):
    done = load_sh(vm, "load")
    assert not done.rc, done.err
    again = load_sh(vm, "load")
    assert again.out.count("already loaded") == len(MODULES)
    shown = load_sh(vm, "show", "sym=vfs_read")
    assert not shown.rc, shown.err
    for name in MODULES:
        assert "==== /proc/%s\n" % name in shown.out
    done = load_sh(vm, "unload")
    assert done.out.count(": unloaded") == len(MODULES)
    assert "is not loaded" in load_sh(vm, "show").err


@pytest.mark.locked_down
@pytest.mark.check_rows("the same script everywhere")
def test_load_needs_root(vm):
    done = load_sh(vm, "load", user="nobody")
    assert done.rc
    assert "takes root" in done.err
