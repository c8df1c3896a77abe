#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# load.sh check|load|show|unload [QUERY]: the modules on this machine's own
# kernel. Refuses, with the reason, where that kernel takes no modules. Runs
# under any POSIX shell, busybox included; takes the .ko files from $KO (default:
# the top of the tree).
set -eu
cd "$(dirname "$0")/.."
ko=${KO:-.}
modules="show_kernel_vas pagewalk vmap_inspect buddy_probe"

refuse() {
	echo "mmscope: $1" >&2
	shift
	for line; do
		echo "  $line" >&2
	done
	exit 1
}

# Re-runs this script as root; says so.
as_root() {
	[ "$(id -u)" -ne 0 ] || return 0
	command -v sudo >/dev/null ||
		refuse "$1 takes root: run it as root"
	echo "mmscope: $1 takes root: running sudo tools/load.sh $*"
	exec sudo KO="$ko" "$PWD/tools/load.sh" "$@"
}

setting() {
	cat "$1" 2>/dev/null || true
}

takes_modules() {
	[ -e /proc/modules ] ||
		refuse "this kernel ($(uname -r)) has no module support (CONFIG_MODULES is not set)" \
		       "nothing can be loaded into it; make demo shows the modules in a virtual machine"
	[ "$(setting /proc/sys/kernel/modules_disabled)" != 1 ] ||
		refuse "module loading was switched off until the next boot (kernel.modules_disabled=1)"
	case $(setting /sys/kernel/security/lockdown) in
	*'[confidentiality]'*)
		refuse "the kernel is locked down (lockdown=confidentiality)" \
		       "it shows its addresses to nobody then, root included"
		;;
	esac
}

is_signed() {
	[ "$(tail -c 28 "$1" | tr -d '\n')" = '~Module signature appended~' ]
}

# Where only signed modules load, an unsigned one is refused before insmod is.
takes_this() {
	is_signed "$1" && return
	case $(setting /sys/kernel/security/lockdown) in
	*'[integrity]'*)
		refuse "the kernel is locked down (lockdown=integrity, usual with Secure Boot) and $1 is not signed" \
		       "sign the modules with a key the machine trusts (dkms does, once its key" \
		       "/var/lib/dkms/mok.pub is enrolled: mokutil --import), or see them in make demo"
		;;
	esac
	[ "$(setting /sys/module/module/parameters/sig_enforce)" != Y ] ||
		refuse "this kernel loads signed modules only (module.sig_enforce) and $1 is not signed" \
		       "sign the modules with a key the machine trusts, or see them in make demo"
}

is_loaded() {
	grep -q "^$1 " /proc/modules
}

do_load() {
	for m in $modules; do
		if is_loaded "$m"; then
			echo "$m: already loaded (make unload first to replace it)"
			continue
		fi
		[ -e "$ko/$m.ko" ] || refuse "$ko/$m.ko is not built: run make first"
		takes_this "$ko/$m.ko"
		insmod "$ko/$m.ko" ||
			refuse "insmod $m.ko failed; the kernel's reason:" \
			       "$(dmesg 2>/dev/null | tail -n 3)"
		echo "$m: loaded; read /proc/$m and /sys/kernel/debug/$m/"
	done
	[ -d /sys/kernel/debug/pagewalk ] ||
		echo "note: debugfs is not mounted: mount -t debugfs debugfs /sys/kernel/debug"
}

# Reads the four reports; with a query ("addr=0x…", "sym=…"), pagewalk's is its answer.
do_show() {
	for m in $modules; do
		is_loaded "$m" || refuse "$m is not loaded: make load"
	done
	if [ -n "${1:-}" ]; then
		echo "$1" >/proc/pagewalk || refuse "pagewalk does not take the query: $1"
	fi
	for m in $modules; do
		echo "==== /proc/$m"
		cat "/proc/$m"
		echo
	done
}

do_unload() {
	for m in $modules; do
		if is_loaded "$m"; then
			rmmod "$m" || refuse "$m does not unload: is one of its files still open?"
			echo "$m: unloaded"
		fi
	done
}

case ${1:-} in
check)
	takes_modules
	;;
load)
	takes_modules
	as_root "$@"
	do_load
	;;
show)
	takes_modules
	as_root "$@"
	do_show "${2:-}"
	;;
unload)
	takes_modules
	as_root "$@"
	do_unload
	;;
*)
	refuse "usage: load.sh check|load|show [QUERY]|unload"
	;;
esac
