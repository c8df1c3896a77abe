// SPDX-License-Identifier: GPL-2.0-only
/*
 * odd [spin|poison] - hold memory of every kind with unusual page-table entries: without
 * a page, or with other permissions than the mapping's. Prints one line per kind: its
 * name, address, bytes, and another number where there is one; then "ready". Kinds that
 * this kernel or CPU lacks are left out. With spin it then keeps a CPU busy without
 * touching any of it, so that NUMA balancing scans the task, and with a second thread,
 * as a single thread with its memory on its own node is not scanned. With poison it has
 * a page poisoned.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
#ifndef MADV_HWPOISON
#define MADV_HWPOISON 100
#endif
#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447	/* 5.14 */
#endif
#define WP_SHMEM 0x1000ULL	/* UFFD_FEATURE_WP_HUGETLBFS_SHMEM, 5.19 */

static long page;

static void touch(char *at, long pages)
{
	for (long i = 0; i < pages; i++)
		at[i * page] = 1;
}

static char *map(long pages, int touched, int flags)
{
	char *at = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	madvise(at, pages * page, MADV_NOHUGEPAGE);
	if (touched)
		touch(at, pages);
	return at;
}

static void say(const char *kind, char *at, long pages, long more)
{
	printf("%s %p %ld %ld\n", kind, (void *)at, pages * page, more);
}

static void make_simple(void)
{
	char *at = map(4, 1, MAP_PRIVATE);

	if (at && !mprotect(at, 4 * page, PROT_NONE))
		say("none", at, 4, 0);
	at = map(1, 1, MAP_PRIVATE);
	if (at && !mprotect(at, page, PROT_EXEC))
		say("exec", at, 1, 0);
	at = map(16, 0, MAP_PRIVATE);
	if (at && !madvise(at, 16 * page, MADV_GUARD_INSTALL))
		say("guard", at, 16, 0);
}

static void make_key(void)
{
#ifdef SYS_pkey_alloc
	char *at = map(2, 1, MAP_PRIVATE);
	long key = syscall(SYS_pkey_alloc, 0, 0);

	if (!at || key <= 0 ||
	    syscall(SYS_pkey_mprotect, at, 2 * page, PROT_READ | PROT_WRITE, key))
		return;
	/* It may be read-only until it is written to again. */
	touch(at, 2);
	say("key", at, 2, key);
#endif
}

/* Taken out of the kernel's direct map. */
static void make_secret(void)
{
	int fd = syscall(SYS_memfd_secret, O_CLOEXEC);
	char *at;

	if (fd < 0 || ftruncate(fd, 3 * page))
		return;
	at = mmap(NULL, 3 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return;
	touch(at, 3);
	say("secret", at, 3, 0);
}

/* Write-protected by userfaultfd before there is a page: stored in a PTE marker. */
static void make_marked(void)
{
	char *at = map(8, 0, MAP_SHARED);
	struct uffdio_api api = { .api = UFFD_API, .features = WP_SHMEM };
	struct uffdio_register reg = {
		.range = { (unsigned long)at, 8 * page }, .mode = UFFDIO_REGISTER_MODE_WP,
	};
	struct uffdio_writeprotect wp = {
		.range = { (unsigned long)at, 8 * page }, .mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (at && fd >= 0 && !ioctl(fd, UFFDIO_API, &api) && !ioctl(fd, UFFDIO_REGISTER, &reg) &&
	    !ioctl(fd, UFFDIO_WRITEPROTECT, &wp))
		say("marked", at, 8, 0);
}

static int idle(void *unused)
{
	for (;;)
		pause();
}

static void spin(void)
{
	static long double stack[4096];

	clone(idle, stack + 4096, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, NULL);
	for (;;)
		;
}

static void on_sigbus(int signal)
{
}

/* The process gets SIGBUS for its poisoned page, which it handles to stay alive. */
static void make_poisoned(void)
{
	struct sigaction action = { .sa_handler = on_sigbus };
	char *at = map(1, 1, MAP_PRIVATE);

	sigaction(SIGBUS, &action, NULL);
	if (at && !madvise(at, page, MADV_HWPOISON))
		say("poison", at, 1, 0);
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	char *at;

	page = sysconf(_SC_PAGESIZE);
	make_simple();
	make_key();
	make_secret();
	make_marked();
	if (!strcmp(how, "poison"))
		make_poisoned();
	at = map(4096, 1, MAP_PRIVATE);
	if (at)
		say("plain", at, 4096, 0);
	printf("ready\n");
	fflush(stdout);
	if (!strcmp(how, "spin"))
		spin();
	idle(NULL);
}
