# SPDX-License-Identifier: GPL-2.0-only
"""The VM tests' fixtures: one booted guest per row, shared by all its tests.

    pytest tests --rows=amd64-6.1-4level,amd64-7.2-5level -k boot

Tests run row by row, so that one guest is up at a time. A test that killed or
upset its guest does not take the next one with it: that gets a fresh guest.
"""
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from runner.vm import progress  # noqa: E402
from runner.vm.config import RunnerError, select  # noqa: E402
from runner.vm.machine import VmError, boot  # noqa: E402

# What tests must be marked, to be run where something else than QEMU boots the kernel.
FIRMWARE_MARKERS = {"secure": "locked_down", "xen": "xen_pv"}


def pytest_addoption(parser):
    parser.addoption("--rows", default="check",
                     help="rows of matrix.conf, \"check\" or \"all\" (default: %(default)s)")
    parser.addoption("--only", choices=("host", "rows"),
                     help="only tests that run on no row, or only those that do")


def pytest_configure(config):
    config.addinivalue_line("markers", "first: run before all others of the row")
    config.addinivalue_line("markers", "last: run after all others of the row; last(2) after those")
    config.addinivalue_line("markers", "check_rows(why): skipped on all but the rows of "
                                       "make check and those with firmware")
    config.addinivalue_line("markers", "kernel: on no row, but takes a kernel's package or "
                                       "source, or boots one; not in make check-host")
    config.addinivalue_line("markers", "locked_down: run on rows that boot locked down, too")
    config.addinivalue_line("markers", "xen_pv: run on rows that boot under Xen, too")
    capture = config.pluginmanager.getplugin("capturemanager")

    def around_capture(line):
        with capture.global_and_fixture_disabled():
            sys.stderr.write(line)
            sys.stderr.flush()

    if capture:
        progress.sink = around_capture


def pytest_generate_tests(metafunc):
    if "row" in metafunc.fixturenames:
        rows = select(metafunc.config.getoption("rows"))
        metafunc.parametrize("row", rows, ids=[row.name for row in rows],
                             scope="session")


def _row(item):
    """The row a test was made for; None where it runs on none."""
    callspec = getattr(item, "callspec", None)
    return callspec and callspec.params.get("row")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Row by row: pytest's own order for session parameters goes back and forth
    between them, a boot each time."""
    place = {row: n for n, row in enumerate(select(config.getoption("rows")))}
    only = config.getoption("only")

    def row_of(item):
        return place.get(_row(item), -1)

    def last(item):
        marker = item.get_closest_marker("last")
        return (*marker.args, 1)[0] if marker else 0

    def is_wanted(item):
        return not only or (row_of(item) < 0) == (only == "host")

    for item in items:
        row = _row(item)
        marker = row and FIRMWARE_MARKERS.get(row.firmware)
        if marker and not item.get_closest_marker(marker):
            item.add_marker(pytest.mark.skip(
                reason="not marked %s (firmware in matrix.conf)" % marker))
        limit = item.get_closest_marker("check_rows")
        if limit and row and row.runs != "check" and not row.firmware:
            item.add_marker(pytest.mark.skip(
                reason="%s: done on the rows of make check" % limit.args[0]))
    config.hook.pytest_deselected(items=[item for item in items if not is_wanted(item)])
    # The first tests of a guest want one where nothing was loaded yet; the last leave
    # it unfit for others.
    items[:] = sorted(filter(is_wanted, items), key=lambda item: (
        row_of(item), not item.get_closest_marker("first"),
        last(item)))


class Guests:
    """The guest of the row being tested; a new one when it was lost.

    Where they are lost one after the other, the row is given up: the rest of its
    tests would boot once each to say the same.
    """
    MOST_LOST = 5

    def __init__(self):
        self.row = self.context = self.vm = None
        self.boots = 0

    def get(self, row):
        if self.row != row:
            self.drop()
            self.boots = 0
        if self.vm and (self.vm.channel.lost or self.vm.splats()):
            self.drop()
        if not self.vm:
            self.row, self.boots = row, self.boots + 1
            if self.boots > self.MOST_LOST:
                pytest.fail("given up: %d guests of %s were lost"
                            % (self.MOST_LOST, row.name), pytrace=False)
            self.context = boot(row)
            self.vm = self.context.__enter__()
        return self.vm

    def drop(self):
        """Ends the guest; returns what its kernel complained of since it was last asked."""
        context, self.vm = self.context, None
        if context:
            self.context = None
            try:
                context.__exit__(None, None, None)
            except VmError as why:
                progress.say(str(why))
                return str(why)
        return None


@pytest.fixture(scope="session")
def guests():
    held = Guests()
    yield held
    lost, late = held.vm and held.vm.channel.lost, held.drop()
    # After the last test it is nobody else's: an error of that one.
    if late and not lost:
        pytest.fail(late, pytrace=False)


@pytest.fixture
def vm(row, guests):
    """A booted guest of the row; the test fails if its kernel complains."""
    try:
        guest = guests.get(row)
    except RunnerError as why:
        pytest.fail(str(why), pytrace=False)
    yield guest
    if guests.vm is not guest:
        return  # the test failed, and the guest was taken down for it
    if guest.channel.lost:
        raise guest.failure("the guest ended during the test")
    guest.check()


@pytest.fixture
def first_row(request):
    """For tests of the runner, where any one row will do."""
    return select(request.config.getoption("rows"))[0]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if not report.failed:
        return
    row = _row(item)
    again = "make check%s TEST=%s" % (" ROW=%s" % row.name if row else "",
                                      item.originalname)
    report.sections.append(("to run it again", again))
    # A guest that hung or complained is not to be trusted with another test.
    if call.excinfo.errisinstance(VmError) and "guests" in item.funcargs:
        item.funcargs["guests"].drop()
