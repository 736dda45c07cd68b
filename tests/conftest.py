"""What all tests share: where real data is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "seawall", deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("seawall")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real market data, named by SEAWALL_TEST_DATA."""
    folder = os.environ.get("SEAWALL_TEST_DATA")
    if not folder:
        pytest.skip("real data: SEAWALL_TEST_DATA is not set")
    return Path(folder)
