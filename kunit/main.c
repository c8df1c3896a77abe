// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gathers every suite into the one module mmscope_kunit.
 *
 * kunit_test_suites() may stand once in a module: on 5.10 it is the module's
 * init function, and on stock kernels it registers the suites with a kunit.ko
 * built out of tree. So suites are defined in their own files and named here.
 * Takes no locks.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "suites.h"

kunit_test_suites(&mmscope_btf_hostile_suite,
		  &mmscope_btf_suite,
		  &mmscope_buddy_map_suite,
		  &mmscope_buddy_suite,
		  &mmscope_buddy_text_suite,
		  &mmscope_find_suite,
		  &mmscope_frag_suite,
		  &mmscope_frame_suite,
		  &mmscope_judge_buddy_suite,
		  &mmscope_judge_vmap_kernel_suite,
		  &mmscope_judge_vmap_suite,
		  &mmscope_judge_walk_suite,
		  &mmscope_kallsyms_suite,
		  &mmscope_kaslr_suite,
		  &mmscope_layout_suite,
		  &mmscope_live_buddy_suite,
		  &mmscope_live_files_suite,
		  &mmscope_live_frame_suite,
		  &mmscope_live_hostile_suite,
		  &mmscope_live_mapped_suite,
		  &mmscope_live_page_suite,
		  &mmscope_live_pt_suite,
		  &mmscope_live_query_suite,
		  &mmscope_live_refuse_suite,
		  &mmscope_live_symbols_suite,
		  &mmscope_live_user_suite,
		  &mmscope_live_vas_suite,
		  &mmscope_live_vmap_suite,
		  &mmscope_pte_arm64_kernels_suite,
		  &mmscope_pte_arm64_suite,
		  &mmscope_pte_arm_suite,
		  &mmscope_pte_i386_suite,
		  &mmscope_pte_lpae_suite,
		  &mmscope_pte_riscv_suite,
		  &mmscope_pte_suite,
		  &mmscope_pte_vmsa_suite,
		  &mmscope_pte_x86_entries_suite,
		  &mmscope_pte_x86_suite,
		  &mmscope_query_suite,
		  &mmscope_query_text_suite,
		  &mmscope_region_check_suite,
		  &mmscope_region_cpus_suite,
		  &mmscope_region_edges_suite,
		  &mmscope_region_show_suite,
		  &mmscope_region_suite,
		  &mmscope_region_sum_suite,
		  &mmscope_sort_suite,
		  &mmscope_text_suite,
		  &mmscope_vas_arm64_suite,
		  &mmscope_vas_arm_suite,
		  &mmscope_vas_i386_suite,
		  &mmscope_vas_riscv_suite,
		  &mmscope_vas_suite,
		  &mmscope_vmap_settle_suite,
		  &mmscope_vmap_suite,
		  &mmscope_vmap_totals_suite,
		  &mmscope_walk_again_suite,
		  &mmscope_walk_custom_suite,
		  &mmscope_walk_join_suite,
		  &mmscope_walk_range_suite,
		  &mmscope_walk_suite,
		  &mmscope_walk_sum_suite);

MODULE_DESCRIPTION("KUnit tests of mmscope");
MODULE_LICENSE("GPL");
