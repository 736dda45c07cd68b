"""What is read of bitcoin and ether: the halving cycle, volatility, flows, leverage, and each other."""

from __future__ import annotations

from seawall.macro.asset_view import Leaning
from seawall.macro.driver_catalogue import ViewAsset
from seawall.macro.reading_rule import Condition, ReadingRule, at_least, below, reading_rule

__all__ = ["crypto_rules_of_reading"]

_FOR, _AGAINST = Leaning.SUPPORTS, Leaning.WEIGHS
_BTC, _ETH = ViewAsset.BTC, ViewAsset.ETH


def crypto_rules_of_reading() -> tuple[ReadingRule, ...]:
    """Rules, in the order of their sentences."""
    return (*_bitcoin(), *_ether())


def _volatility(asset: ViewAsset) -> tuple[ReadingRule, ...]:
    words = (
        "Volatility of the last 30 returns to {volatility.date} was {volatility.value} % a year{volatility.range}, "
        "higher than on {volatility_rank.value} % of days in 3 years"
    )
    rank = "volatility_rank.value"
    return (
        reading_rule("volatility-high", asset, (at_least(rank, 80.0),), f"{words}: unsettled."),
        reading_rule("volatility-usual", asset, (Condition(rank, 20.0, 80.0),), f"{words}."),
        reading_rule("volatility-low", asset, (below(rank, 20.0),), f"{words}: calm."),
    )


def _flows(asset: ViewAsset) -> tuple[ReadingRule, ...]:
    words = "Spot ETFs took in {etf_flows.signed} million USD net in the week reported on {etf_flows.date}"
    return (
        reading_rule(
            "flows-in",
            asset,
            (at_least("etf_flows.value", 1.0),),
            f"{words}.",
            leaning=_FOR,
            short="ETF flows of {etf_flows.signed} million USD",
        ),
        reading_rule("flows-none", asset, (Condition("etf_flows.value", 0.0, 1.0),), f"{words}."),
        reading_rule(
            "flows-out",
            asset,
            (below("etf_flows.value", 0.0),),
            f"{words}: money left.",
            leaning=_AGAINST,
            short="ETF flows of {etf_flows.signed} million USD",
        ),
    )


def _bitcoin() -> tuple[ReadingRule, ...]:
    leverage = "Estimated leverage of perpetuals was {estimated_leverage.value}x on {estimated_leverage.date}"
    return (
        reading_rule(
            "halving",
            _BTC,
            (),
            "The last halving was {days_since_halving.value} days before {days_since_halving.date}, on "
            "{days_since_halving.start}; at 10 minutes a block the next is {days_to_halving.value} days away, "
            "an estimate.",
        ),
        reading_rule(
            "next-halving",
            _BTC,
            (),
            "By the lengths of the past cycles it is {days_to_halving.lower} to {days_to_halving.upper} days away.",
        ),
        *_volatility(_BTC),
        *_flows(_BTC),
        reading_rule("nvt", _BTC, (), "Network value to transactions was {nvt_ratio.value} on {nvt_ratio.date}."),
        reading_rule(
            "leverage-high",
            _BTC,
            (at_least("estimated_leverage.value", 15.0),),
            f"{leverage}, 15x or more: forced sales or purchases can enlarge a move either way.",
        ),
        reading_rule("leverage-usual", _BTC, (below("estimated_leverage.value", 15.0),), f"{leverage}."),
    )


def _ether() -> tuple[ReadingRule, ...]:
    low, change = "btc_correlation.lower", "btc_change.value"
    pair = (
        "The correlation of ether with bitcoin over a year to {btc_correlation.date} is {btc_correlation.value}"
        "{btc_correlation.range}"
    )
    moved = "bitcoin changed by {btc_change.signed} % in the 91 days to {btc_change.date}"
    risk = "The user's score of regulatory risk was {regulatory_risk.value} of 10 on {regulatory_risk.date}"
    short = "bitcoin's {btc_change.signed} % at a correlation of {btc_correlation.value}"
    return (
        reading_rule(
            "bitcoin-up",
            _ETH,
            (at_least(low, 0.5), at_least(change, 5.0)),
            f"{pair}; {moved}, which supports ether.",
            leaning=_FOR,
            short=short,
        ),
        reading_rule(
            "bitcoin-down",
            _ETH,
            (at_least(low, 0.5), below(change, -4.9)),
            f"{pair}; {moved}, which weighs on ether.",
            leaning=_AGAINST,
            short=short,
        ),
        reading_rule(
            "bitcoin-still", _ETH, (at_least(low, 0.5), Condition(change, -4.9, 5.0)), f"{pair}; {moved}, little."
        ),
        reading_rule("bitcoin-unclear", _ETH, (below(low, 0.5),), f"{pair}: nothing is read from bitcoin."),
        *_volatility(_ETH),
        *_flows(_ETH),
        reading_rule("locked", _ETH, (), "Value locked in DeFi was {defi_tvl.value} billion USD on {defi_tvl.date}."),
        reading_rule("staked", _ETH, (), "{staking_rate.value} % of the supply was staked on {staking_rate.date}."),
        reading_rule(
            "regulation-high",
            _ETH,
            (at_least("regulatory_risk.value", 6.0),),
            f"{risk}, 6 or more.",
            leaning=_AGAINST,
            short="a regulatory risk score of {regulatory_risk.value}",
        ),
        reading_rule("regulation-usual", _ETH, (below("regulatory_risk.value", 6.0),), f"{risk}."),
    )
