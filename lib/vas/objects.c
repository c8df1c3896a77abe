// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of kernel objects, see include/mmscope/vas/objects.h. Takes no
 * locks.
 */
#include <linux/stddef.h>
#include <mmscope/vas/objects.h>

static struct mms_object *next(struct mms_objects *o, const char *name)
{
	struct mms_object *object;

	if (o->nr == o->max)
		return NULL;
	object = &o->object[o->nr++];
	object->name = name;
	return object;
}

/**
 * mms_object_add() - add an object with an address
 * @o: the objects
 * @name: its name, static text
 * @cpu: whose it is, the CPU's number + 1; 0 where all share it
 * @start: its first byte
 * @size: bytes
 * @source: where these are from, static text
 *
 * Return: the object; NULL without room.
 */
struct mms_object *mms_object_add(struct mms_objects *o, const char *name,
				  unsigned int cpu, u64 start, u64 size, const char *source)
{
	struct mms_object *object = next(o, name);

	if (object) {
		object->cpu = cpu;
		object->start = start;
		object->size = size;
		object->source = source;
		/* The caller may replace this by a better reason. */
		object->why = start ? NULL : "its address reads as 0";
	}
	return object;
}

/**
 * mms_object_missing() - add one whose address can't be found
 * @o: the objects
 * @name: its name, static text
 * @cpu: whose it is, the CPU's number + 1; 0 where all share it
 * @why: the reason, static text
 *
 * Return: the object, for what else is known of it; NULL without room.
 */
struct mms_object *mms_object_missing(struct mms_objects *o, const char *name,
				      unsigned int cpu, const char *why)
{
	struct mms_object *object = next(o, name);

	if (object) {
		object->cpu = cpu;
		object->why = why;
	}
	return object;
}
