/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The suites, one per <unit>_test.c, sorted by name: a new one is a line here
 * and a line in main.c.
 */
#ifndef MMSCOPE_KUNIT_SUITES_H
#define MMSCOPE_KUNIT_SUITES_H

#include <kunit/test.h>

extern struct kunit_suite mmscope_btf_hostile_suite;
extern struct kunit_suite mmscope_btf_suite;
extern struct kunit_suite mmscope_buddy_map_suite;
extern struct kunit_suite mmscope_buddy_suite;
extern struct kunit_suite mmscope_buddy_text_suite;
extern struct kunit_suite mmscope_find_suite;
extern struct kunit_suite mmscope_frag_suite;
extern struct kunit_suite mmscope_frame_suite;
extern struct kunit_suite mmscope_judge_buddy_suite;
extern struct kunit_suite mmscope_judge_vmap_kernel_suite;
extern struct kunit_suite mmscope_judge_vmap_suite;
extern struct kunit_suite mmscope_judge_walk_suite;
extern struct kunit_suite mmscope_kallsyms_suite;
extern struct kunit_suite mmscope_kaslr_suite;
extern struct kunit_suite mmscope_layout_suite;
extern struct kunit_suite mmscope_live_buddy_suite;
extern struct kunit_suite mmscope_live_files_suite;
extern struct kunit_suite mmscope_live_frame_suite;
extern struct kunit_suite mmscope_live_hostile_suite;
extern struct kunit_suite mmscope_live_mapped_suite;
extern struct kunit_suite mmscope_live_page_suite;
extern struct kunit_suite mmscope_live_pt_suite;
extern struct kunit_suite mmscope_live_query_suite;
extern struct kunit_suite mmscope_live_refuse_suite;
extern struct kunit_suite mmscope_live_symbols_suite;
extern struct kunit_suite mmscope_live_user_suite;
extern struct kunit_suite mmscope_live_vas_suite;
extern struct kunit_suite mmscope_live_vmap_suite;
extern struct kunit_suite mmscope_pte_arm64_kernels_suite;
extern struct kunit_suite mmscope_pte_arm64_suite;
extern struct kunit_suite mmscope_pte_arm_suite;
extern struct kunit_suite mmscope_pte_i386_suite;
extern struct kunit_suite mmscope_pte_lpae_suite;
extern struct kunit_suite mmscope_pte_riscv_suite;
extern struct kunit_suite mmscope_pte_suite;
extern struct kunit_suite mmscope_pte_vmsa_suite;
extern struct kunit_suite mmscope_pte_x86_entries_suite;
extern struct kunit_suite mmscope_pte_x86_suite;
extern struct kunit_suite mmscope_query_suite;
extern struct kunit_suite mmscope_query_text_suite;
extern struct kunit_suite mmscope_region_check_suite;
extern struct kunit_suite mmscope_region_cpus_suite;
extern struct kunit_suite mmscope_region_edges_suite;
extern struct kunit_suite mmscope_region_show_suite;
extern struct kunit_suite mmscope_region_suite;
extern struct kunit_suite mmscope_region_sum_suite;
extern struct kunit_suite mmscope_sort_suite;
extern struct kunit_suite mmscope_text_suite;
extern struct kunit_suite mmscope_vas_arm64_suite;
extern struct kunit_suite mmscope_vas_arm_suite;
extern struct kunit_suite mmscope_vas_i386_suite;
extern struct kunit_suite mmscope_vas_riscv_suite;
extern struct kunit_suite mmscope_vas_suite;
extern struct kunit_suite mmscope_vmap_settle_suite;
extern struct kunit_suite mmscope_vmap_suite;
extern struct kunit_suite mmscope_vmap_totals_suite;
extern struct kunit_suite mmscope_walk_again_suite;
extern struct kunit_suite mmscope_walk_custom_suite;
extern struct kunit_suite mmscope_walk_join_suite;
extern struct kunit_suite mmscope_walk_range_suite;
extern struct kunit_suite mmscope_walk_suite;
extern struct kunit_suite mmscope_walk_sum_suite;

#endif /* MMSCOPE_KUNIT_SUITES_H */
