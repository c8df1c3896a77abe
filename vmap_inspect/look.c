// SPDX-License-Identifier: GPL-2.0-only
/*
 * Snapshots for the checks of one selfcheck: all checks begin with a shared one, and
 * repeat with new ones, fewer the more areas there are. Takes a mutex of its own, from
 * the first check to the last, and the locks of the snapshots (mmscope/vmap/live.h).
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include "vmi.h"

static DEFINE_MUTEX(shared_lock);
static struct mms_vmap_snapshot shared;
static bool have_shared;

/**
 * vmi_looks_begin() - begin a selfcheck
 *
 * Context: process; until vmi_looks_end() another selfcheck waits.
 * Return: 0, -EINTR.
 */
int vmi_looks_begin(void)
{
	return mutex_lock_killable(&shared_lock);
}

static const char *take(struct mms_vmap_snapshot *s)
{
	int err = mms_vmap_snapshot(s, 0, U64_MAX);

	if (!err)
		return NULL;
	return err == -ENOMEM ? "no memory" : "interrupted";
}

/**
 * vmi_look_begin() - get a snapshot for a check
 * @l: filled in when NULL is returned; release it with vmi_look_end()
 * @fresh: take a new one, instead of the one shared by all checks
 *
 * Return: why there is none, static text; NULL when there is.
 */
const char *vmi_look_begin(struct vmi_look *l, bool fresh)
{
	const char *reason = mms_vmap_unavailable();

	if (reason)
		return reason;
	if (fresh) {
		l->s = &l->own;
		return take(&l->own);
	}
	l->s = &shared;
	if (!have_shared)
		reason = take(&shared);
	have_shared = !reason;
	return reason;
}

/**
 * vmi_look_end() - release the snapshot of a check
 * @l: the look
 */
void vmi_look_end(struct vmi_look *l)
{
	if (l->s == &l->own)
		mms_vmap_snapshot_free(&l->own);
}

/**
 * vmi_looks_most() - how many snapshots a check may use
 * @l: one of them
 * @least: the fewest with which it can find anything violated
 * @most: the most, for a machine with few areas
 *
 * Return: how many in all; fewer the more areas there are.
 */
u32 vmi_looks_most(const struct vmi_look *l, u32 least, u32 most)
{
	return clamp_t(u32, VMI_AREAS_LOOKED_AT / max(l->s->count, 1U), least, most);
}

/**
 * vmi_looks_end() - end a selfcheck and free the snapshot that its checks shared
 */
void vmi_looks_end(void)
{
	if (have_shared)
		mms_vmap_snapshot_free(&shared);
	have_shared = false;
	mutex_unlock(&shared_lock);
}
