// SPDX-License-Identifier: GPL-2.0-only
/*
 * hammer FILE COUNT BASE [KEYS] - query a file COUNT times, each time for another
 * address from BASE on, through one open file, and check that every answer is about
 * the address just asked for. Several instances on one file show whether answers leak
 * between open files. Exits 1 at the first wrong answer.
 *
 * hammer exit FILE COUNT KEYS - query COUNT times for processes while they exit; each
 * write may succeed or fail with ESRCH, nothing else.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char answer[1 << 20];

static size_t read_answer(int fd)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, answer + len, sizeof(answer) - 1 - len)) > 0)
		len += n;
	if (n < 0) {
		perror("read");
		exit(1);
	}
	answer[len] = '\0';
	return len;
}

/* Every addr=0x… of the answer must be the one asked for. */
static int is_only_about(const char *wanted)
{
	const char *at = answer;
	int seen = 0;

	while ((at = strstr(at, " addr=0x"))) {
		at += 1;
		if (strncmp(at, wanted, strlen(wanted)) ||
		    !strchr(" \n", at[strlen(wanted)]))
			return 0;
		seen++;
	}
	return seen;
}

static int hammer(const char *file, long count, unsigned long long base,
		  const char *keys)
{
	int fd = open(file, O_RDWR);
	char query[256];
	char wanted[40];
	long i;

	if (fd < 0) {
		perror(file);
		return 1;
	}
	for (i = 0; i < count; i++) {
		snprintf(wanted, sizeof(wanted), "addr=0x%llx", base + 64 * i);
		snprintf(query, sizeof(query), "%s %s\n", wanted, keys);
		if (write(fd, query, strlen(query)) < 0) {
			fprintf(stderr, "write %s: %s\n", query, strerror(errno));
			return 1;
		}
		read_answer(fd);
		if (!is_only_about(wanted)) {
			fprintf(stderr, "asked %s, got:\n%s\n", query, answer);
			return 1;
		}
	}
	printf("%ld right answers\n", count);
	return 0;
}

static pid_t short_lived(void)
{
	pid_t child = fork();

	if (!child) {
		char *memory = malloc(1 << 20);

		memset(memory, 1, 1 << 20);
		_exit(0);
	}
	return child;
}

static int ask_while_exiting(const char *file, long count, const char *keys)
{
	long answered = 0, gone = 0, i;
	int fd = open(file, O_RDWR);

	for (i = 0; fd >= 0 && i < count; i++) {
		pid_t child = short_lived();
		char query[128];

		snprintf(query, sizeof(query), "pid=%d %s\n", child, keys);
		while (write(fd, query, strlen(query)) >= 0) {
			answered++;
			/* A zombie keeps its pid: reap it while querying. */
			if (waitpid(child, NULL, WNOHANG) == child)
				child = -1;
			read_answer(fd);
			if (answered > 100 * count)
				break;
		}
		if (errno != ESRCH) {
			perror(query);
			return 1;
		}
		gone++;
		if (child > 0)
			waitpid(child, NULL, 0);
	}
	printf("%ld answers, %ld gone\n", answered, gone);
	return gone == count ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "exit"))
		return ask_while_exiting(argv[2], atol(argv[3]), argv[4]);
	if (argc == 4 || argc == 5)
		return hammer(argv[1], atol(argv[2]), strtoull(argv[3], NULL, 0),
			      argc == 5 ? argv[4] : "");
	fprintf(stderr, "usage: hammer FILE COUNT BASE [KEYS] | hammer exit FILE COUNT KEYS\n");
	return 2;
}
