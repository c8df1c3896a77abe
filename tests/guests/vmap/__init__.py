# SPDX-License-Identifier: GPL-2.0-only
"""vmalloc areas: vmap_inspect."""
