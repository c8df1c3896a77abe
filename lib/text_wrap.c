// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text that may be longer than a line: see include/mmscope/text.h. Pure; takes no
 * locks.
 */
#include <linux/string.h>
#include <mmscope/text.h>

/**
 * mms_put_wrapped() - append words and a newline, going on below where a line is full
 * @t: the text; the first word goes to where it stands
 * @words: the words, blanks between them
 * @indent: the column that the lines below begin at
 *
 * A word that no line has the room for is not broken.
 */
void mms_put_wrapped(struct mms_text *t, const char *words, size_t indent)
{
	bool first = true;

	while (*words) {
		size_t len = strcspn(words, " ");

		if (!first && mms_text_column(t) + 1 + len > MMS_TEXT_WIDTH) {
			mms_put(t, "\n");
			mms_put_n(t, ' ', indent);
		} else if (!first) {
			mms_put(t, " ");
		}
		mms_put(t, "%.*s", (int)len, words);
		words += len;
		words += strspn(words, " ");
		first = false;
	}
	mms_put(t, "\n");
}
