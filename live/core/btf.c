// SPDX-License-Identifier: GPL-2.0-only
/*
 * The running kernel's BTF, for the layout check at load: see
 * include/mmscope/core/layout.h. No function of the kernel's BPF code is called.
 *
 * Where the linker's __start_BTF can be resolved the blob is read in place, its size
 * taken from its header: it is read-only data of the kernel image and stays. Elsewhere
 * (KALLSYMS_ALL=n) it is copied from sysfs. Process context, takes no locks.
 */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <mmscope/core/btf.h>
#include <mmscope/core/live_files.h>
#include <mmscope/core/live_layout.h>
#include <mmscope/core/live_symbols.h>

#define BTF_FILE "/sys/kernel/btf/vmlinux"

/* Debian's are 4 to 6 MB (kernel-facts.md B). */
#define BTF_MAX SZ_64M

/**
 * struct blob - a kernel's BTF
 * @data: the bytes
 * @size: how many
 * @copied: @data is a copy, to be freed
 */
struct blob {
	const void *data;
	size_t size;
	bool copied;
};

static int blob_in_place(struct blob *blob)
{
	const unsigned long start = mms_symbol("__start_BTF");
	u8 head[MMS_BTF_HEAD];
	char probe;
	u64 size;

	if (!start)
		return -ENOENT;
	if (copy_from_kernel_nofault(head, (void *)start, sizeof(head)))
		return -EFAULT;
	size = mms_btf_size(head);
	if (!size || size > BTF_MAX)
		return -EINVAL;
	if (copy_from_kernel_nofault(&probe, (void *)(unsigned long)(start + size - 1), 1))
		return -EFAULT;
	blob->data = (void *)start;
	blob->size = size;
	return 0;
}

static int blob_read(struct file *file, struct blob *blob)
{
	loff_t size = i_size_read(file_inode(file)), pos = 0;
	char *data;

	if (size <= 0 || size > BTF_MAX)
		return -EINVAL;
	data = vmalloc(size);
	if (!data)
		return -ENOMEM;
	while (pos < size) {
		ssize_t got = kernel_read(file, data + pos,
					  min_t(loff_t, size - pos, SZ_64K), &pos);

		if (got <= 0)
			break;
		cond_resched();
	}
	if (pos < size) {
		vfree(data);
		return -EIO;
	}
	blob->data = data;
	blob->size = size;
	blob->copied = true;
	return 0;
}

static int blob_from_file(struct blob *blob)
{
	struct file *file = filp_open(BTF_FILE, O_RDONLY, 0);
	int err;

	if (IS_ERR(file))
		return PTR_ERR(file);
	err = blob_read(file, blob);
	filp_close(file, NULL);
	return err;
}

static int compare_all(const struct blob *blob, struct mms_layout *l, u32 count)
{
	struct mms_btf btf;
	u32 *index, i;
	int err;

	err = mms_btf_parse(&btf, blob->data, blob->size, sizeof(void *));
	if (err)
		return err;
	index = kvmalloc_array(btf.nr_types, sizeof(*index), GFP_KERNEL);
	if (!index)
		return -ENOMEM;
	err = mms_btf_index(&btf, index, btf.nr_types);
	for (i = 0; !err && i < count; i++) {
		mms_layout_compare(&btf, &l[i]);
		cond_resched();
	}
	kvfree(index);
	return err;
}

/**
 * mms_layout_check() - compare structs with the running kernel's
 * @l: the structs; their results are filled in
 * @count: how many
 *
 * Without memory for that the module's load fails: mms_files_refuse().
 *
 * Context: module init, may sleep; needs about half a megabyte meanwhile.
 */
void mms_layout_check(struct mms_layout *l, u32 count)
{
	struct blob blob = {};
	u32 i;
	int err;

	err = blob_in_place(&blob);
	if (err)
		err = blob_from_file(&blob);
	if (!err)
		err = compare_all(&blob, l, count);
	for (i = 0; err && i < count; i++)
		l[i].result = MMS_LAYOUT_NO_BTF;
	/* The headers must not be trusted because the BTF could not be compared. */
	if (err == -ENOMEM)
		mms_files_refuse(err);
	if (blob.copied)
		vfree(blob.data);
}
