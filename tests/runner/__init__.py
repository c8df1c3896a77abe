# SPDX-License-Identifier: GPL-2.0-only
"""The tests' runner: guests, jobs side by side, results; and the tests of it."""
