#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# Install the Debian packages that building and testing need, and say which.
# With NO_INSTALL=1 only report them, and fail if any is missing. Kernels and
# their build tools are not among these: tests/vmrun.py keeps them in a cache.
#
# usage: tools/install-deps.sh [build|demo|check|coverage|kunit-ARCH|kunit-all]   (default: check)
#	kunit-ARCH: what `make kunit ARCH=ARCH` needs, kunit-all: of every architecture
set -eu

build="gcc make libc6-dev libelf-dev binutils"
demo="$build gcc-12 qemu-system-x86 python3 cpio kmod rsync util-linux xz-utils tar
	debian-archive-keyring"
# The other architectures: a compiler, a C library for the guest's programs, QEMU.
cross="gcc-i686-linux-gnu libc6-dev-i386-cross gcc-aarch64-linux-gnu libc6-dev-arm64-cross
	gcc-arm-linux-gnueabihf libc6-dev-armhf-cross gcc-riscv64-linux-gnu
	libc6-dev-riscv64-cross qemu-system-arm qemu-system-misc opensbi"
# Secure Boot: firmware with a key for tests, and what signs with it.
secure="ovmf sbsigntool openssl"
check="$demo $cross $secure python3-pytest bc perl sparse shellcheck git flex bison pahole dkms gcovr"
kunit="$build python3 bc perl flex bison xz-utils tar debian-archive-keyring"
kunit_x86="qemu-system-x86"
kunit_i386="gcc-i686-linux-gnu"
kunit_arm64="gcc-aarch64-linux-gnu qemu-system-arm"
kunit_arm="gcc-arm-linux-gnueabihf qemu-system-arm"
kunit_riscv="gcc-riscv64-linux-gnu qemu-system-misc"

case ${1:-check} in
build) wanted=$build ;;
demo) wanted=$demo ;;
check) wanted=$check ;;
coverage) wanted="$demo $kunit gcovr" ;;
kunit-um) wanted=$kunit ;;
kunit-x86_64) wanted="$kunit $kunit_x86 pahole" ;;
kunit-i386) wanted="$kunit $kunit_x86 $kunit_i386" ;;
kunit-arm64) wanted="$kunit $kunit_arm64" ;;
kunit-arm) wanted="$kunit $kunit_arm" ;;
kunit-riscv) wanted="$kunit $kunit_riscv" ;;
kunit-all)
	wanted="$kunit $kunit_x86 pahole $kunit_i386 $kunit_arm64 $kunit_arm $kunit_riscv ccache"
	;;
*) sed -n 's/^# usage: /usage: /p' "$0" >&2; exit 2 ;;
esac

missing=
for package in $wanted; do
	state=$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null || true)
	case $state in
	ii*) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

echo "packages needed:$missing" >&2
if [ "${NO_INSTALL:-0}" = 1 ]; then
	echo "NO_INSTALL=1: not installed; apt-get install$missing" >&2
	exit 1
fi
command -v apt-get >/dev/null || {
	echo "no apt-get here: install them by this system's means" >&2
	exit 1
}
sudo=
if [ "$(id -u)" != 0 ]; then
	sudo=sudo
	command -v sudo >/dev/null || {
		echo "not root and no sudo: as root, apt-get install$missing" >&2
		exit 1
	}
fi
echo "installing them${sudo:+ with sudo}" >&2
# shellcheck disable=SC2086 # lists of words
$sudo apt-get -q update >&2
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing >&2
