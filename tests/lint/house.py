# SPDX-License-Identifier: GPL-2.0-only
"""The rules of the house that the text of a file shows."""
import ast
import pathlib
import re

from rule import C, SOURCES, SPDX, Finding, Rule

MODULES = ("show_kernel_vas", "pagewalk", "vmap_inspect", "buddy_probe")
FILE_LINES = 400
FUNCTION_LINES = 60

# All that lib/ may take from the kernel: types, strings, arithmetic. It is
# compiled for whatever machine the tests run on, so nothing of the running
# kernel's (asm/, linux/mm.h, CONFIG_) can be meant there.
LIB_HEADERS = {
    "linux/" + name + ".h" for name in (
        "array_size", "bitops", "bits", "build_bug", "ctype", "errno", "kernel", "limits",
        "log2", "math", "math64", "minmax", "overflow", "sort", "stdarg", "stddef",
        "string", "types")}
KERNEL_CODE = ("lib/", "live/", "include/", *(m + "/" for m in MODULES))


def grep(tree, pattern, what, suffixes=C, under=(), but=()):
    """A finding for every line of those files that matches."""
    regex = re.compile(pattern)
    return [Finding(path, number, what) for path in tree.files(suffixes, under, but)
            for number, line in tree.lines(path) if regex.search(line)]


def licences(tree):
    """Every source names its licence in its first two lines."""
    return [Finding(path, 1, "no " + SPDX) for path in
            tree.files((*SOURCES, "Kbuild", "Makefile", "Kconfig", ".conf"))
            if SPDX not in "\n".join(tree.text(path).splitlines()[:2])
            and not path.endswith("dkms.conf")]


def opening_comments(tree):
    """A source begins with why it exists."""
    found = []
    for path in tree.files(C):
        body = [line for line in tree.text(path).splitlines() if "SPDX" not in line]
        if not body or not body[0].startswith("/*"):
            found.append(Finding(path, 2, "does not begin with why it exists"))
    for path in tree.files((".py",)):
        try:
            if tree.text(path).strip() and not ast.get_docstring(ast.parse(tree.text(path))):
                lines = [x for x in tree.text(path).splitlines() if x.strip()]
                if not all(x.startswith("#") for x in lines):
                    found.append(Finding(path, 2, "has no docstring saying why it exists"))
        except SyntaxError:
            pass  # the python rule's matter
    return found


def includes(tree, path):
    """The (line, name) of every include of a file."""
    for number, line in tree.lines(path):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match[2]


def lib_includes(tree):
    """lib/ knows mmscope's headers and pure ones of the kernel's."""
    return [Finding(path, number, f"lib/ may not include {name}")
            for path in tree.files(C, ("lib/",)) for number, name in includes(tree, path)
            if name not in LIB_HEADERS and not name.startswith("mmscope/")
            and not ("/" not in name and (tree.top / path).parent.joinpath(name).exists())]


def is_live(header):
    """Is that a header of what live/ offers: of mmscope's, one whose name begins so?"""
    return header.startswith("mmscope/") and pathlib.PurePath(header).name.startswith("live")


def pure(tree):
    """lib/, the pure headers and the pure suites need nothing of a running kernel."""
    paths = [path for path in tree.files(C, ("lib/", "include/", "kunit/"))
             if not pathlib.PurePath(path).name.startswith(("live", "no_arch."))]
    return [Finding(path, number, f"{name} is offered by live/")
            for path in paths for number, name in includes(tree, path) if is_live(name)]


def one_way(tree):
    """lib/ <- live/ <- the modules; no module knows another."""
    found = []
    for path in tree.files(C, KERNEL_CODE):
        home = path.split("/")[0]
        banned = [m for m in MODULES if m != home]
        if home not in MODULES:
            banned += ["live"] if home != "live" else []
        for number, name in includes(tree, path):
            if set(pathlib.PurePath(name).parts) & set(banned):
                found.append(Finding(path, number, f"{home}/ may not include {name}"))
    return found


def file_lengths(tree):
    """Nothing written by hand is longer than a person keeps in mind."""
    return [Finding(path, 0, f"{n} lines, at most {FILE_LINES}")
            for path in tree.files((*SOURCES, "Makefile", "Kbuild"))
            if (n := len(tree.text(path).splitlines())) > FILE_LINES]


def function_lengths(tree):
    """From a function's { to its }, both in the first column, or a def's lines."""
    found = []
    for path in tree.files(C):
        opened = 0
        for number, line in tree.lines(path):
            if line == "{":
                opened = number
            elif line == "}" and opened:
                if number - opened + 1 > FUNCTION_LINES:
                    found.append(Finding(path, opened, f"function of {number - opened + 1} lines,"
                                                       f" at most {FUNCTION_LINES}"))
                opened = 0
    for path in tree.files((".py",)):
        try:
            nodes = list(ast.walk(ast.parse(tree.text(path))))
        except SyntaxError:
            continue
        for node in nodes:
            if isinstance(node, ast.FunctionDef):
                n = node.end_lineno - node.lineno + 1
                if n > FUNCTION_LINES:
                    found.append(Finding(path, node.lineno, f"function of {n} lines,"
                                                            f" at most {FUNCTION_LINES}"))
    return found


def host_names():
    """The package mirrors of this very host, which no file may name."""
    etc = pathlib.Path("/etc/apt")
    files = [etc / "sources.list", *(etc / "sources.list.d").glob("*")]
    text = "\n".join(f.read_text(errors="replace") for f in files if f.is_file())
    return sorted(set(re.findall(r"://([^/\s]+)", text)))


