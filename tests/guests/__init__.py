# SPDX-License-Identifier: GPL-2.0-only
"""Tests that run in guests: one folder a topic, the same as those of lib/ and live/."""
