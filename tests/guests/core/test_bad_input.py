# SPDX-License-Identifier: GPL-2.0-only
"""Bad queries get a clear errno and say why; good ones are answered, for eyes or in records."""
import errno

import pytest
from guests import suite
from runner.vm.machine import FileError

GOOD = {
    "/proc/pagewalk": "addr=0x1000\n",
    "/sys/kernel/debug/pagewalk/query": "addr=0x1000\n",
    "/proc/show_kernel_vas": "addr=0x1000\n",
    "/sys/kernel/debug/show_kernel_vas/query": "addr=0x1000\n",
    "/proc/vmap_inspect": "addr=0xffffffffc0000000\n",
    "/sys/kernel/debug/vmap_inspect/query": "addr=0xffffffffc0000000\n",
    "/proc/buddy_probe": "pfn=0x100\n",
    "/sys/kernel/debug/buddy_probe/query": "pfn=0x100\n",
}

# What is written, the error, and where the refusal says it is: line, column (None: any).
BAD = {
    "empty line": ("\n", errno.EINVAL, 0, 0),
    "blanks": ("  \t \n", errno.EINVAL, 0, 0),
    "1 MiB of garbage": (bytes(range(1, 256)) * 4112 + b"x" * 15 + b"\n", errno.EINVAL, 1, 1),
    "binary zeros": (b"\0" * 64, errno.EINVAL, 1, 1),
    "unknown key": ("adress=0x1000\n", errno.EINVAL, 1, 1),
    "key twice": ("addr=0x1000 addr=0x2000\n", errno.EINVAL, 1, 13),
    "two subjects": ("addr=0x1000 sym=jiffies\n", errno.EINVAL, 1, 13),
    "trailing junk": ("addr=0x1000z\n", errno.EINVAL, 1, 12),
    "no number": ("addr=\n", errno.EINVAL, 1, 6),
    "negative": ("addr=-1\n", errno.EINVAL, 1, 6),
    "overflow": ("addr=0x1ffffffffffffffff\n", errno.EINVAL, 1, 24),
    "decimal or hex": ("addr=4096\n", errno.EINVAL, 1, 6),
    "bad line among good ones": ("addr=0x1000\n\naddr=oops\n", errno.EINVAL, 3, 6),
    "range upside down": ("range=0x2000-0x1000\n", errno.EINVAL, 1, None),
    "pid zero": ("pid=0 addr=0x1000\n", errno.EINVAL, 1, None),
    "a symbol's offset": ("sym=vfs_read+0x\n", errno.EINVAL, 1, 16),
    "no such symbol": ("addr=0x1000\nsym=no_symbol_is_called_this\n", errno.ENOENT, 2, 1),
    "cut by the shell": ("addr=0xffff888012345678\naddr=0xffff8880", errno.EINVAL, 2, 16),
    "only how": ("as=records\n", errno.EINVAL, 1, 1),
}


def body(path, text):
    """A file without its first line, which counts what follows."""
    return text if path.startswith("/proc") else text.split("\n", 1)[1]


def refused(text):
    """The refusal record of a file, and that there is nothing else."""
    head, *lines = text.splitlines()
    assert head.startswith("# ") and len(lines) == 1, text
    return suite.records(lines[0], "refused")[0]


@pytest.mark.parametrize("path", suite.query_params())
def test_refused_queries_explain_themselves(loaded, path):
    """Which query, which column, what is wrong and which keys there are; never the answer
    before: read by who wrote, through the same open file or a fresh one."""
    keys = suite.KEYS[suite.module_of(path)]
    for what, (data, wanted, line, column) in BAD.items():
        if len(data) > 100000 and not loaded.channel.shared:
            continue  # over the port alone it takes a minute
        good = body(path, loaded.transact(path, GOOD[path]))
        assert good.splitlines()[0] in loaded.read(path).splitlines()[:2], path
        got = loaded.write(path, data)
        assert got == wanted, "%s: %s gave %s, not %s" % (
            path, what, errno.errorcode.get(got, got), errno.errorcode[wanted])
        fresh = loaded.read(path)
        name = errno.errorcode[wanted]
        if path.startswith("/proc") and "as=records" not in str(data):
            said = fresh.splitlines()[0]
            assert said.startswith("refused: "), (what, fresh[:300])
            assert "Keys: " in " ".join(fresh.splitlines()[:3]), (what, fresh[:300])
            if line:
                assert "line %d," % line in said, (what, said)
        else:
            told = refused(fresh)
            assert set(told["keys"].split()) == keys, told
            assert (told["errno"], told.num("line")) == (name, line), (what, told)
            assert column is None or told.num("column") == column or (
                "key" in told["reason"]), (what, told)
            assert told["reason"], told
            text = data.decode(errors="replace") if isinstance(data, bytes) else data
            if line and text.isascii() and text.isprintable():
                assert told["query"] == text.splitlines()[line - 1].strip(), told
        assert good.splitlines()[0] not in fresh, "%s: %s: the answer before" % (path, what)


@pytest.mark.parametrize("path", suite.query_params())
def test_a_refusal_is_read_through_the_same_open_file(loaded, path):
    said = loaded.sh("exec 3<>%s; echo %s >&3; cat <&3 >/dev/null; echo addr=oops >&3; cat <&3"
                     % (path, GOOD[path].strip())).out
    # A sentence that is too long for a line goes on, indented, in the next.
    lines = [line for line in said.replace("\n    ", " ").splitlines()
             if not line.startswith("# ")]
    assert len(lines) == 1 and "refused" in lines[0] and "addr=oops" in lines[0], said


