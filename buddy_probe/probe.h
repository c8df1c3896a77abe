/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by the files of buddy_probe: the zones at one open, and the map.
 */
#ifndef BUDDY_PROBE_H
#define BUDDY_PROBE_H

#include <mmscope/buddy/live.h>
#include <mmscope/buddy/map.h>
#include <mmscope/core/live_files.h>

/**
 * struct bp_zone - one zone at the time of an open
 * @zone: the kernel's zone
 * @rec: its counters
 * @lists: its free lists, where the file shows them
 */
struct bp_zone {
	struct zone *zone;
	struct mms_zone rec;
	struct mms_freelists lists;
};

/**
 * struct bp_zones - the populated zones at the time of an open
 * @nr: entries of @z
 * @z: the zones, in node and zone order
 */
struct bp_zones {
	unsigned int nr;
	struct bp_zone z[];
};

struct bp_zones *bp_zones_read(bool lists);

/**
 * struct bp_map_zone - a zone's part of the map
 * @rec: the zone
 * @first: its first cell's index in bp_map.cells
 * @nr: its cells
 */
struct bp_map_zone {
	struct mms_zone rec;
	u64 first;
	u64 nr;
};

/**
 * struct bp_map - the map of all zones
 * @cell: page frames a cell stands for
 * @nr_zones: entries of @zones
 * @nr_cells: entries of @cells
 * @zones: the zones
 * @cells: the cells, zone after zone
 */
struct bp_map {
	u64 cell;
	unsigned int nr_zones;
	u64 nr_cells;
	struct bp_map_zone *zones;
	struct mms_cell *cells;
};

/** BP_MAP_CELLS - cells of a map, roughly: two screens of rows */
#define BP_MAP_CELLS 1024

struct bp_map *bp_map_read(const struct bp_zones *zones);
void bp_map_free(struct bp_map *map);

int bp_zones_open(struct mms_view *v);
void bp_zones_show(struct mms_view *v, struct mms_text *t, u64 index);
int bp_freelists_open(struct mms_view *v);
void bp_freelists_show(struct mms_view *v, struct mms_text *t, u64 index);
int bp_fragmentation_open(struct mms_view *v);
void bp_fragmentation_show(struct mms_view *v, struct mms_text *t, u64 index);
void bp_view_release(struct mms_view *v);

int bp_pcp_open(struct mms_view *v);
int bp_pcp_seek(struct mms_view *v, u64 index);
void bp_pcp_header(const struct mms_view *v, struct mms_text *t);
void bp_pcp_show(struct mms_view *v, struct mms_text *t, u64 index);

int bp_scan_open(struct mms_view *v);
int bp_blocks_seek(struct mms_view *v, u64 index);
void bp_blocks_show(struct mms_view *v, struct mms_text *t, u64 index);
int bp_pageblocks_seek(struct mms_view *v, u64 index);
void bp_pageblocks_show(struct mms_view *v, struct mms_text *t, u64 index);
void bp_pageblocks_header(const struct mms_view *v, struct mms_text *t);

int bp_map_open(struct mms_view *v);
void bp_map_header(const struct mms_view *v, struct mms_text *t);
void bp_map_show(struct mms_view *v, struct mms_text *t, u64 index);
void bp_map_release(struct mms_view *v);

int bp_report_open(struct mms_view *v);
void bp_report_show(struct mms_view *v, struct mms_text *t, u64 index);
void bp_report_release(struct mms_view *v);

int bp_check_open(struct mms_view *v);
extern const struct mms_query_ops bp_query;

#endif /* BUDDY_PROBE_H */
