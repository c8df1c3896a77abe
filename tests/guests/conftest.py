# SPDX-License-Identifier: GPL-2.0-only
"""What tests in guests share beside the guest itself."""
import pytest

from guests import suite


@pytest.fixture
def loaded(vm):
    """The row's guest with all modules loaded."""
    suite.load_all(vm)
    return vm
