// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text by its words: wrapped, cut to a width, looked for. See include/mmscope/core/text.h.
 * Pure; takes no locks.
 */
#include <linux/string.h>
#include <mmscope/core/text.h>

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

/**
 * mms_cut_words() - as many words of a name as there is room for
 * @to: where they go: @cols + 1 bytes
 * @cols: how many columns there are, more than 2
 * @name: a name of any bytes; what does not print becomes `?`
 *
 * A word that is cut reads as another one: of a first word that does not fit the
 * beginning is kept, and two dots say that it goes on.
 */
void mms_cut_words(char *to, size_t cols, const char *name)
{
	size_t len = strlen(name), i;
	bool cut = false;

	if (len > cols) {
		len = cols;
		while (len && name[len] != ' ')
			len--;
		cut = !len;
		len = len ?: cols;
	}
	for (i = 0; i < len; i++)
		to[i] = name[i] >= ' ' && name[i] < 0x7f ? name[i] : '?';
	to[len] = '\0';
	if (cut)
		memset(to + len - 2, '.', 2);
}

/**
 * mms_has_word() - is a word in a line, as a word of its own
 * @line: words with single blanks or a newline after each
 * @word: the word
 *
 * Return: whether it is.
 */
bool mms_has_word(const char *line, const char *word)
{
	const size_t len = strlen(word);

	while (*line) {
		const size_t n = strcspn(line, "\n ");

		if (n == len && !strncmp(line, word, n))
			return true;
		line += n + (line[n] != '\0');
	}
	return false;
}
