// SPDX-License-Identifier: GPL-2.0-only
/*
 * pin FIRST END - pin a page of the frames from FIRST to END, which belong to the
 * movable zone: print its frame, and keep it until killed. A page spliced into a pipe by
 * vmsplice() has an extra reference, which prevents migration.
 */
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define PAGES 256

static uint64_t frame_of(int pagemap, const char *page, long size)
{
	off_t at = (uintptr_t)page / size * sizeof(uint64_t);
	uint64_t word;

	if (pread(pagemap, &word, sizeof(word), at) != sizeof(word)) {
		perror("pagemap");
		exit(2);
	}
	return word & ((1ULL << 55) - 1);
}

/* Memory is allocated from the CPU's own node first. */
static int run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set);
}

static int pin(const char *page, long size, uint64_t frame)
{
	struct iovec one = { .iov_base = (void *)page, .iov_len = size };
	int ends[2];

	if (pipe(ends) || vmsplice(ends[1], &one, 1, 0) != size) {
		perror("vmsplice");
		return 2;
	}
	printf("0x%llx\n", (unsigned long long)frame);
	fflush(stdout);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	long size = sysconf(_SC_PAGESIZE), cpus = sysconf(_SC_NPROCESSORS_ONLN), n;
	int pagemap = open("/proc/self/pagemap", O_RDONLY), cpu;
	uint64_t first, end, frame;
	char *pages;

	if (argc != 3 || pagemap < 0) {
		fprintf(stderr, "usage: pin FIRST END, as root\n");
		return 2;
	}
	first = strtoull(argv[1], NULL, 0);
	end = strtoull(argv[2], NULL, 0);
	for (cpu = 0; cpu < cpus && !run_on(cpu); cpu++) {
		pages = mmap(NULL, PAGES * size, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		for (n = 0; pages != MAP_FAILED && n < PAGES; n++) {
			pages[n * size] = 1;
			frame = frame_of(pagemap, pages + n * size, size);
			if (frame >= first && frame < end)
				return pin(pages + n * size, size, frame);
		}
	}
	fprintf(stderr, "no page of ours came from 0x%llx to 0x%llx\n",
		(unsigned long long)first, (unsigned long long)end);
	return 1;
}
