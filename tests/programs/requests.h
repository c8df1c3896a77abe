/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The agent's requests that are system calls on one file; no locks: each runs
 * in its own process.
 */
#ifndef MMS_GUEST_REQUESTS_H
#define MMS_GUEST_REQUESTS_H

#include <stddef.h>

int write_all(int fd, const void *data, size_t len);
int serve_file(char type, char *body, size_t len);

#endif
