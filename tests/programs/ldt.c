// SPDX-License-Identifier: GPL-2.0-only
/*
 * ldt - create an LDT and wait: under PTI the kernel maps it in this process' page tables
 * only, in the kernel's half. Prints a line once it exists; exits with 2 where LDTs are
 * not supported.
 */
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__) || defined(__i386__)
#include <asm/ldt.h>

int main(void)
{
	struct user_desc desc = { .entry_number = 1, .limit = 0xfffff, .seg_32bit = 1,
				  .limit_in_pages = 1, .useable = 1 };

	if (syscall(SYS_modify_ldt, 1, &desc, sizeof(desc))) {
		perror("modify_ldt");
		return 1;
	}
	printf("ready\n");
	fflush(stdout);
	for (;;)
		pause();
}
#else
int main(void)
{
	fprintf(stderr, "x86 has them\n");
	return 2;
}
#endif