@pytest.mark.parametrize("module", suite.MODULES)
def test_help_lists_every_key_with_an_example(loaded, module):
    """Where nothing was asked, and to `help`; and every example is a query."""
    proc, debugfs = "/proc/" + module, suite.DEBUGFS + "/%s/query" % module
    loaded.rmmod(module)
    loaded.insmod(module)
    unasked = loaded.read(debugfs)
    report = loaded.read(proc)
    assert body(debugfs, loaded.transact(debugfs, "help\n")) == body(debugfs, unasked)
    keys = suite.records(unasked, "key")
    assert {key["name"] for key in keys} == suite.KEYS[module]
    shown = loaded.transact(proc, "help\n")
    assert report.rstrip().endswith(shown.rstrip()), (report, shown)
    for key in keys:
        assert key["example"] in shown and key["help"].split()[0] in shown, key
        got = loaded.write(debugfs, key["example"] + "\n")
        assert got == 0, (key, errno.errorcode.get(got, got))


@pytest.mark.parametrize("module", suite.MODULES)
def test_records_from_proc(loaded, module):
    """as=records gives what the query file gives, and says what was asked."""
    proc, debugfs = "/proc/" + module, suite.DEBUGFS + "/%s/query" % module
    query = GOOD[debugfs].strip() + " as=records"
    text, wanted = loaded.transact(proc, query + "\n"), loaded.transact(debugfs, query + "\n")
    assert text.splitlines()[0] == wanted.splitlines()[0]
    assert suite.header(text)["asked"] == query
    assert {r.type for r in suite.records(text)} == {r.type for r in suite.records(wanted)}
    # The latest is read so, too; and the report is back with the next query.
    assert loaded.sh("echo %s > %s; cat %s" % (query, proc, proc)).out.splitlines()[0] \
        == text.splitlines()[0]
    assert not loaded.transact(proc, GOOD[debugfs]).startswith("# ")


@pytest.mark.locked_down
@pytest.mark.parametrize("module", suite.MODULES)
def test_reports_name_their_question_first(loaded, module):
    proc = "/proc/" + module
    queries = ["addr=0x1000", "sym=vfs_read"]
    if "pid" in suite.KEYS[module]:
        queries.append("pid=1 addr=0x1000")
    if "pfn" in suite.KEYS[module]:
        queries.append("pfn=0x100")
    if "range" in suite.KEYS[module]:
        queries.append("range=0x1000-0x3000")
    if "phys" in suite.KEYS[module]:
        queries.append("phys=0x100000-0x102000")
    if module == "show_kernel_vas":
        queries.append("pid=1")
    for query in queries:
        first = loaded.sh("echo %s > %s; cat %s" % (query, proc, proc)).out.splitlines()[0]
        for word in query.split():
            key, value = word.split("=")
            number = value.replace("0x", "").lstrip("0").split("-")[0]
            assert number in first, (query, first)
            assert key != "pid" or "pid" in first, (query, first)
        own = loaded.transact(proc, query + "\n")
        # Without a pid it is the asking process' address, and each has its own.
        if "pid" not in own.splitlines()[0]:
            assert own.splitlines()[0] == first, (query, own)
        assert not suite.too_wide(own) and own.isascii()


@pytest.mark.locked_down
def test_pagewalk_keeps_its_summary(loaded):
    """Behind the answer to whoever asks nothing himself; and of a batch there is a bit."""
    queries = "".join("addr=0x%x\n" % (0x1000 * i) for i in range(1, 3001))
    own = loaded.transact("/proc/pagewalk", queries, timeout=300)
    assert len(own.splitlines()) < 1000
    assert "20 of 3000 answers are shown. All of them: ask with as=records." in own
    fresh = loaded.read("/proc/pagewalk")
    assert "20 of 3000 answers are shown." in fresh
    assert "The kernel's half" in fresh and "To ask:" in fresh
    everything = loaded.transact("/proc/pagewalk", queries.replace("\n", " as=records\n", 1),
                                 timeout=300)
    assert len(suite.records(everything, "walk")) == 3000


def test_addresses_as_kallsyms_prints_them(loaded):
    path = suite.DEBUGFS + "/pagewalk/query"
    line = loaded.sh("grep -m1 ' vfs_read$' /proc/kallsyms", check=True).out.split()[0]
    walk = suite.records(loaded.transact(path, line + "\n"), "walk")[0]
    named = suite.records(loaded.transact(path, "sym=vfs_read\n"), "walk")[0]
    assert walk["addr"] == named["addr"] == "0x" + line.lstrip("0")
    start, end = loaded.read("/proc/1/maps").split()[0].split("-")
    text = loaded.transact(path, "pid=1 range=%s-%s\n" % (start, end))
    assert suite.records(text, "range")[0]["range"].lower() == "0x%x-0x%x" % (
        int(start, 16), int(end, 16))


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


@pytest.mark.parametrize("path", suite.query_params())
def test_odd_addresses_are_answered(loaded, path):
    queries = ["addr=%s" % addr for addr in ODD_ADDRESSES]
    if "buddy" in path:
        queries += ["pfn=%s" % addr for addr in ODD_ADDRESSES]
    for query in queries:
        answer = loaded.transact(path, query + "\n")
        assert len(answer.splitlines()) > (1 if "debug" in path else 0), (query, answer)
    loaded.check()


@pytest.mark.check_rows("takes long")
@pytest.mark.parametrize("path", suite.query_files())
def test_twenty_thousand_queries_in_one_write(loaded, path):
    key, base = ("pfn", 0x1000) if "buddy" in path else ("addr", 0xffffffff81000000)
    count = 20000
    text = loaded.transact(path, "".join("%s=0x%x as=records\n" % (key, base + 64 * i)
                                         for i in range(count)), timeout=300)
    assert "0x%x" % base in text
    assert "0x%x" % (base + 64 * (count - 1)) in text
