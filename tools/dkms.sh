#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# dkms.sh [KVER [FOLDER KDIR]]: hands the modules to dkms, builds and installs them for
# the kernel KVER (default: the running one). With FOLDER, everything dkms would
# keep in /usr/src, /var/lib/dkms and /lib/modules goes below FOLDER instead and
# the headers are those of KDIR: so the tests try dkms.conf without touching the host.
set -eu
cd "$(dirname "$0")/.."
kver=${1:-$(uname -r)}
folder=${2:-}
kdir=${3:-}
version=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"$/\1/p' dkms.conf)
package=mmscope/$version

if ! command -v dkms >/dev/null; then
	echo "mmscope: dkms is not installed (Debian: apt-get install dkms)" >&2
	exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || { echo "mmscope: dkms takes root" >&2; exit 1; }
	echo "mmscope: dkms takes root: running sudo tools/dkms.sh"
	exec sudo "$PWD/tools/dkms.sh" "$@"
fi

# dkms's words for where it keeps things, as this script's own arguments.
set --
sources=/usr/src
if [ -n "$folder" ]; then
	mkdir -p "$folder/tree" "$folder/src" "$folder/lib/$kver"
	folder=$(cd "$folder" && pwd)
	sources=$folder/src
	# depmod knows /lib/modules only.
	set -- --dkmstree "$folder/tree" --sourcetree "$sources" \
	       --installtree "$folder/lib" --kernelsourcedir "$kdir" --no-depmod
fi

# Only what the build needs: a working tree also holds .git and build/.
into=$sources/mmscope-$version
if [ -e "$into" ]; then
	echo "== dkms: replacing $package"
	dkms remove "$@" -m "$package" --all || true
	rm -rf "$into"
fi
mkdir -p "$into/tools"
cp -r Kbuild dkms.conf LICENSE include lib live \
	show_kernel_vas pagewalk vmap_inspect buddy_probe "$into/"
cp tools/check-kernel.sh "$into/tools/"
find "$into" \( -name '*.o' -o -name '.*.cmd' -o -name features.h \) -delete

dkms add "$@" -m "$package"
dkms build "$@" -m "$package" -k "$kver"
dkms install "$@" -m "$package" -k "$kver"
