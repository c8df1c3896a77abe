# SPDX-License-Identifier: GPL-2.0-only
"""The rules that hold documents against each other and against the code."""
import posixpath
import re

from rule import C, Finding, Rule

README_LINES = 250
DOCS = "Documentation/"
LINK = re.compile(r"\[[^][]*\]\(([^()\s]+)\)")
# In a comment, a reference may go on in the next line.
REFERENCE = re.compile(r"\b(design|kernel-facts)\.md(?:,|\ssection)?[\s*#]+"
                       r"([A-Z]|\d+(?:\.\d+)?)(?![\w-])")
RECORD = re.compile(r'rec(?:_\w+)?\(t, "(\w+)"|\bmms_put\(t, " (\w+)=')


def prose(text):
    """A document's text without its blocks of output and code."""
    return re.sub(r"(?ms)^```.*?^```$", "", text)


def anchors(text):
    """What a link may name behind #: the headings, as web pages of git spell them."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
            for title in re.findall(r"(?m)^#+ (.+)$", prose(text))}


def doc_links(tree):
    """A link leads to a file or folder of the tree, and to a heading that is there."""
    found = []
    for path in tree.files((".md",)):
        for number, line in tree.lines(path):
            for target in LINK.findall(line):
                if "://" in target:
                    continue
                name, _, anchor = target.partition("#")
                to = posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) \
                    if name else path
                if to not in tree.paths and not any(p.startswith(to + "/") for p in tree.paths):
                    found.append(Finding(path, number, f"no such file: {target}"))
                elif anchor and anchor not in anchors(tree.text(to)):
                    found.append(Finding(path, number, f"no such heading: {target}"))
    return found


def sections(text):
    """The numbers of a document's sections, and of the items of their lists: 0, 0.1, D."""
    found, section = set(), None
    for line in prose(text).splitlines():
        heading = re.match(r"## (\w+)\. ", line)
        item = re.match(r"(\d+)\. ", line)
        if heading:
            section = heading[1]
            found.add(section)
        elif item and section:
            found.add(f"{section}.{item[1]}")
    return found


def doc_sections(tree):
    """Where code refers to a section of a document, the document has it."""
    found = []
    for path in tree.files((*C, ".py", "Kbuild"), but=("tests/lint/",)):
        text = tree.text(path)
        for match in REFERENCE.finditer(text):
            document = f"{DOCS}{match[1]}.md"
            if document not in tree.paths or match[2] not in sections(tree.text(document)):
                found.append(Finding(path, text.count("\n", 0, match.start()) + 1,
                                     f"{document} has no section {match[2]}"))
    return found


def doc_records(tree):
    """Records' types and keys are in Documentation/; what a check compared speaks for itself."""
    said = set()
    for path in tree.files((".md",), (DOCS,)):
        for quoted in re.findall(r"`([^`\n]+)`", prose(tree.text(path))):
            said.update(re.findall(r"\w+", quoted))
    return [Finding(path, number, f"{word} is not described in {DOCS}")
            for path in tree.files((".c",), but=("tests/", "kunit/"))
            for number, line in tree.lines(path)
            for word in (a or b for a, b in RECORD.findall(line)) if word not in said]


def readme_length(tree):
    """Whoever reads README.md has two minutes."""
    lines = len(tree.text("README.md").splitlines())
    return [Finding("README.md", 0, f"{lines} lines")] if lines > README_LINES else []


FACTS = {"Documentation/kernel-facts.md": "# Facts\n\n## 0. First\n\n1. One\n\n## D. Walks\n"}
RULES = [
    Rule("doc-links", "documents' links lead somewhere", doc_links,
         {"a.md": "# A\n\n[b](#b)\n"},
         {"a.md": "# A: b\n\n[b](#a-b), [c](d/c.md)\n", "d/c.md": ""}),
    Rule("doc-sections", "sections that code refers to exist", doc_sections,
         {"a.c": "/* Locks (kernel-facts.md\n * 0.2). */\n", **FACTS},
         {"a.c": "/* Locks (kernel-facts.md 0.1, kernel-facts.md,\n * D). */\n", **FACTS}),
    Rule("doc-records", "records' types and keys are described in Documentation/", doc_records,
         {"a.c": '\tmms_rec_hex(t, "start", 0);\n', "Documentation/a.md": "| `end` |\n"},
         {"a.c": '\tmms_rec_hex(t, "end", 0);\n\tmms_rec_hex(detail, "at", 0);\n',
          "Documentation/a.md": "| `start` `end=` |\n"}),
    Rule("readme-length", f"README.md has at most {README_LINES} lines", readme_length,
         {"README.md": "x\n" * (README_LINES + 1)}, {"README.md": "x\n" * README_LINES}),
]
