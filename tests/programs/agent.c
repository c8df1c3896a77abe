// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's end of the test channel: the host drives the guest through it.
 *
 * Runs as process 1 of the guest with the channel's serial port as argument.
 * Every request is served by a child, so that a request which hangs in the
 * kernel does not take the channel with it; children run at the same time.
 * Single threaded, no locks.
 *
 * A frame, either way: 0xa5, type, id (16 bits), length (32 bits), payload;
 * little endian. With 0xa6 the payload is in the memory shared with the host
 * (window.c). The host sends such frames only after an H whose payload is 1.
 * Host to guest:
 *   R  run the payload as a shell command
 *   W  payload PATH\0DATA: one write(2) of DATA
 *   T  payload PATH\0DATA: one write(2), then read the same file to its end
 *   G  payload PATH: read the file to its end
 *   P  payload PATH\0DATA: create the (executable) file
 *   K  kill request `id` and its process group
 * Guest to host:
 *   H  ready          A  payload u32: bytes received so far (flow control)
 *   o, e  output and error text of request `id`
 *   X  payload u32: wait status; an exit code of W, T, G, P is an errno
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "requests.h"
#include "window.h"

#define MAGIC 0xa5		/* the payload follows */
#define MAGIC_WINDOW 0xa6	/* the payload is in the window */
#define HEADER 8
#define MAX_JOBS 64
#define ACK_EVERY 4096
#define MAX_PIPE 32	/* the most reads to drain a full pipe */

struct job {
	pid_t pid;		/* 0: the slot is free */
	uint16_t id;
	int pipe[2];		/* read ends of its output and error text, -1: closed */
};

/* The part received so far of the current frame. */
struct inbox {
	unsigned char head[HEADER];
	unsigned char *body;
	size_t have, len;
	uint32_t total, acked;
};

static struct job jobs[MAX_JOBS];
static int port;

static uint32_t get32(const unsigned char *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put32(unsigned char *p, uint32_t v)
{
	p[0] = v;
	p[1] = v >> 8;
	p[2] = v >> 16;
	p[3] = v >> 24;
}

static void send_frame(char type, uint16_t id, const void *body, uint32_t len)
{
	unsigned char head[HEADER] = { MAGIC, type, id, id >> 8 };

	put32(head + 4, len);
	if (!window_put(body, len)) {
		head[0] = MAGIC_WINDOW;
		len = 0;
	}
	if (write_all(port, head, HEADER) || write_all(port, body, len))
		exit(1);
}

static void send_u32(char type, uint16_t id, uint32_t value)
{
	unsigned char body[4];

	put32(body, value);
	send_frame(type, id, body, sizeof(body));
}

/* Forwards a job's output. Returns 0 at its end. */
static int forward(struct job *job, int which)
{
	static unsigned char buf[65536];
	ssize_t got = read(job->pipe[which], buf, sizeof(buf));

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return 1;
	if (got <= 0) {
		close(job->pipe[which]);
		job->pipe[which] = -1;
		return 0;
	}
	send_frame(which ? 'e' : 'o', job->id, buf, got);
	return 1;
}

/* The job's own process ended: send what is still in its pipes, then its status. */
static void finish(struct job *job, int status)
{
	struct pollfd ready;
	int which, left;

	for (which = 0; which < 2; which++) {
		/* Bounded: a process left behind by the job may print for ever. */
		for (left = MAX_PIPE; left && job->pipe[which] >= 0; left--) {
			ready = (struct pollfd){ .fd = job->pipe[which], .events = POLLIN };
			if (poll(&ready, 1, 0) <= 0)
				break;
			forward(job, which);
		}
		if (job->pipe[which] >= 0)
			close(job->pipe[which]);
		job->pipe[which] = -1;
	}
	send_u32('X', job->id, status);
	job->pid = 0;
}

static void reap(void)
{
	int status, i;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < MAX_JOBS; i++)
			if (jobs[i].pid == pid)
				finish(&jobs[i], status);
}

static void child(char type, char *body, size_t len, int out, int err)
{
	sigset_t none;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	dup2(null, 0);
	dup2(out, 1);
	dup2(err, 2);
	if (type == 'R') {
		execl("/bin/sh", "sh", "-c", body, (char *)NULL);
		_exit(127);
	}
	_exit(serve_file(type, body, len));
}

