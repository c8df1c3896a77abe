# SPDX-License-Identifier: GPL-2.0-only
"""The rules that only a build shows: warnings, sparse, symbols, lone headers.

One clean build of the modules against the stock 6.12 headers, with W=1 and
sparse on every file, serves them all. A build always starts from nothing: a
file that isn't compiled again gives its warning no second time.
"""
import collections
import graphlib
import pathlib
import re
import shutil

from runner.vm import config, target

import tools
from rule import C, SPDX, Finding, Rule, Skip, run

FOLDER = config.BUILD / "lint"
PREFIXES = {"lib": (), "live": (), "show_kernel_vas": ("kvas_",), "pagewalk": ("pw_",),
            "vmap_inspect": ("vmi_",), "buddy_probe": ("bp_",)}
# What the module loader wants by these names.
LOADERS = {"init_module", "cleanup_module", "__this_module"}
_builds = {}


class Build:
    """The output and the objects of one build of a tree."""

    def __init__(self, tree, folder):
        if not shutil.which("sparse"):
            raise Skip("sparse is not installed")
        self.folder = pathlib.Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in tree.files((*C, "Kbuild", ".sh", "Makefile")):
            if not path.startswith(("tests/", "kunit/")):
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(tree.top / path, self.folder / path)
        self._add_headers(tree)
        row = tools.kernel_row()
        headers = target.kernel(row).headers
        self.status, self.text = run(
            ["make", "-C", str(headers), f"M={self.folder}", "W=1", "C=2", "-k", "-j2",
             "CF=-D__VERSION__='\"sparse\"'", "CONFIG_DEBUG_INFO_BTF_MODULES=", f"CC={row.compiler}", "modules"])
        self.text = self.text.replace(f"{self.folder}/", "")

    def _add_headers(self, tree):
        """A module of its own whose files include one header each, twice."""
        objects = []
        for path in tree.files((".h",), ("include/mmscope/",)):
            header = path.removeprefix("include/")
            name = "lone_" + header.replace("/", "__").removesuffix(".h")
            line = f"#include <{header}>\n"
            (self.folder / f"{name}.c").write_text(line * 2)
            objects.append(f"{name}.o")
        (self.folder / "lone_main.c").write_text(
            '#include <linux/module.h>\nMODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("lint");\n')
        with open(self.folder / "Kbuild", "a", encoding="ascii") as kbuild:
            kbuild.write(f"\nobj-m += lone.o\nlone-y := lone_main.o {' '.join(objects)}\n")

    def complaints(self):
        """(path, line, text) of every warning and error."""
        for match in re.finditer(r"(?m)^([\w/.-]+):(\d+):(?:\d+:)? (?:(?:fatal )?error|warning): (.*)$",
                                 self.text):
            yield match[1], int(match[2]), match[3]

    def objects(self, under):
        """The objects compiled below a folder."""
        return sorted(p for p in (self.folder / under).rglob("*.o")
                      if not p.name.endswith(".mod.o") and p.with_suffix(".c").exists())


def build_of(tree):
    """The one build of a tree, made when first asked for."""
    if tree.top not in _builds:
        ours = (tree.top / "show_kernel_vas").exists()
        _builds[tree.top] = Build(tree, FOLDER / ("tree" if ours else tree.top.name))
    return _builds[tree.top]


def is_sparse(text):
    """gcc names the option behind a warning; sparse does not."""
    return not re.search(r"\[-W[\w=-]+\]$", text)


def warnings(tree):
    """A build with W=1 that succeeds and says nothing.

    But for Kbuild's "added to multiple modules": that every module links the
    shared objects it needs is what the design is (no core module, no exports).
    """
    build = build_of(tree)
    found = [Finding(path, line, text) for path, line, text in build.complaints()
             if not path.startswith("lone_") and not is_sparse(text)]
    found += [Finding("Kbuild", 0, line.strip()) for line in build.text.splitlines()
              if re.match(r"(?:WARNING|ERROR|.*: warning: .*Makefile)", line)
              or "*** [" in line]
    if build.status and not found:
        found.append(Finding("Kbuild", 0, build.text.strip().splitlines()[-1]))
    return found


def sparse(tree):
    """Nothing for sparse to object to."""
    return [Finding(path, line, text) for path, line, text in build_of(tree).complaints()
            if not path.startswith("lone_") and is_sparse(text)]


