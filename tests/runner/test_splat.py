# SPDX-License-Identifier: GPL-2.0-only
"""Lines that a kernel complains with are told from those that it just prints."""
import pytest

from runner import splat

# As kernels from 5.10 to 7.2 print them; the function that does is beside each.
SPLATS = """\
BUG: unable to handle page fault for address: ffffe8ffffffffff
BUG: kernel NULL pointer dereference, address: 0000000000000010
Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010
Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000
8<--- cut here ---: Unhandled fault: external abort on non-linefetch (0x008) at 0xb6f5a000
Unhandled prefetch abort: breakpoint debug exception (0x002) at 0x00000000
Internal error: Oops: 0000000096000004 [#1] SMP
Oops: general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1]
general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1] SMP
int3: 0000 [#1] SMP PTI
divide error: 0000 [#2] PREEMPT SMP
invalid opcode: 0000 [#1] SMP NOPTI
traps: PANIC: double fault, error_code: 0x0
BUG: stack guard page was hit at 000000008e12b1c5 (stack is 0000..0000)
unchecked MSR access error: RDMSR from 0x10a at rIP: 0xffffffff81065b45 (native_read_msr+0x5/0x40)
kernel BUG at mm/vmalloc.c:1623!
------------[ cut here ]------------
WARNING: CPU: 1 PID: 7 at mm/vmalloc.c:2730 vfree+0x1a/0x40
WARNING: possible circular locking dependency detected
WARNING: inconsistent lock state
WARNING: suspicious RCU usage
BUG: sleeping function called from invalid context at kernel/locking/mutex.c:580
BUG: scheduling while atomic: cat/77/0x00000002
BUG: KASAN: slab-out-of-bounds in vmi_areas_show+0x10/0x20 [vmap_inspect]
BUG: KFENCE: use-after-free read in mms_pool+0x10/0x20
BUG kmalloc-64 (Tainted: G           OE     ): Poison overwritten
BUG vmap_area (Not tainted): Objects remaining in vmap_area on __kmem_cache_shutdown()
kmem_cache_destroy vmap_area: Slab cache still has objects
UBSAN: shift-out-of-bounds in lib/buddy/page.c:56:12
INFO: task cat:77 blocked for more than 120 seconds.
rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
rcu: INFO: rcu_sched self-detected stall on CPU
INFO: rcu_sched self-detected stall on CPU
INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... } 25 jiffies s: 73 root: 0x2/.
rcu: rcu_sched kthread starved for 5251 jiffies! g-1187 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x0
watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [cat:77]
watchdog: Watchdog detected hard LOCKUP on cpu 1
BUG: workqueue lockup - pool cpus=1 node=0 flags=0x0 nice=0 stuck for 32s!
BUG: Bad page state in process cat  pfn:7ffe0
BUG: Bad page map in process cat  pte:8000000012345025 pmd:12345067
page dumped because: nonzero mapcount
list_del corruption. prev->next should be ffff888100a1b2c0, but was dead000000000100.
refcount_t: underflow; use-after-free.
usercopy: Kernel memory exposure attempt detected from SLUB object 'kmalloc-64' (offset 0, size 9)!
Missing ENDBR: vmalloc_to_page+0x0/0x10
CFI failure at mms_walk+0x10/0x20 [pagewalk] (target: f+0x0/0x10; expected type: 0x12345678)
ODEBUG: free active (active state 0) object type: work_struct hint: drain_vmap_area_work
irq 16: nobody cared (try booting with the "irqpoll" option)
Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b
cat[77]: segfault at 0 ip 0000000000401000 sp 00007ffd00000000 error 4 in cat[400000+1000]
proc_dir_entry '/proc/pagewalk' already registered
debugfs: File 'query' in directory 'pagewalk' already present!
"""
# What stock kernels print as they boot, and while memory goes offline.
HARMLESS = """\
tsc: Unable to calibrate against PIT
Debug: fine
page dumped because: unmovable page
page dumped because: migration failure
pagewalk: loading out-of-tree module taints kernel.
pagewalk: module verification failed: signature and/or required key missing - tainting kernel
Spectre V2 : WARN-less mitigation
ACPI BIOS Error (bug): Failure creating named object
x86/mm: Checked W+X mappings: passed, no W+X pages found.
rcu: Hierarchical RCU implementation.
random: crng init done
Freeing unused kernel image (rodata/data gap) memory: 1452K [0xffff]
"""


@pytest.mark.parametrize("line", SPLATS.splitlines())
def test_every_kind_of_splat_is_one(line):
    assert splat.find("[    1.234567] %s\n" % line)


def test_what_is_harmless_is_none():
    assert splat.find(HARMLESS) == []


def test_a_line_that_was_half_written_is_read_again():
    whole = "quiet\nBUG: unable to handle page fault\nmore"
    for cut in range(len(whole) + 1):
        first, judged = splat.whole_lines(whole[:cut], 0)
        second, _ = splat.whole_lines(whole, judged)
        assert len(splat.find(first) + splat.find(second)) == 1, cut
