import type { View } from "../state/address";

/** Of each view, as its button, its landmark and the window name it. */
export const TITLES: Record<View, string> = {
  overview: "Overview",
  liquidity: "Liquidity",
  portfolio: "Portfolio",
  derivatives: "Derivatives",
  risk: "Risk",
  macro: "Macro",
  rating: "Rating",
};
