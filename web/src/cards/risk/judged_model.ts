/** The model whose past the view shows. */

import type { components } from "../../api/schema";
import { chosen } from "../../state/address";
import { past } from "../../state/risk_documents";

export type Backtest = components["schemas"]["BacktestDocument"];
type Judged = components["schemas"]["BacktestView"];

/** The one of the address where it was tested, else the first; none before there is a backtest. */
export function chosenModel(found: Backtest | null = past.state.value.body): Judged | undefined {
  return found?.models.find((each) => each.model === chosen.value["tested"]) ?? found?.models[0];
}
