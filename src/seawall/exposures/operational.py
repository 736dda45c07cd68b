"""Operational exposure: how much of the book one venue or one kind of custody holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seawall.portfolio import Custody, Portfolio

__all__ = ["VenueShare", "concentration", "venue_shares"]


@dataclass(frozen=True, slots=True)
class VenueShare:
    """What lies at one venue.

    Attributes
    ----------
    venue : str or None
        None gathers positions whose venue is not named.
    custody : Custody or None
        Kind of promise; None where the venue is not named.
    claim : float
        Sum of positive values, base currency.
    share : float
        Of the sum over all venues, decimal.
    """

    venue: str | None
    custody: Custody | None
    claim: float
    share: float


def venue_shares(portfolio: Portfolio, values: Sequence[float]) -> tuple[VenueShare, ...]:
    """What lies at each venue, largest first.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    values : sequence of float
        Value of each position, base currency.

    Returns
    -------
    tuple of VenueShare
        Shares sum to 1 where anything has a positive value.
    """
    claims: dict[str | None, float] = {}
    for position, value in zip(portfolio.positions, values, strict=True):
        claims[position.venue] = claims.get(position.venue, 0.0) + max(value, 0.0)
    total = sum(claims.values())
    shares = [
        VenueShare(
            venue=venue,
            custody=portfolio.venues[venue].custody if venue is not None else None,
            claim=claim,
            share=claim / total if total > 0 else 0.0,
        )
        for venue, claim in claims.items()
    ]
    return tuple(sorted(shares, key=lambda each: (-each.share, each.venue or "")))


def concentration(exposures: Sequence[float]) -> float:
    r"""Herfindahl-Hirschman index of absolute exposures.

    .. math:: \mathrm{HHI} = \sum_i \left( \frac{|e_i|}{\sum_j |e_j|} \right)^2

    Parameters
    ----------
    exposures : sequence of float
        In one currency; at least one other than zero.

    Returns
    -------
    float
        From 1/n (all equal) to 1 (one holds all); 0 where all are zero.

    Examples
    --------
    >>> concentration([1.0, -1.0, 1.0, 1.0])
    0.25
    """
    total = sum(abs(each) for each in exposures)
    return sum((abs(each) / total) ** 2 for each in exposures) if total > 0 else 0.0
