# SPDX-License-Identifier: GPL-2.0-only
"""make mutants tells bugs that a suite notices from those that none does."""
import importlib.util
import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
for _folder in (HERE.parent, HERE.parent / "host"):
    sys.path.insert(0, str(_folder))
import host  # noqa: E402
from runner import results  # noqa: E402

# By its place: other folders have a run.py as well.
_spec = importlib.util.spec_from_file_location("mutants_run", HERE / "run.py")
run = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(run)

TWICE = """#include <linux/types.h>
int twice(int n);
int twice(int n)
{
	int a = n;
	int b = n;

	a = a + b;
	return a;
}
"""
TEST = """#include <kunit/test.h>
int twice(int n);
static void twice_of_two(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, twice(2), 4);
}
static struct kunit_case cases[] = {
	KUNIT_CASE(twice_of_two),
	{}
};
struct kunit_suite mmscope_twice_suite = {
	.name = "mmscope_twice",
	.test_cases = cases,
};
"""


@pytest.fixture
def tried(tmp_path, monkeypatch, capsys):
    """Runs make mutants on a tree with twice() in it; what it said, and its status."""
    for folder in ("lib/core", "kunit/core", "include"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "lib/core/twice.c").write_text(TWICE)
    (tmp_path / "kunit/core/twice_test.c").write_text(TEST)
    data = tmp_path / "lib.mutants"
    monkeypatch.setattr(host, "TOP", tmp_path)
    monkeypatch.setattr(host.Program.__init__, "__defaults__", (tmp_path, ("-O1",), ()))
    monkeypatch.setattr(results.Results.finish, "__defaults__", (tmp_path,))
    monkeypatch.setattr(run, "DATA", data)

    def of(text, *files):
        data.write_text(text)
        monkeypatch.setattr(sys, "argv", ["run.py", *files])
        status = run.main()
        return status, capsys.readouterr().out
    return of


def one(old, new):
    return f"= lib/core/twice.c\n- {old}\n+ {new}\n"


def test_bug_that_a_case_notices(tried):
    status, said = tried(one("a + b", "a * b * b"), "twice")
    assert not status
    assert "      mmscope_twice.twice_of_two\n" in said
    assert said.endswith("1 passed, 0 failed\n")


def test_bug_that_no_case_notices(tried):
    status, said = tried(one("a + b", "a * b"), "twice")
    assert status
    assert "NOT NOTICED" in said


def test_crash_is_noticed(tried):
    status, said = tried(one("a + b", "*(volatile int *)0"), "twice")
    assert not status
    assert "twice_of_two (crashes)" in said


@pytest.mark.parametrize("old, new, why", [
    ("no such text", "x", "not there exactly once"),
    ("int", "long", "not there exactly once"),
    ("a + b", "a + b", "changes nothing"),
    ("a + b", "a +", "does not compile"),
])
def test_mutants_that_are_none_fail(tried, old, new, why):
    status, said = tried(one(old, new), "twice")
    assert status
    assert why in said


def test_file_with_too_few_bugs_fails(tried):
    status, said = tried(one("a + b", "a - b"))
    assert status
    assert "FAIL lib/core/twice.c: 1 bugs tried, 5 wanted" in said


def test_suites_that_fail_without_a_bug(tried, tmp_path):
    (tmp_path / "lib/core/twice.c").write_text(TWICE.replace("a + b", "a"))
    status, said = tried(one("a", "b"), "twice")
    assert status
    assert "not ok mmscope_twice.twice_of_two\n" in said
    assert said.endswith("0 passed, 1 failed\n")


@pytest.mark.parametrize("text", ["- old\n", "= f\n+ new\n", "= f\n- old\n- old\n", "= f\n- old\n",
                                  "what is this\n"])
def test_data_that_is_none(text):
    with pytest.raises(ValueError):
        run.parse(text)


def test_the_data_there_is_can_be_read():
    mutants = run.parse((HERE / "lib.mutants").read_text())
    assert all(run.mutate((host.TOP / m.file).read_text(), m) for m in mutants)
