#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What `make demo` shows, from inside a guest with the four modules loaded.
# `demo.sh addresses` only prints the variables the documents' samples use: a process
# that it leaves running, an address on its stack, and one in a vmalloc area.

sleep 1000 >/dev/null 2>&1 &
pid=$!
while [ "$(cat "/proc/$pid/comm")" != sleep ]; do :; done

# The page of its initial stack pointer is certainly mapped.
stack=$(awk '$6 == "[stack]" { split($1, range, "-"); print range[2] }' "/proc/$pid/maps")
stack=$(printf '0x%x' $((0x$stack - 16)))

# A task's kernel stack: every kernel has such a vmalloc area.
area=$(awk '/^area .*caller=[^ ]*(kernel_clone|dup_task_struct|copy_process|thread_stack)/ {
	for (i = 2; i <= NF; i++)
		if ($i ~ /^start=/) {
			print substr($i, 7)
			exit
		}
}' /sys/kernel/debug/vmap_inspect/areas)

# A machine that just booted uses little memory: make files, with gaps between them.
for n in $(seq 80); do
	head -c 1500000 /dev/zero >"/tmp/file.$n"
done
rm -f /tmp/file.*[02468]

if [ "$1" = addresses ]; then
	echo "pid=$pid stack=$stack area=$area"
	exit
fi

status=0
heading() {
	printf '\n\n%s\n%s\n# %s\n\n' "$1" "$(echo "$1" | sed 's/./-/g')" "$2"
}

report() {
	heading "$1" "cat /proc/$2"
	cat "/proc/$2" || status=1
}

walk() {
	heading "$1" "echo $2 > /proc/pagewalk; cat /proc/pagewalk"
	{ echo "$2" >/proc/pagewalk && cat /proc/pagewalk; } || status=1
}

report "1. The kernel's address space, drawn from the top down" show_kernel_vas
walk "2. The walk of a kernel text address: the function vfs_read" sym=vfs_read
walk "3. The walk of a vmalloc address: a task's kernel stack" "addr=$area"
walk "4. The walk of a user address: the stack of a live process" "pid=$pid addr=$stack"
report "5. The vmalloc space: what is taken, by whom, and the holes" vmap_inspect
report "6. The buddy allocator: free blocks by order and migrate type, and their map" buddy_probe
kill "$pid"
exit $status
