// SPDX-License-Identifier: GPL-2.0-only
/*
 * image load PHYS MIB | image unload - load a kexec image of MIB MiB with destination
 * PHYS, a physical address, or unload it. It can't be executed.
 */
#include <errno.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct kexec_segment segment = { NULL, 0, NULL, 0 };
	unsigned long phys;
	int n = 0;

	if (argc == 4 && !strcmp(argv[1], "load")) {
		phys = strtoul(argv[2], NULL, 0);
		segment.bufsz = strtoul(argv[3], NULL, 0) << 20;
		segment.buf = malloc(segment.bufsz);
		segment.mem = (void *)phys;
		segment.memsz = segment.bufsz;
		memset((void *)segment.buf, 0, segment.bufsz);
		n = 1;
	} else if (argc != 2 || strcmp(argv[1], "unload")) {
		fprintf(stderr, "usage: image load PHYS MIB | image unload\n");
		return 2;
	}
	if (syscall(SYS_kexec_load, (unsigned long)segment.mem, n, &segment, KEXEC_ARCH_DEFAULT)) {
		fprintf(stderr, "kexec_load: %s\n", strerror(errno));
		return 1;
	}
	return 0;
}
