# SPDX-License-Identifier: GPL-2.0-only
"""Bad queries get a clear errno, change nothing and lose nothing."""
import errno
import re

import pytest
import suite
from vm.machine import FileError

GOOD = {
    "/proc/pagewalk": "addr=0x1000\n",
    "/sys/kernel/debug/pagewalk/query": "addr=0x1000\n",
    "/proc/show_kernel_vas": "addr=0x1000\n",
    "/sys/kernel/debug/show_kernel_vas/query": "addr=0x1000\n",
    "/sys/kernel/debug/vmap_inspect/query": "addr=0xffffffffc0000000\n",
    "/sys/kernel/debug/buddy_probe/query": "pfn=0x100\n",
}

BAD = {
    "empty line": ("\n", errno.EINVAL),
    "blanks": ("  \t \n", errno.EINVAL),
    "1 MiB of garbage": (bytes(range(1, 256)) * 4112 + b"x" * 16, errno.EINVAL),
    "more than 1 MiB": (b"addr=0x1\n" * 150000, errno.E2BIG),
    "binary zeros": (b"\0" * 64, errno.EINVAL),
    "unknown key": ("adress=0x1000\n", errno.EINVAL),
    "key twice": ("addr=0x1000 addr=0x2000\n", errno.EINVAL),
    "two subjects": ("addr=0x1000 pfn=0x1\n", errno.EINVAL),
    "trailing junk": ("addr=0x1000z\n", errno.EINVAL),
    "no number": ("addr=\n", errno.EINVAL),
    "negative": ("addr=-1\n", errno.EINVAL),
    "overflow": ("addr=0x1ffffffffffffffff\n", errno.EINVAL),
    "bad line among good ones": ("addr=0x1000\naddr=oops\n", errno.EINVAL),
    "range upside down": ("range=0x2000-0x1000\n", errno.EINVAL),
    "pid zero": ("pid=0 addr=0x1000\n", errno.EINVAL),
    "too many queries": ("addr=0x1\n" * 20000, errno.E2BIG),
}


@pytest.fixture
def loaded(vm):
    suite.load_all(vm)
    return vm


def answer(path, text):
    """What a file says of the query, without the map of the moment around it."""
    if path != "/proc/show_kernel_vas":
        return text
    return re.search(r"\n\n(0x[0-9a-f]{16} is .*?)\n\n", text, re.S)[1]


@pytest.mark.parametrize("path", suite.query_files())
def test_bad_writes_change_nothing(loaded, path):
    good = answer(path, loaded.transact(path, GOOD[path]))
    before = answer(path, loaded.read(path))
    assert before.splitlines()[1:] == good.splitlines()[1:]
    for what, (data, wanted) in BAD.items():
        got = loaded.write(path, data)
        assert got == wanted, "%s: %s gave %s, not %s" % (
            path, what, errno.errorcode.get(got, got), errno.errorcode[wanted])
        assert answer(path, loaded.read(path)) == before, "%s: %s changed the answer" % (path, what)


@pytest.mark.parametrize("module", suite.MODULES)
def test_no_such_symbol(loaded, module):
    path = suite.DEBUGFS + "/%s/query" % module
    if loaded.write(path, "sym=init_mm\n") == errno.EINVAL:
        pytest.skip(module + " takes no symbols")
    assert loaded.write(path, "sym=no_symbol_is_called_this\n") == errno.ENOENT
    assert loaded.write(path, "sym=init_mm+0x\n") == errno.EINVAL
    assert loaded.write(path, "sym=" + "a" * 600 + "\n") == errno.EINVAL


@pytest.mark.parametrize("path", ["/proc/pagewalk", "/sys/kernel/debug/pagewalk/query"])
def test_pids_that_have_no_address_space(loaded, path):
    with pytest.raises(FileError) as caught:
        loaded.transact(path, "pid=4194303 addr=0x1000\n")
    assert caught.value.errno == errno.ESRCH
    # pid 2 is kthreadd: there, but without an address space. An answer.
    answer = loaded.transact(path, "pid=2 addr=0x1000\n")
    assert "kernel thread" in answer or "kernel_thread" in answer


ODD_ADDRESSES = ["0x0", "0x1", "0xffffffffffffffff", "0xfffffffffffff000",
                 "0x8000000000000000", "0x0100000000000000", "0x00007fffffffffff",
                 "0x0000800000000000", "0xfeffffffffffffff", "0xff00000000000000",
                 "0xffff7fffffffffff", "0xffff800000000000", "0xffffffffff600000"]


@pytest.mark.parametrize("path", suite.query_files())
def test_odd_addresses_are_answered(loaded, path):
    if "buddy" in path:
        queries = ["pfn=%s" % addr for addr in ODD_ADDRESSES]
    else:
        queries = ["addr=%s" % addr for addr in ODD_ADDRESSES]
    for query in queries:
        answer = loaded.transact(path, query + "\n")
        assert len(answer.splitlines()) > (1 if "debug" in path else 0), (query, answer)
    loaded.check()


@pytest.mark.check_rows("takes long")
@pytest.mark.parametrize("path", suite.query_files())
def test_ten_thousand_queries_in_one_write(loaded, path):
    key, base = ("pfn", 0x1000) if "buddy" in path else ("addr", 0xffffffff81000000)
    count = 10000
    text = loaded.transact(path, "".join("%s=0x%x\n" % (key, base + 64 * i)
                                         for i in range(count)), timeout=300)
    assert "0x%x" % base in text
    assert "0x%x" % (base + 64 * (count - 1)) in text
