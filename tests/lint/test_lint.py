# SPDX-License-Identifier: GPL-2.0-only
"""Lint of what changed reads just that; lint of text needs no kernel."""
import subprocess

import pytest

import rule
import tools


@pytest.fixture
def tree(tmp_path):
    """A branch with a commit of its own, a change and a new file; its top."""
    def git(*words):
        subprocess.run(["git", "-C", tmp_path, "-c", "user.name=n", "-c", "user.email=e@x",
                        *words], check=True, capture_output=True)
    git("init", "-b", "main")
    for name in ("old.c", "gone.c", "edited.c", "branch.c", "new.c"):
        if name == "branch.c":
            git("add", ".")
            git("commit", "-m", "1")
            git("checkout", "-b", "work")
        if name == "new.c":
            git("add", ".")
            git("commit", "-m", "2")
        (tmp_path / name).write_text("int x;\n")
    (tmp_path / "edited.c").write_text("int y;\n")
    (tmp_path / "gone.c").unlink()
    return tmp_path


def test_what_changed_is_what_differs_and_what_is_new(tree):
    assert rule.changed_files(tree, "HEAD") == {"edited.c", "new.c"}
    assert rule.changed_files(tree, "main") == {"edited.c", "new.c", "branch.c"}
    with pytest.raises(ValueError, match="no_such"):
        rule.changed_files(tree, "no_such")


@pytest.mark.parametrize("check", (tools.checkpatch, tools.kernel_doc, tools.shellcheck))
def test_other_programs_read_what_changed_alone(tree, monkeypatch, check):
    for name in ("lib/a.c", "lib/b.c", "a.sh", "b.sh"):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text("int x;\n")
    seen = []
    monkeypatch.setattr(tools, "kernel_source", lambda: tree)
    monkeypatch.setattr(tools, "run", lambda words, **more: (seen.extend(words), (0, ""))[1])
    check(rule.Tree(tree, {"lib/a.c", "a.sh"}))
    assert ("lib/a.c" in seen) != ("a.sh" in seen), seen
    assert not {"lib/b.c", "b.sh", "old.c"} & set(seen), seen
    check(rule.Tree(tree))
    assert {"lib/b.c", "b.sh"} & set(seen), seen
