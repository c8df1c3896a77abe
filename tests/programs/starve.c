// SPDX-License-Identifier: GPL-2.0-only
/*
 * starve - use a module while its first request for memory fails, then while its
 * second does, and so on until it makes no more (tests/modules/mms_fail.c).
 *
 *   starve file MODULE PATH [QUERY]   opens it, writes QUERY, reads it to its end
 *   starve slow MODULE PATH [QUERY]   the same
 *   starve reads MODULE PATH [QUERY]  the same, but reads of the kernel's memory fail:
 *                                     the first, second, fourth, eighth ...
 *   starve locks MODULE PATH [QUERY]  the same, but taking a lock fails, as after a kill
 *   starve load MODULE KO [PARAMS]    loads it, reads its build file, unloads it
 *
 * Each request fails in two uses of the file, in the second together with all requests
 * after it. Between two uses with failures is one without; with slow only one at the
 * end.
 *
 * Prints a line for each use, followed by the text read if it succeeded:
 *
 *   use nth=… on=0|1 call=… errno=… failed=… function=… held=… len=…
 *
 * nth: the request that was made to fail, with all after it if on=1; 0 for none.
 * call, errno: the system call that failed, or "none" and 0. failed: the number of
 * requests that failed. held: allocations the module holds more than before. function:
 * the last function that failed. len: bytes that follow.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CONTROL "/proc/mms_fail"
#define DEBUGFS "/sys/kernel/debug/"
#define TEXT_MAX (16 << 20)

/* The outcome of one use. */
struct outcome {
	const char *call;
	int error;
	size_t len;
};

static const char *module, *path, *words;
/* The calls that fail, if not allocations: " reads", " locks". */
static const char *what = "";
static char *text;
/* Of the last use: how many requests failed, and the function of the last. */
static long failures;
static char function[64];

static void die(const char *name)
{
	perror(name);
	exit(1);
}

static void control(unsigned int nth, int on)
{
	int fd = open(CONTROL, O_WRONLY);

	if (fd < 0 || dprintf(fd, "%s %u%s%s", module, nth, on ? " on" : "", what) < 0)
		die(CONTROL);
	close(fd);
}

/* The allocations the module holds now. */
static long ask(void)
{
	FILE *file = fopen(CONTROL, "r");
	long held;

	if (!file ||
	    fscanf(file, "watch module=%*s loaded=%*s seen=%*d failed=%ld held=%ld function=%63s",
		   &failures, &held, function) != 3)
		die(CONTROL);
	fclose(file);
	return held;
}

static struct outcome failure(const char *call)
{
	struct outcome o = { .call = call, .error = errno };

	return o;
}

/* Reads to the end of the file, appending to @len bytes of text. */
static struct outcome read_all(int fd, size_t len)
{
	struct outcome o = { .call = "none", .len = len };
	ssize_t got;

	while ((got = read(fd, text + o.len, TEXT_MAX - o.len)) > 0)
		o.len += got;
	return got < 0 ? failure("read") : o;
}

static struct outcome use_file(void)
{
	int fd = open(path, words ? O_RDWR : O_RDONLY);
	struct outcome o;

	if (fd < 0) {
		o = failure("open");
		ask();
		return o;
	}
	if (words && write(fd, words, strlen(words)) < 0)
		o = failure("write");
	else
		o = read_all(fd, 0);
	close(fd);
	ask();
	return o;
}

/* The names of the module's files as `file name=…`, then its build file. */
static struct outcome look(void)
{
	char name[256];
	struct dirent *entry;
	size_t len = 0;
	struct outcome o;
	DIR *folder;
	int fd;

	snprintf(name, sizeof(name), DEBUGFS "%s", module);
	folder = opendir(name);
	while (folder && (entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			len += sprintf(text + len, "file name=%s\n", entry->d_name);
	if (folder)
		closedir(folder);
	strcat(name, "/build");
	fd = open(name, O_RDONLY);
	if (fd < 0)
		return failure("build");
	o = read_all(fd, len);
	close(fd);
	return o;
}

/* Is any file of the module left after it was unloaded? */
static int is_left(void)
{
	char name[256];

	snprintf(name, sizeof(name), DEBUGFS "%s", module);
	if (!access(name, F_OK))
		return 1;
	snprintf(name, sizeof(name), "/proc/%s", module);
	return !access(name, F_OK);
}

static struct outcome use_load(void)
{
	int fd = open(path, O_RDONLY);
	struct outcome o;

	if (fd < 0)
		die(path);
	if (syscall(SYS_finit_module, fd, words ? words : "", 0)) {
		o = failure("insmod");
		ask();
	} else {
		ask();
		control(0, 0);
		o = look();
		if (syscall(SYS_delete_module, module, 0))
			o = failure("rmmod");
	}
	close(fd);
	if (is_left()) {
		errno = EEXIST;
		return failure("left");
	}
	return o;
}

/* Drops the answer or refusal that a query left for others to read. */
static void forget(void)
{
	int fd;

	if (!words)
		return;
	control(0, 0);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, "help", 4) < 0)
		die("help");
	close(fd);
}

/* Returns whether a request failed. */
static int try(struct outcome (*use)(void), unsigned int nth, int on)
{
	/* Before loading the module holds nothing. */
	long before = use == use_load ? 0 : ask();
	struct outcome o;
	long failed, held;

	control(nth, on);
	o = use();
	failed = failures;
	if (use == use_file)
		forget();
	printf("use nth=%u on=%d call=%s errno=%d failed=%ld function=%s ", nth, on, o.call,
	       o.error, failed, function);
	held = ask() - before;
	printf("held=%ld len=%zu\n", held, o.len);
	fwrite(text, 1, o.len, stdout);
	return nth && failed;
}

static void starve_file(int slow)
{
	unsigned int nth;
	int on;

	for (on = 0; on < 2; on++)
		for (nth = 1; try(use_file, nth, on); nth += *what ? nth : 1)
			if (!slow)
				try(use_file, 0, 0);
	try(use_file, 0, 0);
}

static void starve_load(void)
{
	unsigned int nth = 1;

	while (try(use_load, nth, 0))
		nth++;
}

int main(int argc, char **argv)
{
	text = malloc(TEXT_MAX);
	if (argc < 4 || !text) {
		fprintf(stderr, "usage: starve file|slow|reads|locks|load MODULE PATH [WORDS]\n");
		return 2;
	}
	module = argv[2];
	path = argv[3];
	words = argv[4];
	if (!strcmp(argv[1], "reads"))
		what = " reads";
	else if (!strcmp(argv[1], "locks"))
		what = " locks";
	control(0, 0);
	if (!strcmp(argv[1], "load")) {
		starve_load();
	} else {
		try(use_file, 0, 0);
		starve_file(strcmp(argv[1], "file"));
	}
	return 0;
}
