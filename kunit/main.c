// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gathers every suite into the one module mmscope_kunit.
 *
 * kunit_test_suites() may stand once in a module: on 5.10 it is the module's init
 * function, and on stock kernels it registers the suites with a kunit.ko built out
 * of tree. So suites are defined in their own files and named here. Takes no locks.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "suites.h"

kunit_test_suites(&mmscope_buddy_frag_suite,
		  &mmscope_buddy_frame_suite,
		  &mmscope_buddy_live_frame_suite,
		  &mmscope_buddy_live_page_suite,
		  &mmscope_buddy_live_suite,
		  &mmscope_buddy_map_suite,
		  &mmscope_buddy_suite,
		  &mmscope_buddy_text_suite,
		  &mmscope_buddy_verdict_suite,
		  &mmscope_core_btf_hostile_suite,
		  &mmscope_core_btf_suite,
		  &mmscope_core_find_suite,
		  &mmscope_core_kallsyms_suite,
		  &mmscope_core_layout_suite,
		  &mmscope_core_live_files_suite,
		  &mmscope_core_live_query_suite,
		  &mmscope_core_live_refuse_suite,
		  &mmscope_core_live_symbols_suite,
		  &mmscope_core_query_suite,
		  &mmscope_core_query_text_suite,
		  &mmscope_core_sort_suite,
		  &mmscope_core_text_suite,
		  &mmscope_core_words_suite,
		  &mmscope_pt_alias_suite,
		  &mmscope_pt_arm64_kernels_suite,
		  &mmscope_pt_arm64_suite,
		  &mmscope_pt_arm_suite,
		  &mmscope_pt_custom_suite,
		  &mmscope_pt_filter_suite,
		  &mmscope_pt_i386_suite,
		  &mmscope_pt_join_suite,
		  &mmscope_pt_live_hostile_suite,
		  &mmscope_pt_live_suite,
		  &mmscope_pt_live_tables_suite,
		  &mmscope_pt_live_user_suite,
		  &mmscope_pt_lpae_suite,
		  &mmscope_pt_pte_suite,
		  &mmscope_pt_range_suite,
		  &mmscope_pt_recount_suite,
		  &mmscope_pt_riscv_suite,
		  &mmscope_pt_slots_suite,
		  &mmscope_pt_splits_suite,
		  &mmscope_pt_sum_suite,
		  &mmscope_pt_tables_suite,
		  &mmscope_pt_verdict_suite,
		  &mmscope_pt_vmsa_suite,
		  &mmscope_pt_walk_suite,
		  &mmscope_pt_x86_entries_suite,
		  &mmscope_pt_x86_suite,
		  &mmscope_vas_arm64_suite,
		  &mmscope_vas_arm_suite,
		  &mmscope_vas_carve_suite,
		  &mmscope_vas_check_suite,
		  &mmscope_vas_cpus_suite,
		  &mmscope_vas_edges_suite,
		  &mmscope_vas_i386_suite,
		  &mmscope_vas_kaslr_suite,
		  &mmscope_vas_live_suite,
		  &mmscope_vas_objects_suite,
		  &mmscope_vas_region_suite,
		  &mmscope_vas_riscv_suite,
		  &mmscope_vas_show_suite,
		  &mmscope_vas_sum_suite,
		  &mmscope_vas_x86_64_suite,
		  &mmscope_vmap_areas_suite,
		  &mmscope_vmap_live_mapped_suite,
		  &mmscope_vmap_live_suite,
		  &mmscope_vmap_settle_suite,
		  &mmscope_vmap_totals_suite,
		  &mmscope_vmap_verdict_kernel_suite,
		  &mmscope_vmap_verdict_suite);

MODULE_DESCRIPTION("KUnit tests of mmscope");
MODULE_LICENSE("GPL");
