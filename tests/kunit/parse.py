# SPDX-License-Identifier: GPL-2.0-only
"""Runs kunit.py parse on a log, so that none of its traps makes the run look good.

The log is put in order first (ktap.py); one that cannot be, or that kunit.py
does not get to the end of, yields no JSON, which verdict.py counts as failed.
"""
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from runner import ktap  # noqa: E402

LIMIT = 120


def raw(source, text, home, limit=LIMIT):
    """kunit.py parse of @text as it is: (its JSON or None, what it said, its status).

    source: the kernel tree whose kunit.py it is
    home: where test.log and results.json are left
    """
    log, out = home / "test.log", home / "results.json"
    log.write_text(text)
    out.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            [sys.executable, str(source / "tools/testing/kunit/kunit.py"), "parse",
             f"--json={out}", str(log)],
            env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return None, f"error: kunit.py parse did not end in {limit} s\n", None
    return (out.read_text() if out.exists() else None), done.stdout, done.returncode


def parse(source, log, home, limit=LIMIT):
    """The same of the one document @log is made into: (its JSON or None, what it said)."""
    try:
        text = ktap.single(log)
    except ktap.Malformed as why:
        return None, f"error: not KTAP: {why}\n"
    return raw(source, text, home, limit)[:2]
