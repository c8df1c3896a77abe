/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the commands of mms_bench, bench_main.c, ask of its measuring part,
 * bench_watch.c: to count what the calling process allocates and how long it holds
 * locks, one way at a time, and to show that. Called with mms_bench's mutex held,
 * but for the show.
 */
#ifndef MMS_BENCH_WATCH_H
#define MMS_BENCH_WATCH_H

struct mm_struct;
struct mutex;
struct seq_file;

int bench_watch_init(struct mm_struct *mm, struct mutex *purge_mutex);
int bench_watch(void);
int bench_watch_locks(void);
void bench_watch_end(void);
void bench_watch_show(struct seq_file *m);

#endif /* MMS_BENCH_WATCH_H */
