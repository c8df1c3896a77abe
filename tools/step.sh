#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# step.sh TEXT COMMAND...: says what is being done, does it, says how long it took.
text=$1
shift
echo "== $text"
begin=$(date +%s)
"$@"
status=$?
took="$(($(date +%s) - begin)) s"
if [ $status -eq 0 ]; then
	echo "== $text: done in $took"
else
	echo "== $text: failed after $took" >&2
fi
exit $status
