"""What all tests share: where real data is, and how slow runs are shortened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "seawall", deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("seawall")

SLOW_SHARE = 20
"""`make test` runs one part in this many of each slow run."""


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real market data, named by SEAWALL_TEST_DATA."""
    folder = os.environ.get("SEAWALL_TEST_DATA")
    if not folder:
        pytest.skip("real data: SEAWALL_TEST_DATA is not set")
    return Path(folder)


@pytest.fixture(scope="session")
def slow_share() -> int:
    """Divide the length of a slow run by this: 1 in `make test-slow`."""
    return 1 if os.environ.get("SEAWALL_SLOW") else SLOW_SHARE


@pytest.fixture(scope="session")
def examples() -> Path:
    """Folder of the example portfolios."""
    return Path(__file__).parent.parent / "examples"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files from this run")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests went without real data."""
    skipped = [each for each in terminalreporter.stats.get("skipped", []) if "SEAWALL_TEST_DATA" in str(each.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} tests on real data skipped; set SEAWALL_TEST_DATA to the folder that holds it"
        )
