# SPDX-License-Identifier: GPL-2.0-only
"""Zones, free lists and page frames: buddy_probe."""
