// SPDX-License-Identifier: GPL-2.0-only
/*
 * lowered WHO COMMAND… - run a command with fewer privileges: WHO is `nobody` (uid
 * and gid 65534), or the numbers of capabilities to drop from root, `21,34`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int drop(char *numbers)
{
	char *number;

	for (number = strtok(numbers, ","); number; number = strtok(NULL, ","))
		if (prctl(PR_CAPBSET_DROP, atol(number), 0, 0, 0))
			return -1;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: lowered nobody|CAP,… COMMAND…\n");
		return 2;
	}
	if (strcmp(argv[1], "nobody") ? drop(argv[1]) :
	    (setgid(65534) || setuid(65534))) {
		perror("lowered");
		return 2;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 2;
}
