// SPDX-License-Identifier: GPL-2.0-only
/*
 * PDE_DATA() became pde_data() in 5.17
 * (6dfbbae14a7b, "fs: proc: store PDE()->data into inode->i_private").
 */
#include <linux/proc_fs.h>

void *mms_probe(struct inode *inode);
void *mms_probe(struct inode *inode)
{
	return pde_data(inode);
}
