# SPDX-License-Identifier: GPL-2.0-only
"""Hangs the suite into a kernel tree without touching that tree.

The graft is a folder of symbolic links to the pristine tree's top-level
entries, with real copies only of what is changed (Kbuild, Kconfig) or found
by its real path (tools/testing/kunit: kunit.py locates its tree that way).
Nothing is ever written through a link: kunit.py builds in a folder of its own.
"""
import pathlib
import shutil

from runner.vm import config

NAME = "mmscope"
KUNIT = pathlib.PurePath("tools/testing/kunit")
APPENDED = {
    "Kbuild": f"\nobj-y\t\t\t+= {NAME}/\n",
    "Kconfig": f'\nsource "{NAME}/Kconfig"\n',
}


def make(pristine, suite, graft):
    """Makes @graft, a tree like @pristine with @suite below mmscope/.

    One that is there already and was made of the same is left alone: another
    build may be reading it.
    """
    pristine, graft = pathlib.Path(pristine).resolve(), pathlib.Path(graft)
    made_of = f"{pristine}\n{pathlib.Path(suite).resolve()}\n"
    note = graft / ".graft"
    if note.exists() and note.read_text() == made_of:
        return graft
    with config.locked(graft), config.new_dir(graft) as work:
        _fill(pristine, suite, work)
        (work / ".graft").write_text(made_of)
    return graft


def farm(pristine, folder):
    """Puts into the empty @folder a tree like @pristine that kunit.py runs in.

    Kbuild and Kconfig in it may be written to.
    """
    _links(pristine, folder, {"tools", *APPENDED})
    for name in APPENDED:
        shutil.copy2(pristine / name, folder / name)
    _copy_inside(pristine, folder, KUNIT)


def _fill(pristine, suite, graft):
    """Puts into the empty @graft what belongs there."""
    farm(pristine, graft)
    (graft / NAME).symlink_to(pathlib.Path(suite).resolve())
    for name, line in APPENDED.items():
        (graft / name).write_text((pristine / name).read_text() + line)
        # Its age decides what make rebuilds: a new graft changes nothing.
        shutil.copystat(pristine / name, graft / name)


def _links(pristine, graft, but):
    """Links every entry of @pristine into @graft except those named in @but."""
    for entry in pristine.iterdir():
        if entry.name not in but:
            (graft / entry.name).symlink_to(entry)


def _copy_inside(pristine, graft, path):
    """Makes @path a real copy in @graft, its parents real folders of links."""
    for parent in reversed(path.parents[:-1]):
        (graft / parent).mkdir()
        below = path.relative_to(parent).parts[0]
        _links(pristine / parent, graft / parent, {below})
    shutil.copytree(pristine / path, graft / path, symlinks=True)
