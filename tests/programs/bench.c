// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench - the first and only process of a guest for measurements: what reading the
 * suite's files costs, and what comparable kernel files cost, in ticks of the TSC, which
 * under QEMU's -icount shift=0 are guest instructions. There is no input from outside
 * while it runs. It prints one line per job to the console for tests/bench/run.py.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* How often to read; the cheapest reading counts: others had more interrupts. */
#define READINGS 7
#define BUFFER (64 << 10)
#define DEBUGFS "/sys/kernel/debug/"
#define BENCH "/proc/mms_bench"
#define DUMP "/proc/mms_ptdump"

typedef unsigned long long u64;

struct numbers {
	u64 ticks, lines, bytes, longest, holds, purge, purges, spin, spins;
	u64 zone, zones, zone_held;
};

static char buffer[BUFFER];
static char *queries;

static void fail(const char *what)
{
	printf("bench failed: %s: %s\n", what, strerror(errno));
	fflush(stdout);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

#if defined(__x86_64__) || defined(__i386__)
static u64 now(void)
{
	unsigned int low, high;

	__asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (u64)high << 32 | low;
}
#else
/* Other counters are too coarse; under -icount one nanosecond is one instruction. */
static u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (u64)t.tv_sec * 1000000000 + t.tv_nsec;
}
#endif

/* In separate functions: ARM code can load constants only from nearby. */
static __attribute__((noinline)) void nops_1000(void)
{
	__asm__ volatile(".rept 1000\n nop\n .endr");
}

static __attribute__((noinline)) void nops_2000(void)
{
	__asm__ volatile(".rept 2000\n nop\n .endr");
}

/* The ticks of 1000 more instructions, to check that one tick is one instruction. */
static u64 ticks_of_1000(void)
{
	u64 begin = now(), middle, end;

	nops_1000();
	middle = now();
	nops_2000();
	end = now();
	return (end - middle) - (middle - begin);
}

/* Opens a file, writes @text to it, if any, reads it to its end, closes it. */
static void use(const char *path, const char *text)
{
	int fd = open(path, text ? O_RDWR : O_RDONLY);
	ssize_t got;

	if (fd < 0 || (text && write(fd, text, strlen(text)) < 0))
		fail(path);
	do {
		got = read(fd, buffer, sizeof(buffer));
	} while (got > 0);
	if (got < 0)
		fail(path);
	close(fd);
}

static u64 cost_of(const char *path, const char *text, int readings)
{
	u64 best = ~0ULL;

	while (readings--) {
		u64 begin = now();

		use(path, text);
		begin = now() - begin;
		best = begin < best ? begin : best;
	}
	return best;
}

static u64 cost(const char *path, const char *text)
{
	return cost_of(path, text, READINGS);
}

static int parse(const char *answer, struct numbers *n)
{
	const char *locks = strstr(answer, " purge="), *zones = strstr(answer, " zone=");

	return locks && zones &&
	       sscanf(answer, "ticks=%llu lines=%llu bytes=%llu longest=%llu holds=%llu",
		      &n->ticks, &n->lines, &n->bytes, &n->longest, &n->holds) == 5 &&
	       sscanf(locks, " purge=%llu purges=%llu spin=%llu spins=%llu", &n->purge,
		      &n->purges, &n->spin, &n->spins) == 4 &&
	       sscanf(zones, " zone=%llu zones=%llu zone_held=%llu", &n->zone, &n->zones,
		      &n->zone_held) == 3;
}

static void command(struct numbers *n, const char *format, ...)
{
	char line[32], answer[256];
	va_list args;
	int fd;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	fd = open(BENCH, O_RDWR);
	if (fd < 0 || write(fd, line, strlen(line)) < 0)
		fail(line);
	memset(answer, 0, sizeof(answer));
	if (n && (read(fd, answer, sizeof(answer) - 1) <= 0 || !parse(answer, n)))
		fail("numbers");
	close(fd);
}

/*
 * Measures what one reading allocates and how long it holds init_mm's lock; or, with
 * @how "locks", how long it holds vmap_purge_lock, zone->lock and modules' spinlocks.
 */
static void watch(struct numbers *n, const char *how, const char *path, const char *text)
{
	u64 bytes = ~0ULL, purge = ~0ULL, spin = ~0ULL;
	int fd, i;

	for (i = 0; i < READINGS; i++) {
		command(NULL, how);
		use(path, text);
		fd = open(BENCH, O_RDONLY);
		memset(buffer, 0, 256);
		if (fd < 0 || read(fd, buffer, sizeof(buffer)) <= 0 || !parse(buffer, n))
			fail(BENCH);
		close(fd);
		/* The longest hold of each reading; of these the least disturbed one. */
		bytes = n->bytes < bytes ? n->bytes : bytes;
		purge = n->purge < purge ? n->purge : purge;
		spin = n->spin < spin ? n->spin : spin;
	}
	n->bytes = bytes;
	n->purge = purge;
	n->spin = spin;
	command(NULL, "rest");
}