def host_paths(tree):
    """Nothing of the machine it was written on."""
    pattern = "|".join([r"(?<![\w.])/(?:work|root|home)/\w",
                        r"\b(?:deb|security|snapshot|ftp(?:\.\w+)?)\.debian\.(?:org|net)",
                        *map(re.escape, host_names())])
    names = tree.files(("",), but=("LICENSE", ".git"))
    return [Finding(p, n, "names a path or a mirror of one machine") for p in names
            for n, line in tree.lines(p) if re.search(pattern, line)]


def text_rule(name, why, pattern, bad, good, **where):
    """A rule that is one pattern which must not occur."""
    return Rule(name, why, lambda tree: grep(tree, pattern, why, **where), bad, good)


LONG = "/* long */\n" + "int x;\n" * FILE_LINES
RULES = [
    Rule("licences", "sources name their licence", licences,
         {"a.c": "/* no licence */\n"}, {"a.c": f"// {SPDX}\n/* why */\n"}),
    Rule("opening-comments", "sources begin with why they exist", opening_comments,
         {"a.c": f"// {SPDX}\n#include <x.h>\n"}, {"a.c": f"// {SPDX}\n/*\n * why\n */\n"}),
    Rule("lib-includes", "lib/ includes pure headers only", lib_includes,
         {"lib/a.c": "#include <linux/mm.h>\n"},
         {"lib/pt/a.c": '#include <linux/types.h>\n#include <mmscope/text.h>\n#include "a.h"\n',
          "lib/pt/a.h": "int x;\n"}),
    Rule("lib-topics", "a topic of lib/ sees another's headers in include/mmscope only",
         lib_includes, {"lib/pt/a.c": '#include "../vas/a.h"\n', "lib/vas/a.h": "int x;\n"},
         {"lib/pt/a.c": "#include <mmscope/vas/a.h>\n"}),
    Rule("pure", "what is pure includes no header of live/", pure,
         {"include/mmscope/pt/a.h": "#include <mmscope/core/live_a.h>\n"},
         {"include/mmscope/pt/live.h": "#include <mmscope/core/live_a.h>\n",
          "lib/pt/a.c": "#include <mmscope/pt/walk.h>\n"}),
    text_rule("lib-pure", "lib/ knows no CONFIG_ and does not log",
              r"CONFIG_|\bprintk\(|\bpr_\w+\(|\bdump_stack\(|<asm/",
              {"lib/a.c": "#ifdef CONFIG_X86\n"}, {"live/a.c": "pr_info(x);\n"},
              under=("lib/",)),
    Rule("one-way", "lib/ <- live/ <- modules, modules never include each other", one_way,
         {"pagewalk/a.c": '#include "../buddy_probe/a.h"\n'},
         {"pagewalk/a.c": '#include "../live/a.h"\n#include "a.h"\n'}),
    text_rule("version-ladders", "kernel versions are asked for in live/compat/ only",
              r"LINUX_VERSION_CODE|\bKERNEL_VERSION\(",
              {"live/a.c": "#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)\n"},
              {"live/compat/a.c": "#if LINUX_VERSION_CODE\n"}, but=("live/compat/",)),
    text_rule("arch-ifdefs", "architectures differ in live/arch/ only",
              r"^\s*#\s*(?:el)?if.*(?:CONFIG_(?:X86|ARM|ARM64|RISCV|UML)\b|__(?:x86_64|i386|"
              r"aarch64|arm|riscv)__)",
              {"live/a.c": "#elif defined(CONFIG_ARM64)\n"},
              {"live/arch/a.c": "#ifdef CONFIG_X86\n"}, but=("live/arch/", "tests/")),
    text_rule("no-exports", "nothing is exported to other modules", r"\bEXPORT_SYMBOL",
              {"live/a.c": "EXPORT_SYMBOL_GPL(mms_x);\n"}, {"live/a.c": "int mms_x;\n"}),
    text_rule("no-addresses-logged", "no address goes to the kernel log",
              r"%px|\b(?:pr_\w+|printk|dev_\w+)\(.*%(?:p|#?0?\d*l*x)",
              {"live/a.c": 'pr_info("at %px\\n", p);\n'}, {"live/a.c": 'pr_info("ready\\n");\n'},
              under=KERNEL_CODE),
    text_rule("finished", "nothing is left for later",
              r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b"
              r"|(?i:not (?:yet )?implemented)",
              {"a.c": "/* TO" "DO: later */\n"}, {"a.c": "/* done */\n"},
              suffixes=(*SOURCES, "Makefile", "Kbuild")),
    Rule("host-paths", "no path or mirror of one machine", host_paths,
         {"a.sh": "cd /wo" "rk/x\n"}, {"a.sh": "cd /usr/src/wo" "rk/x\n"}),
    Rule("file-length", f"files have at most {FILE_LINES} lines", file_lengths,
         {"a.c": LONG}, {"a.c": LONG.replace("int x;\n", "", 1)}),
    Rule("function-length", f"functions have at most {FUNCTION_LINES} lines", function_lengths,
         {"a.c": "int f(void)\n{\n" + "\tx();\n" * (FUNCTION_LINES - 1) + "}\n"},
         {"a.c": "int f(void)\n{\n" + "\tx();\n" * (FUNCTION_LINES - 2) + "}\n"}),
]
