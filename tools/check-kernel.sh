#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# check-kernel.sh KDIR [KVER]: can the modules be built against the kernel build
# directory KDIR? Says what is missing, and what to install, and exits 1 if not.
# The options needed are those of dkms.conf, which runs this script too.
# With CHECK_CC=COMMAND, the compiler this build would use, also whether that is of the
# kind the kernel was built with: each takes options that the other does not know.
set -eu
here=$(dirname "$0")
kdir=$1
# Debian's include/config/kernel.release may hold another number than uname -r.
kver=$(sed -n 's/^#define UTS_RELEASE "\(.*\)"/\1/p' \
	"$kdir/include/generated/utsrelease.h" 2>/dev/null || true)
[ -n "$kver" ] || kver=${2:-of $kdir}

# The package that holds a kernel's headers, by distribution.
headers_package() {
	ids=$(sed -n 's/^ID\(_LIKE\)\{0,1\}=//p' /etc/os-release 2>/dev/null | tr -d '"' | tr '\n' ' ')
	case " $ids " in
	*" debian "* | *" ubuntu "*) echo "apt-get install linux-headers-$kver" ;;
	*" fedora "* | *" rhel "*) echo "dnf install kernel-devel-$kver" ;;
	*" suse "* | *" opensuse"*) echo "zypper install kernel-devel" ;;
	*" arch "*) echo "pacman -S linux-headers" ;;
	*" alpine "*) echo "apk add linux-lts-dev" ;;
	*) echo "the headers (or -devel) package of kernel $kver" ;;
	esac
}

if [ ! -e "$kdir/Makefile" ]; then
	cat >&2 <<-END
	mmscope: no kernel headers in $kdir
	  to build the modules for kernel $kver, install its headers:
	      $(headers_package)
	  for another kernel: make KVER=RELEASE, or make KDIR=FOLDER (its build folder)
	  to see the modules without any of this: make demo (a virtual machine)
	END
	exit 1
fi

config=$kdir/.config
[ -e "$config" ] || config=$kdir/include/config/auto.conf
if [ ! -e "$config" ]; then
	echo "mmscope: kernel $kver: $kdir holds no .config: it is not configured (make modules_prepare)" >&2
	exit 1
fi

needed=$(sed -n 's/^BUILD_EXCLUSIVE_CONFIG="\(.*\)"$/\1/p' "$here/../dkms.conf")
missing=
for option in $needed; do
	grep -q "^$option=[ym]" "$config" || missing="$missing $option"
done
if [ -n "$missing" ]; then
	echo "mmscope: kernel $kver is built without$missing: mmscope can't work on it and is not built for it" >&2
	exit 1
fi

[ -n "${CHECK_CC:-}" ] || exit 0
# What the kernel was built with, in the compiler's own words (since 5.7).
built=$(sed -n 's/^CONFIG_CC_VERSION_TEXT="\(.*\)"$/\1/p' "$config")
if grep -q '^CONFIG_CC_IS_CLANG=y' "$config"; then
	wants=clang
else
	wants=gcc
fi
# CHECK_CC may be several words: a wrapper like ccache before the compiler.
# shellcheck disable=SC2086
if ! version=$($CHECK_CC --version 2>/dev/null); then
	echo "mmscope: the compiler $CHECK_CC does not run" >&2
	echo "  kernel $kver was built with $wants: ${built:-of unknown version}" >&2
	[ $wants = gcc ] || echo "  install clang and lld, and build with: make LLVM=1" >&2
	exit 1
fi
case $version in
*clang*) has=clang ;;
*) has=gcc ;;
esac
if [ $has != $wants ]; then
	{
		echo "mmscope: kernel $kver was built with $wants: ${built:-of unknown version}"
		echo "  and this build would use $has ($CHECK_CC), which does not take $wants's options"
		if [ $wants = clang ]; then
			echo "  install clang and lld, and build with: make LLVM=1"
		else
			echo "  build without LLVM= and CC=, or with CC=gcc"
		fi
	} >&2
	exit 1
fi
