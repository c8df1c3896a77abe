# SPDX-License-Identifier: GPL-2.0-only
"""Declarations of kernels that are in no row of matrix.conf: what the probes and
live/compat/pageblock.h make of them."""
import subprocess
from pathlib import Path

import pytest

COMPAT = Path(__file__).resolve().parent.parent.parent / "live/compat"

# What include/linux/pageblock-flags.h and mmzone.h declare of it.
OLD_BITS = """
enum pageblock_bits { PB_migrate, PB_migrate_end = PB_migrate + 3 - 1, PB_migrate_skip };
#define PB_migratetype_bits 3
#define MIGRATETYPE_MASK ((1UL << PB_migratetype_bits) - 1)
"""
NEW_BITS = """
enum pageblock_bits { PB_migrate_0, PB_migrate_1, PB_migrate_2, PB_compact_skip,
	PB_migrate_isolate };
"""
MASKS_6_18 = """
#define MIGRATETYPE_MASK (1UL << PB_migrate_0 | 1UL << PB_migrate_1 | 1UL << PB_migrate_2)
#define MIGRATETYPE_AND_ISO_MASK (MIGRATETYPE_MASK | 1UL << PB_migrate_isolate)
"""
MASKS_7_2 = """
#define PAGEBLOCK_MIGRATETYPE_MASK \
	(1UL << PB_migrate_0 | 1UL << PB_migrate_1 | 1UL << PB_migrate_2)
#define PAGEBLOCK_ISO_MASK (1UL << PB_migrate_isolate)
"""
TYPES = "enum { MIGRATE_PCPTYPES = 3 };\n#define PAGE_ALLOC_COSTLY_ORDER 3\n"
LISTS_5_15 = "#define NR_PCP_LISTS (MIGRATE_PCPTYPES * (PAGE_ALLOC_COSTLY_ORDER + 1 + 1))\n"
LISTS = """
#define NR_LOWORDER_PCP_LISTS (MIGRATE_PCPTYPES * (PAGE_ALLOC_COSTLY_ORDER + 1))
#define NR_PCP_LISTS (NR_LOWORDER_PCP_LISTS + 2)
"""
# Declarations, whether isolation has a bit, its mask, all lists, whether the last are
# one per migratetype.
KERNELS = {
    "5.10": (OLD_BITS, 0, 0, 3, 0),
    "5.15": (OLD_BITS + LISTS_5_15, 0, 0, 15, 1),
    "6.12": (OLD_BITS + LISTS, 0, 0, 14, 0),
    "6.18": (NEW_BITS + MASKS_6_18 + LISTS, 1, 16, 14, 0),
    "7.2": (NEW_BITS + MASKS_7_2 + LISTS, 1, 16, 14, 0),
}


def compiles(source, *flags):
    return subprocess.run(["gcc", "-Werror", "-fsyntax-only", "-x", "c", *flags, str(source)],
                          capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", KERNELS)
def test_page_blocks_and_lists_of(name, tmp_path):
    text, bit, iso, lists, by_type = KERNELS[name]
    (tmp_path / "linux").mkdir()
    (tmp_path / "linux/mm.h").write_text("")
    (tmp_path / "linux/mmzone.h").write_text(TYPES + text)
    have = {}
    for probe in ("pageblock_isolate_bit", "pcp_orders"):
        done = compiles(COMPAT / "probes" / (probe + ".c"), "-I", str(tmp_path))
        have[probe] = int(done.returncode == 0)
    assert have == {"pageblock_isolate_bit": bit, "pcp_orders": int(lists > 3)}
    check = tmp_path / "check.c"
    check.write_text("""
#include <linux/mmzone.h>
#define BIT(nr) (1UL << (nr))
#define CONFIG_MEMORY_ISOLATION 1
%s
#include "%s"
_Static_assert(PAGEBLOCK_MIGRATETYPE_MASK == 7, "migratetype");
_Static_assert(PAGEBLOCK_ISO_MASK == %d, "isolation");
_Static_assert(PB_compact_skip == 3, "skip");
_Static_assert(NR_PCP_LISTS == %d && MMS_PCP_LOW == %d, "lists");
_Static_assert(MMS_PCP_THP_BY_TYPE == %d, "by type");
""" % ("".join("#define MMS_HAVE_%s %d\n" % (probe.upper(), value)
                for probe, value in have.items()),
       COMPAT / "pageblock.h", iso, lists, min(lists, 12), by_type))
    done = compiles(check, "-I", str(tmp_path))
    assert not done.returncode, done.stderr
