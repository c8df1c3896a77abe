// SPDX-License-Identifier: GPL-2.0-only
/*
 * kunit_vm_mmap(), memory of a user address space of the test's own, came in
 * 6.11 (cf6219ee889f, "usercopy: Convert test_user_copy to KUnit test").
 */
#include <kunit/test.h>

unsigned long mms_probe(struct kunit *test);
unsigned long mms_probe(struct kunit *test)
{
	return kunit_vm_mmap(test, NULL, 0, PAGE_SIZE, 0, 0, 0);
}
