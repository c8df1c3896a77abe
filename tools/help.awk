# SPDX-License-Identifier: GPL-2.0-only
# Prints the targets of a Makefile: `##@ heading`, and `target: ... ## text`.
BEGIN { FS = ":.*## "; print "make TARGET [VARIABLE=value]" }
/^##@ / { printf "\n%s\n", substr($0, 5) }
/^[a-z-]+:.*## / { printf "  %-16s %s\n", $1, $2 }
END {
	print "\nDocumentation/: each module's files and records, safety, support; CONTRIBUTING.md: the code"
	print "\nKVER=RELEASE KDIR=FOLDER   the kernel to build for (default: the running one)"
	print "ARCH= CROSS_COMPILE=       as in a kernel build"
	print "ROW=NAME                   one row of tests/matrix.conf"
	print "NO_INSTALL=1               only report the packages that are missing"
	print "MMS_CACHE=FOLDER           where kernels are kept (default ~/.cache/mmscope)"
	print "MIRROR=URL                 Debian mirror, where the host is not Debian"
}