static void report(const char *job, const char *load, unsigned int size, const char *path,
		   const char *text, u64 peer)
{
	u64 suite = cost(path, text);
	struct numbers n, l;

	watch(&n, "watch", path, text);
	watch(&l, "locks", path, text);
	printf("bench job=%s load=%s size=%u suite=%llu peer=%llu bytes=%llu hold=%llu holds=%llu",
	       job, load, size, suite, peer, n.bytes, n.longest, n.holds);
	printf(" zone_hold=%llu zone_holds=%llu zone_held=%llu", l.zone, l.zones, l.zone_held);
	printf(" purge=%llu purges=%llu spin=%llu spins=%llu\n", l.purge, l.purges, l.spin,
	       l.spins);
	fflush(stdout);
}

/*
 * The map, against the kernel's own dump of the same tables: read as a file, like
 * page_tables/kernel where a kernel has it, and the single call of the dump that a
 * large enough buffer takes.
 */
static void report_regions(unsigned int areas)
{
	const char *regions = DEBUGFS "show_kernel_vas/regions";
	struct numbers n;

	report("regions", "vmalloc_areas", areas, regions, NULL, cost_of(DUMP, NULL, 1));
	command(&n, "ptdump");
	report("regions_call", "vmalloc_areas", areas, regions, NULL, n.ticks);
}

/* Writes queries for @n of mms_bench's areas, as a batch, each with @more behind it. */
static void make_queries(unsigned int n, const char *more)
{
	FILE *areas = fopen(DEBUGFS "vmap_inspect/areas", "r");
	char line[1024], *at = queries, *start;

	if (!areas)
		fail("areas");
	while (n && fgets(line, sizeof(line), areas)) {
		start = strstr(line, " start=0x");
		if (!start || !strstr(line, "[mms_bench]"))
			continue;
		at += sprintf(at, "addr=%.*s%s\n", (int)strcspn(start + 7, " "), start + 7,
			      more);
		n--;
	}
	fclose(areas);
	if (n) {
		errno = ENODATA;
		fail("too few areas to ask about");
	}
}

/* The cost of queries about frames: all frames of 16 MiB, as a batch. */
static void report_frames(void)
{
	const unsigned int first = 0x1000, n = 4096;
	unsigned int pfn;
	char *at = queries;

	for (pfn = first; pfn < first + n; pfn++)
		at += sprintf(at, "pfn=0x%x\n", pfn);
	report("frames", "queries", n, DEBUGFS "buddy_probe/query", queries,
	       cost("/proc/kpageflags", NULL));
}

/*
 * Files that scan every page frame, with few of them in use and with many: the
 * difference gives the cost of one.
 */
static void report_scans(void)
{
	static const unsigned int used[] = { 0, 100000 };
	unsigned int i;

	for (i = 0; i < sizeof(used) / sizeof(*used); i++) {
		command(NULL, "used %u", used[i]);
		report("map", "used_pages", used[i], DEBUGFS "buddy_probe/map", NULL,
		       cost("/proc/kpageflags", NULL));
		report("pageblocks", "used_pages", used[i], DEBUGFS "buddy_probe/pageblocks",
		       NULL, cost("/proc/kpageflags", NULL));
	}
	command(NULL, "used 0");
}

static void measure(void)
{
	static const unsigned int areas[] = { 0, 10000, 40000 }, holes[] = { 0, 20000 };
	static const unsigned int asked[] = { 1000, 4000 };
	struct numbers n;
	unsigned int i;

	for (i = 0; i < sizeof(areas) / sizeof(*areas); i++) {
		command(NULL, "areas %u", areas[i]);
		report_regions(areas[i]);
		report("areas", "vmalloc_areas", areas[i], DEBUGFS "vmap_inspect/areas", NULL,
		       cost("/proc/vmallocinfo", NULL));
	}
	for (i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		command(&n, "to_page %u", asked[i]);
		make_queries(asked[i], "");
		report("walks", "queries", asked[i], DEBUGFS "pagewalk/query", queries, n.ticks);
		make_queries(asked[i], " only=walk");
		report("walks_only", "queries", asked[i], DEBUGFS "pagewalk/query", queries,
		       n.ticks);
	}
	command(NULL, "areas 0");
	report_frames();
	report_scans();
	for (i = 0; i < sizeof(holes) / sizeof(*holes); i++) {
		command(NULL, "holes %u", holes[i]);
		report("freelists", "free_pages", holes[i], DEBUGFS "buddy_probe/freelists", NULL,
		       cost("/proc/pagetypeinfo", NULL));
		report("zones", "free_pages", holes[i], DEBUGFS "buddy_probe/zones", NULL,
		       cost("/proc/zoneinfo", NULL));
	}
}

static void load(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		fail(path);
	close(fd);
}

int main(void)
{
	queries = calloc(1, 1 << 20);
	if (!queries || mount("proc", "/proc", "proc", 0, NULL) ||
	    mount("sysfs", "/sys", "sysfs", 0, NULL) ||
	    mount("debugfs", DEBUGFS, "debugfs", 0, NULL))
		fail("mount");
	load("/modules/suite/show_kernel_vas.ko");
	load("/modules/suite/pagewalk.ko");
	load("/modules/suite/vmap_inspect.ko");
	load("/modules/suite/buddy_probe.ko");
	load("/modules/test/mms_bench.ko");
	load("/modules/test/mms_ptdump.ko");
	printf("bench tick=%llu\n", ticks_of_1000());
	measure();
	printf("bench done\n");
	fflush(stdout);
	reboot(RB_POWER_OFF);
	return 1;
}
