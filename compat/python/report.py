"""Tells the runner what an operation came to: one line of JSON each, behind a mark that no client prints.

Every script here runs in the process of a real, unmodified client and knows the hub by its URL alone.
"""

import hashlib
import json
import os
import sys
import time
import traceback
from contextlib import contextmanager

HUB = os.environ["COMPAT_URL"]
KEY = os.environ["COMPAT_KEY"]
EMAIL = os.environ.get("COMPAT_EMAIL")
PASSWORD = os.environ.get("COMPAT_PASSWORD")
#: What the adapter says of this client: operations it lacks, and those it gets wrong by itself.
UNSUPPORTED = frozenset(json.loads(os.environ["COMPAT_UNSUPPORTED"]))
DEFECTS = frozenset(json.loads(os.environ["COMPAT_DEFECTS"]))


def event(kind, **fields):
    """Prints one line that `runner/python-run.ts` picks out of the client's own output.

    Written in one piece: the client's upload threads print at the same time.
    """
    sys.stdout.flush()
    os.write(1, f"\n@compat {json.dumps({'event': kind, **fields})}\n".encode())


@contextmanager
def _outcome(name, outcome):
    try:
        yield
    except Exception as error:  # A failed operation must not hide the ones after it.
        traceback.print_exc()
        event("operation", name=name, outcome="fail", detail=f"{type(error).__name__}: {error}"[:500])
    else:
        event("operation", name=name, outcome=outcome)


def operation(name):
    """The block proves that the client can do this against the hub."""
    return _outcome(name, "ok")


def defect(name):
    """The block asserts what this client gets wrong by itself, so that a change is noticed."""
    return _outcome(name, "defect")


def supported(name):
    """False for what this client lacks: it is not tried."""
    return name not in UNSUPPORTED


def flawed(name):
    """True where this version still has a defect that others have lost."""
    return name in DEFECTS


def eventually(what, condition, seconds=20.0):
    """Waits for something that only shows by asking again; returns the first truthy answer."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)
    return answer


def equal(actual, expected, what="value"):
    if actual != expected:
        raise AssertionError(f"{what}: expected {_shown(expected)}, got {_shown(actual)}")


def _shown(value):
    """Files are told by their size and hash."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes, SHA-256 {hashlib.sha256(value).hexdigest()[:12]}"
    return repr(value)


def truthy(value, what):
    if not value:
        raise AssertionError(f"{what}: expected something true, got {value!r}")
    return value
