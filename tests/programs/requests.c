// SPDX-License-Identifier: GPL-2.0-only
/*
 * The agent's requests that are system calls on one file (see agent.c). They are not
 * done by a shell, because tests need to know which system call failed with which
 * errno. No locks: each runs in its own process.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "requests.h"

/* Returns 0 or an errno. */
int write_all(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t done;

	while (len) {
		done = write(fd, p, len);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return errno;
		p += done;
		len -= done;
	}
	return 0;
}

/* Prints to stderr which call failed; returns its errno. */
static int failed(const char *call)
{
	int why = errno;

	fprintf(stderr, "%s: %s\n", call, strerror(why));
	return why;
}

/* Exactly one write(2): for the files under test each write is one batch. */
static int write_once(int fd, const char *data, size_t len)
{
	ssize_t done = write(fd, data, len);

	if (done < 0)
		return failed("write");
	if ((size_t)done != len) {
		fprintf(stderr, "write: took %zd of %zu bytes\n", done, len);
		return EIO;
	}
	return 0;
}

static int copy_out(int fd)
{
	static char buf[65536];
	ssize_t got;

	while ((got = read(fd, buf, sizeof(buf))) > 0)
		if (write_all(1, buf, got))
			return failed("reply");
	return got < 0 ? failed("read") : 0;
}

/* Serves request @type (see agent.c) on PATH or PATH\0DATA. Returns 0 or an errno. */
int serve_file(char type, char *body, size_t len)
{
	size_t path_len = strnlen(body, len);
	const char *data = body + path_len + 1;
	size_t data_len = path_len < len ? len - path_len - 1 : 0;
	int flags = type == 'G' ? O_RDONLY : type == 'T' ? O_RDWR : O_WRONLY;
	int fd, why = 0;

	if (type == 'P')
		flags |= O_CREAT | O_TRUNC;
	fd = open(body, flags, 0755);
	if (fd < 0)
		return failed("open");
	if (type == 'P')
		why = write_all(fd, data, data_len);
	if (type == 'W' || type == 'T')
		why = write_once(fd, data, data_len);
	if (!why && (type == 'T' || type == 'G'))
		why = copy_out(fd);
	if (close(fd) && !why)
		why = failed("close");
	return why;
}
