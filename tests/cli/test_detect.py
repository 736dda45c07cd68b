"""``seawall detect``: its commands are there, and say what they do."""

from __future__ import annotations

from tests.cli.test_app import run


def test_help_names_the_commands() -> None:
    done = run("detect", "--help")
    assert done.returncode == 0
    assert "score" in done.stdout


def test_score_says_which_seeds_it_takes() -> None:
    done = run("detect", "score", "--help")
    assert done.returncode == 0
    for word in ("--seeds", "--first-seed", "--json"):
        assert word in done.stdout
