# SPDX-License-Identifier: GPL-2.0-only
"""What all modules share: files, queries, symbols, access, loading, failing allocations."""
