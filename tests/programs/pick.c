// SPDX-License-Identifier: GPL-2.0-only
/*
 * pick FILE N… - print the 8-byte words with index N, … of a file, unchanged (for
 * /proc/kpageflags and the like, with one word per page).
 */
#define _FILE_OFFSET_BITS 64
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int i, file = argc > 2 ? open(argv[1], O_RDONLY) : -1;

	if (file < 0) {
		fprintf(stderr, "usage: pick FILE N…: a file that can be opened\n");
		return 2;
	}
	for (i = 2; i < argc; i++) {
		off_t at = strtoull(argv[i], NULL, 0) * sizeof(uint64_t);
		uint64_t word;

		if (pread(file, &word, sizeof(word), at) != sizeof(word) ||
		    fwrite(&word, sizeof(word), 1, stdout) != 1) {
			perror(argv[i]);
			return 1;
		}
	}
	return fflush(stdout) ? 1 : 0;
}
