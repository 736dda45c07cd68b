"""The search for an order against all orders, known truths and pmdarima."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.models import ArimaOrder, InformationCriterion, fit_arima, search_arima_order
from tests.models.arima_worlds import log_airline, simulated_arma

ALLOWED_AIC = 0.05


@pytest.mark.parametrize(("ar", "ma", "seed"), [([0.7], [], 1), ([1.2, -0.5], [0.4], 2), ([], [0.5, 0.3], 3)])
def test_search_finds_what_fitting_all_orders_finds(ar: list[float], ma: list[float], seed: int) -> None:
    values = simulated_arma(ar=ar, ma=ma, n=250, seed=seed)
    search = search_arima_order(values, d=0)
    fits = [
        fit_arima(values, order=ArimaOrder(p, 0, q, with_constant=constant))
        for p, q, constant in product(range(4), range(4), (False, True))
    ]
    least = min(fit.aicc for fit in fits if not fit.is_near_unit_root)
    assert search.best.aicc <= least + 1e-6, (search.best.order, least)
    listed = {each.order for each in search.candidates}
    assert {fit.order for fit in fits} <= listed


def test_no_candidate_fits_worse_than_a_smaller_one_inside_it() -> None:
    values = simulated_arma(ar=[0.5], ma=[0.3], n=200, seed=9)
    found = {each.order: each for each in search_arima_order(values, d=0).candidates}
    for order, each in found.items():
        for p, q in ((order.p - 1, order.q), (order.p, order.q - 1)):
            inside = found.get(ArimaOrder(max(p, 0), 0, max(q, 0), with_constant=order.with_constant))
            if inside is not None and min(p, q) >= 0:
                assert each.log_likelihood >= min(inside.log_likelihood, each.log_likelihood + 1e-5) - 1e-5, order
                assert each.log_likelihood >= inside.log_likelihood - 1e-5, (order, inside.order)


def test_airline_model_is_chosen_for_the_airline_series() -> None:
    search = search_arima_order(log_airline(), period=12)
    assert search.best.order == ArimaOrder(0, 1, 1, 0, 1, 1, 12)
    assert search.candidates[0].order == search.best.order
    assert search.failures == ()
    scores = [each.aicc for each in search.candidates if not each.is_near_unit_root]
    assert scores == sorted(scores)


def test_all_candidates_have_the_same_differences() -> None:
    values = np.cumsum(simulated_arma(ar=[0.4], ma=[], n=200, seed=2))
    search = search_arima_order(values, criterion=InformationCriterion.BIC)
    assert {(each.order.d, each.order.seasonal_d) for each in search.candidates} == {(1, 0)}
    assert search.best.order.p + search.best.order.q == 1
    assert search.best.bic == min(each.bic for each in search.candidates if not each.is_near_unit_root)


def test_orders_too_long_for_the_sample_are_listed_as_failures() -> None:
    search = search_arima_order(simulated_arma(ar=[0.5], ma=[], n=13, seed=1), d=0)
    assert search.failures
    assert all("at least" in each.message and each.reason == "InputError" for each in search.failures)


@pytest.mark.parametrize("seed", [1, 2])
def test_aic_is_not_above_that_of_pmdarima(seed: int) -> None:
    import warnings

    pmdarima = pytest.importorskip("pmdarima")
    values = simulated_arma(ar=[0.8, -0.2], ma=[0.5], n=300, seed=seed)
    ours = search_arima_order(values, d=0, criterion=InformationCriterion.AIC)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pmdarima.auto_arima(values, d=0, seasonal=False, information_criterion="aic", error_action="ignore")
    assert ours.best.aic <= theirs.aic() + ALLOWED_AIC, (ours.best.order, theirs.order)


def test_bad_bounds_and_samples_are_refused() -> None:
    values = simulated_arma(ar=[], ma=[], n=50, seed=1)
    with pytest.raises(InputError, match="'largest'"):
        search_arima_order(values, largest=-1)
    with pytest.raises(InputError, match="finite"):
        search_arima_order(np.append(values, np.nan))
    with pytest.raises(InputError, match="must vary"):
        search_arima_order(np.full(50, 2.0))
