// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmap_purge_lock, a mutex, and how long a snapshot holds it. The kernel takes it to
 * purge lazily freed areas, in some versions from a shrinker: then all tasks in reclaim
 * wait for its holder. So it is held for a bounded number of steps and dropped between
 * them, also when a reschedule is due.
 */
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <mmscope/core/live_symbols.h>
#include "snapshot.h"

static struct mutex *purge_lock;

/**
 * mms_vmap_hold_setup() - find the lock
 *
 * Return: false when its symbol is missing.
 */
bool mms_vmap_hold_setup(void)
{
	purge_lock = (void *)mms_symbol("vmap_purge_lock");
	return purge_lock;
}

/**
 * mms_vmap_hold() - begin to read lists
 * @b: the buffer read into
 *
 * Context: process; takes vmap_purge_lock until mms_vmap_release(). Memory must not
 * be allocated until then.
 * Return: 0, -EINTR.
 */
int mms_vmap_hold(struct mms_vmap_buf *b)
{
	int err = mutex_lock_killable(purge_lock);

	b->held = !err;
	b->steps = 0;
	if (!err)
		b->s->holds++;
	return err;
}

/**
 * mms_vmap_release() - end reading lists
 * @b: the buffer; the lock may be dropped already, where a pause failed
 */
void mms_vmap_release(struct mms_vmap_buf *b)
{
	if (b->held)
		mutex_unlock(purge_lock);
	b->held = false;
}

/**
 * mms_vmap_pause() - between two holds of a spinlock
 * @b: the buffer read into
 * @steps: areas visited since the last pause
 *
 * May drop and retake vmap_purge_lock (@b->s->holds counts that): lazily freed areas
 * and areas visited before may be gone then.
 *
 * Return: 0, -EINTR when the reader was killed.
 */
int mms_vmap_pause(struct mms_vmap_buf *b, u32 steps)
{
	int err = 0;

	b->steps += steps;
	if (b->held && (b->steps >= MMS_VMAP_HOLD || need_resched())) {
		mms_vmap_release(b);
		cond_resched();
		err = mms_vmap_hold(b);
	} else {
		cond_resched();
	}
	if (!err && fatal_signal_pending(current))
		err = -EINTR;
	return err;
}