static void start(char type, uint16_t id, char *body, size_t len)
{
	int out[2], err[2], i;
	struct job *job = NULL;
	pid_t pid;

	for (i = 0; i < MAX_JOBS && !job; i++)
		if (!jobs[i].pid)
			job = &jobs[i];
	/* There are fewer jobs than file descriptors: with a free slot pipe2() succeeds. */
	if (!job || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)) {
		send_frame('e', id, "agent: too many requests\n", 25);
		send_u32('X', id, EAGAIN << 8);
		return;
	}
	pid = fork();
	if (pid == 0)
		child(type, body, len, out[1], err[1]);
	close(out[1]);
	close(err[1]);
	*job = (struct job){ .pid = pid, .id = id, .pipe = { out[0], err[0] } };
	if (pid < 0)
		finish(job, EAGAIN << 8);
}

static void kill_job(uint16_t id)
{
	int i;

	for (i = 0; i < MAX_JOBS; i++)
		if (jobs[i].pid && jobs[i].id == id) {
			kill(-jobs[i].pid, SIGKILL);
			kill(jobs[i].pid, SIGKILL);
		}
}

static void dispatch(struct inbox *in)
{
	uint16_t id = in->head[2] | in->head[3] << 8;

	if (in->head[1] == 'K')
		kill_job(id);
	else
		start(in->head[1], id, (char *)in->body, in->len);
	free(in->body);
	in->body = NULL;
	in->have = 0;
}

/* The header is complete: allocates room for the payload, or gets it from the window. */
static void begin_body(struct inbox *in)
{
	in->len = get32(in->head + 4);
	in->body = calloc(1, in->len + 1);	/* a closing NUL for strings */
	if (!in->body)
		exit(1);
	if (in->head[0] == MAGIC_WINDOW) {
		if (window_get(in->body, in->len))
			exit(1);
		in->have += in->len;
	} else if (in->head[0] != MAGIC) {
		exit(1);
	}
}

/* Reads from the port, at most up to the end of the current frame. */
static void receive(struct inbox *in)
{
	int in_head = in->have < HEADER;
	size_t want = in_head ? HEADER - in->have : HEADER + in->len - in->have;
	unsigned char *to = in_head ? in->head + in->have : in->body + in->have - HEADER;
	ssize_t got = read(port, to, want);

	if (got <= 0) {
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			return;
		exit(1);
	}
	in->have += got;
	in->total += got;
	if (in_head && in->have == HEADER)
		begin_body(in);
	if (in->total - in->acked >= ACK_EVERY) {
		in->acked = in->total;
		send_u32('A', 0, in->total);
	}
	if (in->body && in->have == HEADER + in->len)
		dispatch(in);
}

static int open_port(const char *path)
{
	struct termios raw;
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || tcgetattr(fd, &raw))
		return -1;
	cfmakeraw(&raw);
	cfsetspeed(&raw, B115200);
	raw.c_cflag |= CLOCAL;
	return tcsetattr(fd, TCSANOW, &raw) ? -1 : fd;
}

static void loop(int children)
{
	struct pollfd set[2 + 2 * MAX_JOBS];
	struct signalfd_siginfo info;
	struct inbox in = { 0 };
	int i;

	for (;;) {
		set[0] = (struct pollfd){ .fd = port, .events = POLLIN };
		set[1] = (struct pollfd){ .fd = children, .events = POLLIN };
		for (i = 0; i < 2 * MAX_JOBS; i++)
			set[2 + i] = (struct pollfd){
				.fd = jobs[i / 2].pid ? jobs[i / 2].pipe[i % 2] : -1,
				.events = POLLIN,
			};
		if (poll(set, 2 + 2 * MAX_JOBS, -1) < 0)
			continue;
		for (i = 0; i < 2 * MAX_JOBS; i++)
			if (set[2 + i].revents)
				forward(&jobs[i / 2], i % 2);
		if (set[1].revents) {
			(void)!read(children, &info, sizeof(info));
			reap();
		}
		if (set[0].revents)
			receive(&in);
	}
}

int main(int argc, char **argv)
{
	sigset_t child_ended;

	port = argc > 1 ? open_port(argv[1]) : -1;
	if (port < 0) {
		fprintf(stderr, "agent: no port: %s\n", strerror(errno));
		return 1;
	}
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&child_ended);
	sigaddset(&child_ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child_ended, NULL);
	send_u32('H', 0, !window_open());
	loop(signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK));
	return 0;
}
