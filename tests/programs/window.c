// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory shared with the host (see window.h): QEMU's ivshmem device, whose
 * memory root can map through sysfs on any kernel, without a driver. Two rings, guest to
 * host and host to guest; the reader of a ring publishes how many bytes it has taken so
 * far, and the writer waits for that. Layout: tests/runner/vm/window.py.
 */
#include <fcntl.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "window.h"

#define WINDOW_SIZE (16u << 20)
#define RING_SIZE (4u << 20)
#define TO_HOST (4u << 20)	/* where the rings are; before them the counters */
#define TO_GUEST (8u << 20)

static volatile uint32_t *taken;	/* [0] by the host, [1] by the guest */
static unsigned char *base;
static uint32_t put_total, got_total;

static int is_ivshmem(const char *device)
{
	char path[256], id[32] = "";
	const char *const files[] = { "vendor", "device" };
	const char *const want[] = { "0x1af4\n", "0x1110\n" };
	int i, fd, same = 1;

	for (i = 0; i < 2 && same; i++) {
		snprintf(path, sizeof(path), "%s/%s", device, files[i]);
		fd = open(path, O_RDONLY);
		memset(id, 0, sizeof(id));
		same = fd >= 0 && read(fd, id, sizeof(id) - 1) > 0 && !strcmp(id, want[i]);
		if (fd >= 0)
			close(fd);
	}
	return same;
}

/* Enables memory accesses to the device, as firmware does on PCs and drivers elsewhere. */
static void enable(const char *device)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/enable", device);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return;
	(void)!write(fd, "1", 1);
	close(fd);
}

static void *map(const char *device, const char *file)
{
	char path[256];
	void *at;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", device, file);
	fd = open(path, O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	at = mmap(NULL, WINDOW_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return at == MAP_FAILED ? NULL : at;
}

/* Returns 0, or -1 where there is no device or the kernel (lockdown) refuses it. */
int window_open(void)
{
	glob_t found;
	size_t i;

	if (glob("/sys/bus/pci/devices/*", 0, NULL, &found))
		return -1;
	for (i = 0; i < found.gl_pathc && !base; i++) {
		if (!is_ivshmem(found.gl_pathv[i]))
			continue;
		enable(found.gl_pathv[i]);
		base = map(found.gl_pathv[i], "resource2_wc");
		if (!base)
			base = map(found.gl_pathv[i], "resource2");
	}
	globfree(&found);
	taken = (volatile uint32_t *)base;
	return base ? 0 : -1;
}

/* Writes a payload to the ring to the host; -1: it must be sent over the port. */
int window_put(const void *data, size_t len)
{
	uint32_t at = put_total % RING_SIZE;
	size_t first = RING_SIZE - at < len ? RING_SIZE - at : len;

	if (!base || len < WINDOW_MIN || len > RING_SIZE)
		return -1;
	while (put_total - taken[0] > RING_SIZE - len)
		usleep(500);
	memcpy(base + TO_HOST + at, data, first);
	memcpy(base + TO_HOST, (const char *)data + first, len - first);
	__sync_synchronize();
	put_total += len;
	return 0;
}

/* Takes a payload from the ring of the host; -1: there is no window. */
int window_get(void *data, size_t len)
{
	uint32_t at = got_total % RING_SIZE;
	size_t first = RING_SIZE - at < len ? RING_SIZE - at : len;

	if (!base || len > RING_SIZE)
		return -1;
	memcpy(data, base + TO_GUEST + at, first);
	memcpy((char *)data + first, base + TO_GUEST, len - first);
	got_total += len;
	__sync_synchronize();
	taken[1] = got_total;
	return 0;
}
