#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Compile every probe with the kernel's own flags; write what was found as a
# header. Run by Kbuild: probe.sh OUTPUT COMPILER FLAGS...
set -eu
out=$1
shift
probes=$(dirname "$0")/probes

compiles() {
	"$@" -Werror -fsyntax-only -x c "$probes/$probe.c" 2>"$out.log"
}

name_of() {
	printf '%s' "$1" | tr a-z A-Z
}

probe=must_pass
if ! compiles "$@"; then
	cat "$out.log" >&2
	echo "mmscope: the compiler line given by Kbuild compiles nothing" >&2
	exit 1
fi
probe=must_fail
if compiles "$@"; then
	echo "mmscope: the compiler line given by Kbuild accepts anything" >&2
	exit 1
fi

{
	echo "/* Made by live/compat/probe.sh. */"
	rows=
	for file in "$probes"/*.c; do
		probe=$(basename "$file" .c)
		case $probe in must_*) continue ;; esac
		have=0
		if compiles "$@"; then have=1; fi
		echo "#define MMS_HAVE_$(name_of "$probe") $have"
		rows="$rows X($probe, $have)"
	done
	echo "#define MMS_FEATURES(X)$rows"
} >"$out.tmp"
rm -f "$out.log"
mv "$out.tmp" "$out"
