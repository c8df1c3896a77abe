# SPDX-License-Identifier: GPL-2.0-only
"""The layout of the address space: show_kernel_vas."""
