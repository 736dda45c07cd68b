"""VaR and ES with contributions of a large book: Seawall, the pandas idiom, and reading the numbers once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.timing import interleave, show
from seawall.core import Lineage
from seawall.measures import Measure, estimate, expected_shortfall, shortfall_contributions, value_at_risk
from seawall.valuation import PnlCube

SCENARIOS, POSITIONS = 2_500, 1_000


def main() -> None:
    """Time the reduction of one P&L cube."""
    pnl = np.random.default_rng(1).standard_t(4, (SCENARIOS, POSITIONS)) * 1e4
    cube = PnlCube(
        pnl=pnl,
        positions=tuple(f"p{i}" for i in range(POSITIONS)),
        labels=tuple(str(i) for i in range(SCENARIOS)),
        currency="USD",
        horizon_sessions=1,
        lineage=Lineage(method="benchmark", source="benchmark", data_hash="0"),
    )
    frame = pd.DataFrame(cube.pnl)
    losses = cube.losses

    def seawall_cube() -> None:
        estimate(cube, Measure.VALUE_AT_RISK, confidence=0.99)
        estimate(cube, Measure.EXPECTED_SHORTFALL, confidence=0.99)
        shortfall_contributions(cube, confidence=0.99)

    def pandas_cube() -> None:
        total = frame.sum(axis=1)
        threshold = total.quantile(0.01)
        tail = total <= threshold
        total[tail].mean()
        frame[tail].mean()

    show(
        "VaR, ES, intervals and contributions of a P&L cube",
        "seawall",
        interleave(
            {"seawall": seawall_cube, "pandas idiom, no intervals": pandas_cube, "floor: one sum of the cube": pnl.sum},
            rounds=15,
        ),
        notes=f"{SCENARIOS:,} scenarios x {POSITIONS:,} positions, 99 %",
    )

    def seawall_tail() -> None:
        value_at_risk(losses, confidence=0.99)
        expected_shortfall(losses, confidence=0.99)

    show(
        "VaR and ES of one vector of losses",
        "seawall",
        interleave({"seawall": seawall_tail, "floor: np.sort": lambda: np.sort(losses)}, rounds=51),
        notes=f"{SCENARIOS:,} losses",
    )


if __name__ == "__main__":
    main()
