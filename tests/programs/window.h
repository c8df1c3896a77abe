/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory shared with the host, for the payload of long frames: a serial port
 * carries some 100 KB/s to the host and half of that to the guest. No locks:
 * one process, and each side of a ring has one writer.
 */
#ifndef MMS_GUEST_WINDOW_H
#define MMS_GUEST_WINDOW_H

#include <stddef.h>

/* Shorter payloads go over the port. */
#define WINDOW_MIN 64

int window_open(void);
int window_put(const void *data, size_t len);
int window_get(void *data, size_t len);

#endif
