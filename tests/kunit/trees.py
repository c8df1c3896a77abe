# SPDX-License-Identifier: GPL-2.0-only
"""The kernel sources that are there already, for tests of what we make of kunit.py."""
import pytest

from runner.vm import config

SERIES = ("6.1", "6.12", "7.2")


def cached(series):
    """The unpacked linux-source of @series; skips the test where there is none."""
    found = [path for path in (config.cache_dir() / "source").glob(f"linux-source-{series}_*")
             if path.is_dir()]
    if not found:
        pytest.skip(f"linux-source-{series} is not in the cache; make kunit KVER={series} "
                    "puts it there")
    return max(found, key=lambda path: path.stat().st_mtime)
