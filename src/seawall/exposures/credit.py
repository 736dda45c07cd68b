"""Credit exposure: who would have to fail for the position to be lost, and what that costs a year."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.portfolio import AssetClass, Portfolio, Position

__all__ = ["CreditExposure", "credit_exposure"]


@dataclass(frozen=True, slots=True)
class CreditExposure:
    """Credit exposure of one position.

    Attributes
    ----------
    claim : float
        What could be lost to a default: the value where it is above zero, base currency.
    issuer : str or None
        Who owes; None where nobody does, or nobody is named.
    loss_rate : float or None
        Expected loss per year as a share of the claim, venue and issuer together; None where unknown.
    unknown : str or None
        What is missing.
    """

    claim: float
    issuer: str | None
    loss_rate: float | None
    unknown: str | None


def credit_exposure(portfolio: Portfolio, position: Position, value: float) -> CreditExposure:
    r"""Credit exposure of one position.

    .. math:: \ell = 1 - (1 - PD_v LGD_v)(1 - PD_i LGD_i)

    The issuer counts for claims on money (rates, credit). The failure of a company is already in the price
    of its share, and a coin or a metal has no issuer.

    Parameters
    ----------
    portfolio : Portfolio
        Holds venues and issuers with their probabilities.
    position : Position
        One of its positions.
    value : float
        Today, base currency.

    Returns
    -------
    CreditExposure
        With ``loss_rate`` None where the file does not say.
    """
    claim = max(value, 0.0)
    asset = portfolio.asset_of(position)
    issuer = asset.issuer if asset else None
    asset_class = asset.asset_class if asset else AssetClass.CASH
    if position.venue is None:
        return CreditExposure(claim, issuer, None, "venue not named")
    venue_rate = portfolio.venues[position.venue].loss_rate
    if venue_rate is None:
        return CreditExposure(claim, issuer, None, f"venue {position.venue} has no default probability")
    if asset_class.is_claim and issuer is None:
        return CreditExposure(claim, None, None, "issuer not named")
    issuer_rate = portfolio.issuers[issuer].loss_rate if issuer is not None and asset_class.is_claim else 0.0
    return CreditExposure(claim, issuer, 1.0 - (1.0 - venue_rate) * (1.0 - issuer_rate), None)
