"""The page of the CAPM: every asset on a line, every convention in words."""

from __future__ import annotations

from seawall.report import capm_section, compose_capm
from seawall.sources import price_source
from seawall.workflows import run_capm


def test_every_asset_has_a_line_and_every_convention_a_note() -> None:
    results = run_capm(price_source("sample"), market="SPY", risk_free_annual=0.05, market_return_annual=0.12)
    document = compose_capm(results)
    (table,) = capm_section(document).tables
    assert [row[0].text for row in table.rows] == list(results.fit.names)
    for row, beta, error in zip(table.rows, results.fit.beta, results.fit.beta_error, strict=True):
        assert row[1].text == f"{beta:.2f} ± {error:.2f}"
    notes = " ".join(document.notes)
    for word in ("Bartlett", "4(T/100)^(2/9)", "T/(T-2)", "as observed", "as given", "Vasicek", "Blume", "BTC_USD 834"):
        assert word in notes, word
    assert document.lineage.window_start == "2018-01-01"
    assert document.badge.startswith("SIMULATED")


def test_one_asset_has_no_cross_section() -> None:
    results = run_capm(price_source("sample"), market="SPY", risk_free_annual=0.05, assets=["GLD"])
    document = compose_capm(results)
    assert document.assets[0].beta_vasicek.value is None
    assert any("at least 3 assets" in note for note in document.notes)
