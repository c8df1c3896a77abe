# SPDX-License-Identifier: GPL-2.0-only
"""The rules that somebody else's program checks: checkpatch, kernel-doc, shellcheck."""
import concurrent.futures
import fnmatch
import functools
import os
import re

from runner.vm import config, target

from rule import C, SPDX, Finding, Rule, run

SERIES = "6.12"

# What checkpatch says that is not so here: (files, how it says it, the reason).
NOT_SO = (
    ("", "LONG_LINE_STRING", "what users see is not broken, so that it can be searched for"),
    ("", "ALLOC_SIZEOF_STRUCT: Prefer kvzalloc(sizeof(*v->data)", "v->data is a void pointer"),
    ("tests/programs/", "PREFER_KERNEL_TYPES", "a user-space program has no u32"),
    ("tests/programs/", "USE_NEGATIVE_ERRNO", "user-space functions return errno as libc does"),
    ("tests/programs/", "VOLATILE", "what tests share between threads and signals"),
    ("tests/programs/", "PREFER_DEFINED_ATTRIBUTE_MACRO", "a user-space program has none"),
    ("tests/programs/bench.c", "ARCH_DEFINES", "it counts by the counter of the machine it is for"),
    ("tests/programs/ldt.c", "ARCH_DEFINES", "the call is x86's alone"),
    ("tests/programs/ldt.c", "TYPO_SPELLING", "as the kernel's header spells it"),
    ("tests/programs/window.c", "EMBEDDED_FUNCTION_NAME", "a file of sysfs, not the function"),
    ("tests/programs/hammer.c", "QUOTED_WHITESPACE_BEFORE_NEWLINE", "a set of characters"),
    ("tests/host/include/", "MACRO_ARG_REUSE", "a type, or a condition and its text"),
    ("tests/host/include/", "COMPLEX_MACRO", "what stands for it expands to nothing to enclose"),
    ("tests/host/include/", "PREFER_DEFINED_ATTRIBUTE_MACRO", "here they are defined"),
    ("tests/coverage/gcov/", "AVOID_EXTERNS", "kernel/gcov's, which no header declares"),
    ("tests/coverage/gcov/", "MACRO_ARG_UNUSED", "it takes an initcall away"),
    ("tests/host/main.c", "AVOID_EXTERNS", "made by host.py, which makes no header"),
    ("tests/kunit/stock/stock.h", "MACRO_WITH_FLOW_CONTROL", "it defines whole functions"),
    ("tests/kunit/stock/stock.h", "LINE_SPACING", "the declarations above are a struct's"),
    ("live/buddy/freelist.c", "USE_LOCKDEP", "it asks whether others hold the lock, and asserts nothing"),
    ("lib/pt/", "COMPLEX_MACRO", "rows of a table's initializer stand in no parentheses"),
    ("lib/pt/", "MACRO_ARG_REUSE", "rows of a table: the arguments are constants"),
    ("include/mmscope/pt/shared.h", "MACRO_ARG_REUSE", "the same"),
    ("kunit/*/verdict_", "SPLIT_STRING", "whole records to compare with"),
    ("kunit/core/query_text_test.c", "SPLIT_STRING", "the same"),
    ("kunit/core/live_query_test.c", "SPLIT_STRING", "the same"),
    ("kunit/core/live_refuse_test.c", "SPLIT_STRING", "the same"),
    ("kunit/buddy/text_test.c", "SPLIT_STRING", "the same"),
    ("kunit/vas/check_test.c", "SPLIT_STRING", "the same"),
    ("kunit/core/live_files_test.c", "SPLIT_STRING", "the same"),
    ("kunit/*/live_", "CAMELCASE", "the kernel's own names"),
    ("kunit/vas/", "COMPLEX_MACRO", "rows of a table's initializer, the same in several layouts"),
    ("kunit/vas/golden.h", "MACRO_ARG_REUSE", "the arguments are constants and tables"),
    ("live/compat/mm.h", "DEPRECATED_API", "for the kernels that have nothing newer"),
    ("live/arch/", "CONSTANT_COMPARISON", "static_assert() of two constants"),
    ("include/mmscope/core/layout.h", "MACRO_ARG_REUSE",
     "the arguments name members and tables; sizeof and offsetof evaluate nothing"),
    ("live/arch/x86_common.h", "MACRO_ARG_REUSE", "the same"),
    ("include/mmscope/core/find.h", "MACRO_ARG_REUSE", "the second time in sizeof, which evaluates nothing"),
    ("include/mmscope/core/find.h", "MACRO_ARG_PRECEDENCE", "a member's name"),
)


@functools.cache
def kernel_row():
    """The row of the matrix whose kernel we lint against."""
    return next(row for row in config.rows().values() if row.series == SERIES)


@functools.cache
def kernel_source():
    """That kernel's source: checkpatch and kernel-doc live there."""
    return target.source(kernel_row())


