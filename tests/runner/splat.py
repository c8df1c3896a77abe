# SPDX-License-Identifier: GPL-2.0-only
"""Finds what a kernel complains about in its console log.

Exit codes and test results miss most of it: a WARNING, a lockdep report or a
"sleeping function called" fails no test by itself (kunit.py does not count
them either). So every log of every kernel we boot goes through here.
"""
import re

PATTERNS = (
    r"\bBUG: ",
    r"\bBUG [\w.-]+ ?(?:\(|:)",  # SLUB names the cache between
    r"kernel BUG at ",
    r"\bWARNING: ",
    r"-\[ cut here \]-",
    r"\bOops\b",
    r"\[#\d+\]",  # of whatever kind: int3, invalid opcode, divide error ...
    r"Kernel panic",
    r"general protection fault",
    r"double fault|stack guard page was hit|stack overflow",
    r"[Uu]nable to handle ",
    r"[Uu]nhandled (?:fault|prefetch abort|exception)|Unexpected kernel \w+ exception",
    r"Bad mode in .* handler|SError Interrupt|synchronous external abort",
    r"unchecked MSR access error",
    r"CFI failure",
    r"traps: (?:PANIC|.* trap )",
    r"Attempted to kill init",
    r"Internal error: ",
    r"Call [Tt]race:",
    r"\bKASAN: ",
    r"\bUBSAN: ",
    r"\bKFENCE: ",
    r"\bKCSAN: ",
    r"INFO: possible ",
    r"INFO: suspicious ",
    r"INFO: trying to register non-static key",
    r"INFO: task .* blocked (?:in I/O wait )?for more than",
    r"INFO: rcu\w* (?:self-)?detected",
    r"rcu: INFO:|rcu_\w+ (?:self-)?detected (?:expedited )?stall|kthread starved for",
    r"possible (?:circular|recursive) locking",
    r"inconsistent lock state",
    r"held lock freed",
    r"lock held when returning to user space",
    r"\bsleeping function called from invalid context",
    r"scheduling while atomic",
    r"soft lockup|hard LOCKUP|workqueue lockup",
    r"refcount_t: ",
    r"usercopy: Kernel memory",
    r"Slab cache still has objects|[Oo]bjects remaining in",
    r"nobody cared",
    r"DMA-API: ",
    r"KMSAN: ",
    r"sysfs: cannot create duplicate|kobject_add_internal failed",
    r"list_(?:add|del) corruption",
    r"corrupted (?:stack|list|preempt_count)",
    r"stack-protector:",
    r"Segmentation fault|segfault at",
    r"ODEBUG: ",
    r"Bad page (?:state|map)",
    # These two only say why memory could not be taken offline.
    r"page dumped because(?!: unmovable page|: migration failure)",
    r"unreferenced object",
    r"Missing ENDBR",
    r"Trying to vfree\(\)",
    r"proc_dir_entry '.*' already registered",
    r"remove_proc_entry: removing non-empty",
    r"debugfs: .*already present",
)
_SPLAT = re.compile("|".join(f"(?:{p})" for p in PATTERNS))


def whole_lines(text, since):
    """What of @text from @since on ends with its line, and where that is: the console is
    read while it is written, and half a line may hide what the whole one says."""
    end = text.rfind("\n", since) + 1
    return (text[since:end], end) if end else ("", since)


def find(log, allow=()):
    """The lines of @log that are splats, but for those an @allow regex matches."""
    allowed = [re.compile(a) for a in allow]
    return [line.strip() for line in log.splitlines()
            if _SPLAT.search(line) and not any(a.search(line) for a in allowed)]


def around(log, line, before=3, after=40):
    """The part of @log that the splat @line stands in."""
    lines = log.splitlines()
    at = next(i for i, text in enumerate(lines) if text.strip() == line)
    return "\n".join(lines[max(0, at - before):at + after])
