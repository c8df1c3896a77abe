// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text as words: wrapped, cut to a width, searched. See include/mmscope/core/text.h.
 * Pure; takes no locks.
 */
#include <linux/string.h>
#include <mmscope/core/text.h>

/**
 * mms_put_wrapped() - append words and a newline, wrapped where a line is full
 * @t: the text; the first word goes to its current column
 * @words: the words, blanks between them
 * @indent: the column that the lines below begin at
 *
 * A word longer than a line is not broken.
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
 * Words are not cut, as a cut word may read as another one. Only a first word that
 * does not fit is cut, and marked with two dots.
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
 * Return: whether it is there.
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
