// SPDX-License-Identifier: GPL-2.0-only
/*
 * mapper [child] - hold memory whose page tables are known. Prints one line per kind:
 * its name, address and bytes; then "ready". With child also a process that shares its
 * memory, one that has ended and that nobody waits for, and one whose first thread has
 * ended; their numbers come as addresses. Kinds that this kernel lacks are left out.
 */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MADV_HUGEPAGE
#define MADV_HUGEPAGE 14
#endif
#define SPARSE		256UL
#define MUCH		(32UL << 20)

static unsigned long page;
static unsigned long span;	/* what a table of 8-byte entries maps, or half of it */

static char *map(unsigned long bytes, int prot)
{
	char *at = mmap(NULL, bytes, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

static char *up(char *at, unsigned long to)
{
	return (char *)(((unsigned long)at + to - 1) & -to);
}

static void say(const char *kind, const void *at, unsigned long bytes)
{
	printf("%s 0x%lx %lu\n", kind, (unsigned long)at, bytes);
}

/* A table of which no entry is used any more. */
static void make_empty(void)
{
	char *at = map(4 * span, PROT_READ | PROT_WRITE);

	if (!at)
		return;
	at = up(at, 2 * span);
	madvise(at, 2 * span, MADV_NOHUGEPAGE);
	*at = 1;
	if (!madvise(at, page, MADV_DONTNEED))
		say("empty", at, page);
}

/* One page in each of many tables. */
static void make_sparse(void)
{
	char *at = map((SPARSE + 1) * span, PROT_READ | PROT_WRITE);

	if (!at)
		return;
	at = up(at, span);
	madvise(at, SPARSE * span, MADV_NOHUGEPAGE);
	for (unsigned long i = 0; i < SPARSE; i++)
		at[i * span] = 1;
	say("sparse", at, SPARSE * span);
}

/* Read, never written: the page of zeroes. */
static void make_zero(void)
{
	char *at = map(16 * page, PROT_READ | PROT_WRITE);
	volatile char seen;

	if (!at)
		return;
	madvise(at, 16 * page, MADV_NOHUGEPAGE);
	/* One of its own between them. */
	at[5 * page] = 1;
	for (unsigned long i = 0; i < 16; i++)
		seen = at[i * page];
	(void)seen;
	say("zero", at, 15 * page);
}

static void make_none(void)
{
	char *at = map(4 * page, PROT_READ | PROT_WRITE);

	if (!at)
		return;
	memset(at, 1, 4 * page);
	if (!mprotect(at, 4 * page, PROT_NONE))
		say("none", at, 4 * page);
}

static void make_huge(void)
{
	FILE *file = fopen("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", "r");
	unsigned long size = 0;
	char *at;

	if (file && fscanf(file, "%lu", &size) != 1)
		size = 0;
	if (file)
		fclose(file);
	if (!size || size > MUCH)
		return;
	at = map(3 * size, PROT_READ | PROT_WRITE);
	if (!at)
		return;
	at = up(at, size);
	if (madvise(at, 2 * size, MADV_HUGEPAGE))
		return;
	memset(at, 1, 2 * size);
	say("huge", at, 2 * size);
}

static int sharer(void *unused)
{
	(void)unused;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (pause())
		;
	return 0;
}

static void make_children(void)
{
	static long double stack[4096];
	pid_t pid = clone(sharer, stack + 4096, CLONE_VM | SIGCHLD, NULL);

	if (pid > 0)
		say("sharer", (void *)(long)pid, 0);
	pid = fork();
	if (!pid)
		_exit(0);
	if (pid > 0)
		say("ended", (void *)(long)pid, 0);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		clone(sharer, stack + 2048, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD, NULL);
		/* This thread alone. */
		syscall(SYS_exit, 0);
	}
	if (pid > 0)
		say("headless", (void *)(long)pid, 0);
}

int main(int argc, char **argv)
{
	page = sysconf(_SC_PAGESIZE);
	span = page * (page / 8);
	say("self", (void *)(long)getpid(), 0);
	make_empty();
	make_sparse();
	make_zero();
	make_none();
	make_huge();
	if (argc > 1 && !strcmp(argv[1], "child"))
		make_children();
	printf("ready\n");
	fflush(stdout);
	for (;;)
		pause();
}
