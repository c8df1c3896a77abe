# SPDX-License-Identifier: GPL-2.0-only
"""make coverage counts the branches that are taken, and merges builds rightly."""
import json
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE))
import branches  # noqa: E402

SOURCE = """int taken;
int main(int argc, char **argv)
{
	if (argc > 1)
		taken = 1;
	if (argc > 2)
		taken = 2;
	return 0;
}
"""


@pytest.fixture
def counted(tmp_path):
    """Compiles SOURCE with counting code; runs it as asked, returns its branches."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/one.c").write_text(SOURCE)
    subprocess.run(["gcc", "--coverage", "-O0", "-c", "-o", "lib/one.o", "lib/one.c"],
                   cwd=tmp_path, check=True)
    subprocess.run(["gcc", "--coverage", "-o", "one", "lib/one.o"], cwd=tmp_path, check=True)

    def run(*words):
        subprocess.run(["./one", *words], cwd=tmp_path, check=True)
        return branches.of_objects(tmp_path, tmp_path)
    return run


def test_counts_of_gcov(counted):
    lines = counted("word")["lib/one.c"]
    assert branches.totals(lines) == (4, 2)
    assert branches.missed(lines) == [(4, 1), (6, 1)]


def test_counts_of_several_runs_add_up(counted):
    counted("word")
    counted("two", "words")
    lines = counted()["lib/one.c"]
    assert branches.totals(lines) == (4, 4)
    assert not branches.missed(lines)
    assert sorted(lines[4]) == [1, 2]


def test_files_of_others_do_not_count(counted, tmp_path):
    counted()
    assert not branches.of_objects(tmp_path, tmp_path / "live")


def test_merge_adds_builds_that_are_alike():
    found = {"a.c": {1: [1, 0], 2: [0, 0]}}
    branches.merge(found, {"a.c": {1: [0, 2], 3: [5]}, "b.c": {1: [7]}})
    assert found == {"a.c": {1: [1, 2], 2: [0, 0], 3: [5]}, "b.c": {1: [7]}}


@pytest.mark.parametrize("first, second", [([1, 1], [0, 0, 1]), ([0, 0, 1], [1, 1])])
def test_merge_asks_the_build_with_most_branches(first, second):
    found = {"a.c": {1: first}}
    branches.merge(found, {"a.c": {1: second}})
    assert found == {"a.c": {1: [0, 0, 1]}}


def test_merge_leaves_what_it_is_given():
    one = {"a.c": {1: [1, 0]}}
    found = {}
    branches.merge(found, one)
    branches.merge(found, one)
    assert found == {"a.c": {1: [2, 0]}}
    assert one == {"a.c": {1: [1, 0]}}


def test_reasons():
    rows = branches.reasons("# no row\n\nlib/.* | if \\(x\\) | because\nlive/a\\.c | y | of y\n")
    assert branches.why(rows, "lib/a.c", "if (x)") == "because"
    assert branches.why(rows, "live/a.c", "if (x)") is None
    assert branches.why(rows, "live/a.c", "while (y)") == "of y"
    assert branches.why(rows, "live/a.cc", "y") is None


def test_every_reason_is_of_some_line():
    """What moved, or is called otherwise by now, takes its reason with it."""
    top = HERE.parent.parent
    sources = {str(path.relative_to(top)): path.read_text().splitlines()
               for folder in ("lib", "live") for path in (top / folder).rglob("*.c")}
    rows = branches.reasons((HERE / "uncovered.conf").read_text())
    idle = [(path.pattern, pattern.pattern) for path, pattern, _ in rows
            if not any(pattern.search(line) for name, lines in sources.items()
                       if path.fullmatch(name) for line in lines)]
    assert rows and not idle


def test_gcovr_takes_the_trace(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/one.c").write_text(SOURCE)
    trace = tmp_path / "trace.json"
    trace.write_text(json.dumps(branches.trace({"lib/one.c": {4: [1, 0], 6: [0, 0], 8: []}})))
    said = subprocess.run(["gcovr", "--root", str(tmp_path), "--add-tracefile", str(trace),
                           "--branches"], check=True, capture_output=True, text=True).stdout
    assert "lib/one.c                                      4       1    25%" in said
