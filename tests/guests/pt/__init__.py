# SPDX-License-Identifier: GPL-2.0-only
"""Page tables: pagewalk's walks, its dump, what entries mean."""
