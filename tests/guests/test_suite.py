# SPDX-License-Identifier: GPL-2.0-only
"""What the tests know of the suite is read right (suite.py)."""
import re

import pytest

from guests import suite
from runner.vm import config


def test_limits_are_those_of_the_sources():
    """They are written there alone, so that a test follows when one changes."""
    text = "".join(path.read_text() for path in (config.TREE / "include").rglob("text.h"))
    assert "#define MMS_TEXT_WIDTH %d\n" % suite.WIDTH in text
    assert suite.too_wide("x" * suite.WIDTH + "\n" + "y" * (suite.WIDTH + 1)) \
        == ["y" * (suite.WIDTH + 1)]
    with pytest.raises(AssertionError, match="MMS_NO_SUCH: expected one"):
        suite.defined("MMS_NO_SUCH")
    for path in (config.TESTS / "guests").rglob("*.py"):
        found = re.findall(r"\blen\(\w+\) <?>?=? %d\b.*splitlines" % suite.WIDTH, path.read_text())
        assert not found, "%s: the width once more: %s" % (path, found)


TEXT = """\
# m v1 kernel=6.1 file=f lists_unavailable="no symbols" mapped_unavailable=none
object name=stack cpu=0 start=unavailable reason="not by these" size=4
object name=stack cpu=1 start=unavailable reason="not by these" size=4
object name=zero start=0x1000 phys=unavailable phys_reason="not mapped"
process bits=unavailable reason="no file"
region name=hole mapped=unavailable
unavailable what="all of it" reason="too old: 5.10"
"""


def test_what_is_lacking_is_told_by_what_and_why():
    found = suite.lacking(TEXT)
    assert sorted(set(found)) == [
        ("all of it", "too old: 5.10"), ("lists", "no symbols"), ("mapped", "none"),
        ("process bits", "no file"), ("stack start", "not by these"),
        ("zero phys", "not mapped")]
    assert suite.lacking(TEXT.splitlines()[0] + "\nunavailable reason=old\n")[-1] == ("", "old")


def test_what_is_lacking_has_a_reason():
    with pytest.raises(ValueError, match="slide=unavailable without a reason"):
        suite.lacking(TEXT + "slide name=image slide=unavailable entropy_bits=0\n")
