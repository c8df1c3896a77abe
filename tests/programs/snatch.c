// SPDX-License-Identifier: GPL-2.0-only
/*
 * snatch MODULE KO FILE NTH COUNT - load a module COUNT times while its NTH request
 * for memory fails (tests/modules/mms_fail.c), and meanwhile try to open FILE, which
 * init may have created before it failed, over and over. A file opened is closed only
 * after the module is gone.
 *
 * Prints `loads failed=N opened=N`.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static long *opened;

static void snatch(const char *file)
{
	int fd;

	for (;;) {
		fd = open(file, O_RDONLY);
		if (fd < 0)
			continue;
		++*opened;
		usleep(100000);
		close(fd);
	}
}

static int load(const char *module, const char *ko, const char *nth)
{
	int control = open("/proc/mms_fail", O_WRONLY), fd = open(ko, O_RDONLY), failed;

	if (control < 0 || fd < 0 || dprintf(control, "%s %s", module, nth) < 0) {
		perror(ko);
		exit(2);
	}
	close(control);
	failed = syscall(SYS_finit_module, fd, "", 0) && errno == ENOMEM;
	close(fd);
	return failed;
}

int main(int argc, char **argv)
{
	int failed = 0, i;
	pid_t child;

	if (argc != 6) {
		fprintf(stderr, "usage: snatch MODULE KO FILE NTH COUNT\n");
		return 2;
	}
	opened = mmap(NULL, sizeof(*opened), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	child = fork();
	if (!child)
		snatch(argv[3]);
	for (i = 0; i < atoi(argv[5]); i++)
		failed += load(argv[1], argv[2], argv[4]);
	usleep(200000);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	printf("loads failed=%d opened=%ld\n", failed, *opened);
	return 0;
}
