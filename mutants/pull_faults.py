"""Faults in bringing history in."""

from __future__ import annotations

from mutants.planted import Mutant

_CONTRACT = ("tests/sources/pull/test_contract.py",)
_RESUME = ("tests/sources/pull/test_resume.py",)
_SESSION = ("tests/sources/pull/test_web_session.py",)

FAULTS = (
    Mutant(
        "pull-seam-of-two-scales",
        "sources/pull/resume.py",
        "if comparison.change and is_partial and _is_adjusted(batch):",
        "if False:",
        "after a dividend new closes stand behind old ones on another scale",
        _RESUME,
    ),
    Mutant(
        "pull-on-behind-a-refusal",
        "sources/pull/resume.py",
        "return dataclasses.replace(done, is_refused=True)",
        "done = dataclasses.replace(done, is_refused=True)",
        "a refused batch leaves a hole that no later pull fills",
        _RESUME,
    ),
    Mutant(
        "pull-bar-under-way",
        "sources/pull/yahoo.py",
        "now < self.session_end",
        "now < self.session_start",
        "the last price of a session under way is kept as its close",
        _RESUME,
    ),
    Mutant(
        "pull-unknown-fields-let-in",
        "sources/pull/reply_checks.py",
        "if unknown:",
        "if unknown and missing:",
        "a source that has changed its schema is read as before",
        _CONTRACT,
    ),
    Mutant(
        "pull-half-a-gzip",
        "sources/pull/transport.py",
        "if not unpacker.eof:",
        "if unpacker.unconsumed_tail and not unpacker.eof:",
        "the first half of a packed reply is taken for the whole",
        _CONTRACT,
    ),
    Mutant(
        "pull-key-follows-redirects",
        "sources/pull/web_session.py",
        "(keeps_host and urlsplit(url).netloc != host)",
        "(keeps_host and not urlsplit(url).netloc)",
        "a key is sent to whatever host a reply names",
        _SESSION,
    ),
    Mutant(
        "pull-retry-after-ignored",
        "sources/pull/web_session.py",
        "self.clock.sleep(asked)",
        "self.clock.sleep(0.0)",
        "the pause that a source asks for is not kept",
        _SESSION,
    ),
)
