# SPDX-License-Identifier: GPL-2.0-only
"""A guest whose areas are known, and listed by the kernel with true addresses."""
import pytest

from guests import suite


@pytest.fixture
def loaded(vm):
    suite.load_all(vm)
    # A privileged reader sees true addresses; at 0 they are hashed even for root.
    vm.sh("echo 1 > /proc/sys/kernel/kptr_restrict", check=True)
    suite.fresh_known(vm)
    yield vm
    vm.sh("echo 0 > /proc/sys/kernel/kptr_restrict", check=True)
