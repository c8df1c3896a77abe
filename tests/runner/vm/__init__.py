# SPDX-License-Identifier: GPL-2.0-only
"""Stock distribution kernels: fetched, built against, booted and talked to."""
