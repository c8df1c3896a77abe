// SPDX-License-Identifier: GPL-2.0-only
/*
 * The permission check. Everything mmscope shows is a kernel address or reveals
 * one, so the check is in one place, at every open. Takes no locks.
 */
#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/security.h>
#include <linux/string.h>
#include <linux/user_namespace.h>
#include "open_file.h"

/*
 * kptr_restrict=2 hides addresses even from root. The variable itself can't be
 * linked to on every kernel (7.2 exports it to one module only), but its effect
 * can be seen: %pK prints zeroes.
 */
static bool kernel_hides_pointers(void)
{
	char shown[2 * sizeof(void *) + 3];

	snprintf(shown, sizeof(shown), "%pK", &kernel_hides_pointers);
	return strspn(shown, "0") == strlen(shown);
}

/**
 * mms_may_look() - may this opener see kernel addresses
 * @file: the file being opened
 *
 * Requires CAP_SYS_ADMIN and CAP_SYSLOG in the initial user namespace, no
 * lockdown=confidentiality (whose rule for /proc/kcore is the nearest), and no
 * kptr_restrict=2.
 *
 * Context: process context of the opener.
 * Return: 0 or -EPERM.
 */
int mms_may_look(const struct file *file)
{
	if (!file_ns_capable(file, &init_user_ns, CAP_SYS_ADMIN) ||
	    !file_ns_capable(file, &init_user_ns, CAP_SYSLOG))
		return -EPERM;
	if (security_locked_down(LOCKDOWN_KCORE))
		return -EPERM;
	return kernel_hides_pointers() ? -EPERM : 0;
}

/**
 * mms_may_look_into_processes() - may this reader see data about any process
 * @file: the open file that is read
 *
 * Context: process context of the reader.
 * Return: whether both the opener of the file and its reader have CAP_SYS_PTRACE.
 */
bool mms_may_look_into_processes(const struct file *file)
{
	return file_ns_capable(file, &init_user_ns, CAP_SYS_PTRACE) &&
	       capable(CAP_SYS_PTRACE);
}
