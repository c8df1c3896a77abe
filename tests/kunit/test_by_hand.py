# SPDX-License-Identifier: GPL-2.0-only
"""CONTRIBUTING's commands for a kernel tree of one's own do what it says.

They are taken from there and run in a copy of a tree, all but the building:
kunit.py configures the kernel, and what kunit/.kunitconfig asks for is in it.
"""
import os
import pathlib
import re
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))
from runner.vm import config  # noqa: E402
import graft  # noqa: E402
import trees  # noqa: E402

HEADING = "### By hand, in a kernel tree of your own"


def commands():
    """The shell block below that heading."""
    text = (config.TREE / "CONTRIBUTING.md").read_text().split(HEADING)[1]
    return re.search(r"```sh\n(.*?)```", text, re.S)[1]


def test_there_are_four_of_them():
    lines = commands().splitlines()
    assert len(lines) == 4
    assert "kunit.py run " in lines[-1]


@pytest.mark.kernel
@pytest.mark.parametrize("series", ["6.12"])
def test_they_configure_a_kernel_with_the_suites(tmp_path, series):
    pristine = trees.cached(series)
    before = {name: (pristine / name).read_text() for name in graft.APPENDED}
    tree = tmp_path / "linux"
    tree.mkdir()
    graft.farm(pristine, tree)
    done = subprocess.run(["sh", "-euc", commands().replace("kunit.py run ", "kunit.py config ")],
                          cwd=tree, env=dict(os.environ, MMSCOPE=str(config.TREE)),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=900, check=False)
    assert not done.returncode, done.stdout
    wanted = (config.TREE / "kunit/.kunitconfig").read_text().splitlines()
    assert set(wanted) <= set((tree / ".kunit/.config").read_text().splitlines())
    assert {name: (pristine / name).read_text() for name in graft.APPENDED} == before