def reported(tree, text):
    """The `path:line: …` lines of a program's output, as findings."""
    found = []
    for line in text.splitlines():
        match = re.match(rf"(?:{re.escape(str(tree.top))}/)?(?:\./)?([^\s:]+):(\d+):(?:\d+:)? *(.*)",
                         line.strip())
        if match:
            found.append(Finding(match[1], int(match[2]), match[3]))
    return found


def checkpatch(tree):
    """Kernel coding style."""
    paths = tree.asked(tree.files(C))
    command = ["perl", str(kernel_source() / "scripts/checkpatch.pl"), "--no-tree", "--strict",
               "--terse", "--show-types", "--no-summary", "--quiet", "-f"]
    cpus = os.cpu_count() or 1
    shares = [share for share in (paths[cpu::cpus] for cpu in range(cpus)) if share]
    with concurrent.futures.ThreadPoolExecutor(cpus) as pool:
        texts = pool.map(lambda share: run(command + share, cwd=tree.top)[1], shares)
    return [finding for text in texts for finding in reported(tree, text)
            if not any(fnmatch.fnmatch(finding.path, files + "*") and f":{kind}" in finding.what
                       for files, kind, _ in NOT_SO)]


def kernel_doc(tree):
    """Documentation comments that the kernel's own tool understands."""
    paths = tree.asked(tree.files(C, ("include/mmscope/", "lib/", "live/"),
                                  ("live/compat/probes/",)))
    if not paths:
        return []
    _, text = run(["perl", str(kernel_source() / "scripts/kernel-doc"), "-none", "-Wall", *paths],
                  cwd=tree.top)
    # A source without such comments is fine; documented() asks for them where they are owed.
    lines = (re.sub(r"^(?:warning|error): ?", "", line, flags=re.I) for line in text.splitlines())
    return reported(tree, "\n".join(l for l in lines if "no structured comments found" not in l))


def _flat(text):
    """A header's text without comments, preprocessor lines and bodies."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"(?m)^\s*#(?:.*\\\n)*.*$", " ", text)
    before = None
    while before != text:
        before, text = text, re.sub(r"\{[^{}]*\}", " ", text)
    return text


def documented(tree):
    """Every function, struct and enum of include/mmscope/ has its kernel-doc."""
    docs = "\n".join(tree.text(p) for p in tree.files(C, ("include/mmscope/", "lib/", "live/")))
    found = []
    for path in tree.files((".h",), ("include/mmscope/",)):
        text = tree.text(path)
        for kind, name in re.findall(r"(?m)^(struct|enum|union) (\w+) \{", text):
            if not re.search(rf" \* {kind} {name} - ", text):
                found.append(Finding(path, 0, f"{kind} {name} has no kernel-doc"))
        for name in re.findall(r"\b(\w+)\s*\([^;()]*(?:\([^()]*\)[^;()]*)*\)\s*;", _flat(text)):
            if not re.search(rf" \* {name}\(\) - ", docs):
                found.append(Finding(path, 0, f"{name}() has no kernel-doc"))
    return found


def shellcheck(tree):
    """Shell scripts without the usual traps."""
    scripts = [p for p in tree.asked(tree.paths) if p.endswith(".sh")
               or re.match(r"#!.*\b(?:ba|da)?sh\b", tree.text(p).split("\n", 1)[0])]
    if not scripts:
        return []
    # SC2187 only says that busybox ash is checked as dash, which is as meant.
    _, text = run(["shellcheck", "-S", "warning", "-e", "SC2187", "-f", "gcc", *scripts],
                  cwd=tree.top)
    return reported(tree, text)


def python(tree):
    """Python that compiles."""
    found = []
    for path in tree.files((".py",)):
        try:
            compile(tree.text(path), path, "exec")
        except SyntaxError as error:
            found.append(Finding(path, error.lineno or 0, error.msg))
    return found


GOOD_C = f"// {SPDX}\n/* why */\nint x;\n"
DOC = "/**\n * struct a - b\n * @x: c\n */\nstruct a {\n\tint x;\n};\n"
RULES = [
    Rule("checkpatch", "kernel coding style", checkpatch,
         {"a.c": GOOD_C + "int f( int a ){return a ;}\n"}, {"a.c": GOOD_C}),
    Rule("kernel-doc", "kernel-doc that parses", kernel_doc,
         {"include/mmscope/a.h": DOC.replace("@x", "@y")}, {"include/mmscope/a.h": DOC}),
    Rule("documented", "kernel-doc on all of include/mmscope/", documented,
         {"include/mmscope/a.h": DOC + "int f(int (*g)(void));\n"},
         {"include/mmscope/a.h": DOC + "int f(int (*g)(void));\n",
          "lib/a.c": "/**\n * f() - does\n */\n"}),
    Rule("shellcheck", "shell scripts without traps", shellcheck,
         {"a": "#!/bin/sh\ncd $1\nfor x in `ls *.c`; do rm $y/*; done\n"},
         {"a": "#!/bin/sh\necho hello\n"}),
    Rule("python", "Python that compiles", python, {"a.py": "def f(:\n"}, {"a.py": "x = 1\n"}),
]
