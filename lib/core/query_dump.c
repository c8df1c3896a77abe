// SPDX-License-Identifier: GPL-2.0-only
/*
 * The keys of dumps: whose tables, and what of them. See include/mmscope/core/query.h. No
 * locks.
 */
#include <linux/limits.h>
#include <linux/string.h>
#include <mmscope/core/query.h>
#include <mmscope/core/text.h>
#include <mmscope/pt/pte.h>
#include "query_dump.h"

static const struct {
	char letter;
	u8 perm;
} letters[] = {
	{ 'r', MMS_PERM_R }, { 'w', MMS_PERM_W }, { 'x', MMS_PERM_X }, { 'u', MMS_PERM_U },
	{}
};

static u8 perm_of(char c)
{
	unsigned int i;

	for (i = 0; letters[i].letter && letters[i].letter != c;)
		i++;
	return letters[i].perm;
}

static const char *parse_word(char word[MMS_QUERY_WORD], const char *text, size_t len,
			      const char *none)
{
	if (!len)
		return none;
	if (len >= MMS_QUERY_WORD)
		return "longer than any name";
	memcpy(word, text, len);
	word[len] = '\0';
	return NULL;
}

/* kernel, or a pid. */
const char *mms_query_parse_dump(const char *text, size_t len, struct mms_query *q,
				 const char **at)
{
	const char *reason;
	u64 pid;

	if (q->have & MMS_Q_PID)
		return "whose tables, twice";
	if (len == 6 && !memcmp(text, "kernel", len))
		return NULL;
	reason = mms_query_number(text, len, &pid, at);
	if (reason)
		return "neither kernel nor a pid";
	*at = text;
	if (!pid || pid > INT_MAX)
		return "a pid is 1 to 2147483647";
	q->pid = pid;
	q->have |= MMS_Q_PID;
	return NULL;
}

/* Letters, each with + or - before it. */
const char *mms_query_parse_perms(const char *text, size_t len, struct mms_query *q,
				  const char **at)
{
	size_t i;

	for (i = 0; i < len; i += 2) {
		u8 perm = i + 1 < len ? perm_of(text[i + 1]) : 0;

		*at = text + i;
		if (text[i] != '+' && text[i] != '-')
			return "+ or - comes before each of r, w, x, u";
		if (!perm)
			return "behind + and - comes r, w, x or u";
		if ((q->perm_set | q->perm_clear) & perm)
			return "a right named twice";
		if (text[i] == '+')
			q->perm_set |= perm;
		else
			q->perm_clear |= perm;
	}
	return len ? NULL : "no rights: say perms=+w+x";
}

const char *mms_query_parse_type(const char *text, size_t len, struct mms_query *q,
				 const char **at)
{
	return parse_word(q->type, text, len, "no memory type");
}

const char *mms_query_parse_region(const char *text, size_t len, struct mms_query *q,
				   const char **at)
{
	return parse_word(q->region, text, len, "no region's name");
}

/* Bytes; with K, M or G behind it. */
const char *mms_query_parse_size(const char *text, size_t len, struct mms_query *q,
				 const char **at)
{
	static const char units[] = "KMG";
	const char *unit = len ? strchr(units, text[len - 1]) : NULL;
	unsigned int shift = unit && *unit ? 10 * (unit - units + 1) : 0;
	const char *reason = mms_query_number(text, len - !!shift, &q->min_size, at);

	if (reason)
		return reason;
	*at = text;
	if (q->min_size > ~0ULL >> shift)
		return "a number of more than 64 bits";
	q->min_size <<= shift;
	return NULL;
}

void mms_query_print_dump(struct mms_text *t, const struct mms_query *q)
{
	if (q->have & MMS_Q_PID)
		mms_rec_int(t, "dump", q->pid);
	else
		mms_rec_str(t, "dump", "kernel");
}

void mms_query_print_perms(struct mms_text *t, const struct mms_query *q)
{
	unsigned int i;

	mms_put(t, " perms=");
	for (i = 0; letters[i].letter; i++)
		if ((q->perm_set | q->perm_clear) & letters[i].perm)
			mms_put(t, "%c%c", q->perm_set & letters[i].perm ? '+' : '-',
				letters[i].letter);
}

void mms_query_print_type(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_str(t, "type", q->type);
}

void mms_query_print_region(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_str(t, "region", q->region);
}

void mms_query_print_size(struct mms_text *t, const struct mms_query *q)
{
	mms_rec_dec(t, "min_size", q->min_size);
}
