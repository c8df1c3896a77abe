/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The suites, one per <unit>_test.c, sorted by name: a new one is a line here
 * and a line in main.c.
 */
#ifndef MMSCOPE_KUNIT_SUITES_H
#define MMSCOPE_KUNIT_SUITES_H

#include <kunit/test.h>

extern struct kunit_suite mmscope_buddy_frag_suite;
extern struct kunit_suite mmscope_buddy_frame_suite;
extern struct kunit_suite mmscope_buddy_live_frame_suite;
extern struct kunit_suite mmscope_buddy_live_page_suite;
extern struct kunit_suite mmscope_buddy_live_suite;
extern struct kunit_suite mmscope_buddy_map_suite;
extern struct kunit_suite mmscope_buddy_suite;
extern struct kunit_suite mmscope_buddy_text_suite;
extern struct kunit_suite mmscope_buddy_verdict_suite;
extern struct kunit_suite mmscope_core_btf_hostile_suite;
extern struct kunit_suite mmscope_core_btf_suite;
extern struct kunit_suite mmscope_core_find_suite;
extern struct kunit_suite mmscope_core_kallsyms_suite;
extern struct kunit_suite mmscope_core_layout_suite;
extern struct kunit_suite mmscope_core_live_files_suite;
extern struct kunit_suite mmscope_core_live_query_suite;
extern struct kunit_suite mmscope_core_live_refuse_suite;
extern struct kunit_suite mmscope_core_live_symbols_suite;
extern struct kunit_suite mmscope_core_query_suite;
extern struct kunit_suite mmscope_core_query_text_suite;
extern struct kunit_suite mmscope_core_sort_suite;
extern struct kunit_suite mmscope_core_text_suite;
extern struct kunit_suite mmscope_core_words_suite;
extern struct kunit_suite mmscope_pt_alias_suite;
extern struct kunit_suite mmscope_pt_arm64_kernels_suite;
extern struct kunit_suite mmscope_pt_arm64_suite;
extern struct kunit_suite mmscope_pt_arm_suite;
extern struct kunit_suite mmscope_pt_custom_suite;
extern struct kunit_suite mmscope_pt_filter_suite;
extern struct kunit_suite mmscope_pt_i386_suite;
extern struct kunit_suite mmscope_pt_join_suite;
extern struct kunit_suite mmscope_pt_live_hostile_suite;
extern struct kunit_suite mmscope_pt_live_suite;
extern struct kunit_suite mmscope_pt_live_tables_suite;
extern struct kunit_suite mmscope_pt_live_user_suite;
extern struct kunit_suite mmscope_pt_lpae_suite;
extern struct kunit_suite mmscope_pt_pte_suite;
extern struct kunit_suite mmscope_pt_range_suite;
extern struct kunit_suite mmscope_pt_recount_suite;
extern struct kunit_suite mmscope_pt_riscv_suite;
extern struct kunit_suite mmscope_pt_slots_suite;
extern struct kunit_suite mmscope_pt_splits_suite;
extern struct kunit_suite mmscope_pt_sum_suite;
extern struct kunit_suite mmscope_pt_tables_suite;
extern struct kunit_suite mmscope_pt_verdict_suite;
extern struct kunit_suite mmscope_pt_vmsa_suite;
extern struct kunit_suite mmscope_pt_walk_suite;
extern struct kunit_suite mmscope_pt_x86_entries_suite;
extern struct kunit_suite mmscope_pt_x86_suite;
extern struct kunit_suite mmscope_vas_arm64_suite;
extern struct kunit_suite mmscope_vas_arm_suite;
extern struct kunit_suite mmscope_vas_carve_suite;
extern struct kunit_suite mmscope_vas_check_suite;
extern struct kunit_suite mmscope_vas_cpus_suite;
extern struct kunit_suite mmscope_vas_edges_suite;
extern struct kunit_suite mmscope_vas_i386_suite;
extern struct kunit_suite mmscope_vas_kaslr_suite;
extern struct kunit_suite mmscope_vas_live_suite;
extern struct kunit_suite mmscope_vas_objects_suite;
extern struct kunit_suite mmscope_vas_region_suite;
extern struct kunit_suite mmscope_vas_riscv_suite;
extern struct kunit_suite mmscope_vas_show_suite;
extern struct kunit_suite mmscope_vas_sum_suite;
extern struct kunit_suite mmscope_vas_x86_64_suite;
extern struct kunit_suite mmscope_vmap_areas_suite;
extern struct kunit_suite mmscope_vmap_live_mapped_suite;
extern struct kunit_suite mmscope_vmap_live_suite;
extern struct kunit_suite mmscope_vmap_settle_suite;
extern struct kunit_suite mmscope_vmap_totals_suite;
extern struct kunit_suite mmscope_vmap_verdict_kernel_suite;
extern struct kunit_suite mmscope_vmap_verdict_suite;

#endif /* MMSCOPE_KUNIT_SUITES_H */
