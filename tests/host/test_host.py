# SPDX-License-Identifier: GPL-2.0-only
"""The suites in user space compile what changed, and of the suites those asked for."""
import pytest

import host

SUITE = """#include <kunit/test.h>
#include <a.h>
static void %(name)s_case(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, mms_a(), A);
}
static struct kunit_case cases[] = { KUNIT_CASE(%(name)s_case), {} };
struct kunit_suite mmscope_%(name)s_suite = { .name = "mmscope_%(name)s", .test_cases = cases };
"""


@pytest.fixture
def tree(tmp_path):
    """A tree of one unit and two suites."""
    for path, text in (("include/a.h", "#define A 1\nint mms_a(void);\n"),
                       ("lib/core/a.c", "#include <a.h>\nint mms_a(void) { return A; }\n"),
                       ("lib/core/b.c", "int mms_b;\n"),
                       ("kunit/core/a_test.c", SUITE % {"name": "core_a"}),
                       ("kunit/core/b_test.c", SUITE % {"name": "core_b"})):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def made(tree, monkeypatch, *suites, **more):
    """What a build compiles: the names of the sources; and it runs."""
    seen = []
    compile_one = host.compile_one

    def watched(source, obj, flags):
        seen.append(source.name)
        return compile_one(source, obj, flags)

    with monkeypatch.context() as patch:
        patch.setattr(host, "compile_one", watched)
        program = host.Program(tree / "made", top=tree, suites=suites, **more)
    assert host.run(program.link())[0] == []
    return sorted(seen)


def test_only_what_changed_is_compiled(tree, monkeypatch):
    everything = ["a.c", "a_test.c", "b.c", "b_test.c", "main.c", "suites.c"]
    assert made(tree, monkeypatch) == everything
    assert made(tree, monkeypatch) == []
    (tree / "lib/core/b.c").write_text("int mms_b = 2;\n")
    assert made(tree, monkeypatch) == ["b.c"]
    (tree / "include/a.h").write_text("#define A 2\nint mms_a(void);\n")
    assert made(tree, monkeypatch) == ["a.c", "a_test.c", "b_test.c"]
    assert made(tree, monkeypatch, flags=("-O2",)) == everything


def test_of_the_suites_those_asked_for_are_compiled(tree, monkeypatch):
    for name in ("core_b", "b"):
        assert "a_test.c" not in made(tree, monkeypatch, name)
    assert "a_test.c" in made(tree, monkeypatch)