def lone_headers(tree):
    """Every shared header compiles as the only one, and twice."""
    build = build_of(tree)
    bad = {m[1] for m in re.finditer(r"lone_(\w+)\.c:\d+", build.text)}
    return [Finding(f"include/{name.replace('__', '/')}.h", 0, "does not compile by itself")
            for name in sorted(bad)]


def symbols(path):
    """(type, name) of what an object defines."""
    status, text = run(["nm", "--defined-only", str(path)])
    if status:
        raise Skip(f"nm: {text.strip()}")
    for line in text.splitlines():
        words = line.split()
        yield words[-2], words[-1].removeprefix("__pfx_").removeprefix("__cfi_")


def lib_state(tree):
    """lib/ keeps nothing between calls: no writable global or static."""
    build = build_of(tree)
    return [Finding(str(path.relative_to(build.folder).with_suffix(".c")), 0, f"{name} is writable")
            for path in build.objects("lib") for kind, name in symbols(path) if kind in "dDbBC"]


def prefixes(tree):
    """Names other files can see say whose they are."""
    build, found = build_of(tree), []
    for folder, own in PREFIXES.items():
        for path in build.objects(folder):
            found += [Finding(str(path.relative_to(build.folder).with_suffix(".c")), 0,
                              f"{name} has not the prefix {' or '.join((*own, 'mms_'))}")
                      for kind, name in symbols(path)
                      if kind in "TDBRCVW" and name not in LOADERS
                      and not name.startswith((*own, "mms_", "__UNIQUE"))]
    return found


def calls(build):
    """{source: the sources that define what it uses}, of one build."""
    status, text = run(["nm", "--print-file-name", "--format=posix",
                        *map(str, build.objects("."))])
    if status:
        raise Skip(f"nm: {text.strip()[:200]}")
    home, wants = {}, collections.defaultdict(set)
    for line in text.splitlines():
        path, name, kind = line.split()[:3]
        source = str(pathlib.Path(path.rstrip(":")).relative_to(build.folder).with_suffix(".c"))
        if kind in "TDBRVW":
            home[name] = source
        elif kind == "U":
            wants[source].add(name)
    return {source: {home[name] for name in names if home.get(name, source) != source}
            for source, names in wants.items()}


def circles(tree):
    """A file can be read without those that use it: no two need each other, however far round."""
    try:
        graphlib.TopologicalSorter(calls(build_of(tree))).prepare()
    except graphlib.CycleError as found:
        around = list(reversed(found.args[1]))
        return [Finding(around[0], 0, "calls in a circle: " + " -> ".join(around))]
    return []


HEAD = f"// {SPDX}\n/* why */\n#include <linux/module.h>\n"
TAIL = 'MODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("x");\n'
KBUILD = "ccflags-y += -I$(M)/include\nobj-m += example.o\nexample-y := lib/a.o lib/b.o\n"
# One tree with a fault for each of these rules, one without: two builds serve all.
BAD = {"Kbuild": KBUILD,
       "include/mmscope/a.h": "u64 mms_a(void);\n",
       "lib/a.c": HEAD + "int mms_b(int p);\nint open_to_all;\n"
                         "int mms_a(int __user *p)\n{\n\treturn mms_b(*p);\n}\n" + TAIL,
       "lib/b.c": HEAD + "int mms_a(int *p);\nint mms_b(int p)\n{\n\treturn mms_a(&p);\n}\n"}
GOOD = {"Kbuild": KBUILD,
        "include/mmscope/a.h": "int mms_a(int p);\nint mms_b(int p);\n",
        "lib/a.c": HEAD + "#include <mmscope/a.h>\nint mms_a(int p)\n{\n\treturn p;\n}\n" + TAIL,
        "lib/b.c": HEAD + "#include <mmscope/a.h>\nint mms_b(int p)\n{\n\treturn mms_a(p);\n}\n"}
RULES = [
    Rule("warnings", "a W=1 build that says nothing", warnings, BAD, GOOD),
    Rule("sparse", "nothing for sparse to object to", sparse, BAD, GOOD),
    Rule("lone-headers", "headers that compile by themselves", lone_headers, BAD, GOOD),
    Rule("lib-state", "no writable data in lib/", lib_state, BAD, GOOD),
    Rule("circles", "no file calls itself by way of others", circles, BAD, GOOD),
    Rule("prefixes", "global names with their owner's prefix", prefixes, BAD, GOOD),
]
