import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { Help } from "./components/help";
import { SpokenSummary } from "./components/spoken_summary";
import { TopBar } from "./components/top_bar";
import { DISCLAIMER } from "./export/disclaimer";
import { Search } from "./search/search";
import { show, shown, VIEWS } from "./state/address";
import { isFrozen, status } from "./state/feed";
import { TITLES } from "./views/titles";
import { ViewOnDemand } from "./views/view_on_demand";

/** What does something of its own with the space bar: presses, opens, or scrolls. */
const OWN_SPACE = "button, summary, a, [role='group']";

export function App() {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isSearchOpen, setSearchOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      // a field keeps the focus for a moment after its dialog has closed
      if (["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName) && target.checkVisibility()) return;
      if (document.querySelector("dialog[open]") !== null) return;
      const view = VIEWS[Number(event.key) - 1];
      if (view !== undefined) show({ view });
      else if (event.key === "?") setHelpOpen(true);
      else if (event.key === "/") setSearchOpen(true);
      else if (event.key === "r") document.dispatchEvent(new CustomEvent("seawall:recentre"));
      else if (event.key === " " && target.closest(OWN_SPACE) === null) isFrozen.value = !isFrozen.value;
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  // with the view itself, not a moment after it
  useLayoutEffect(() => {
    document.documentElement.dataset["palette"] = shown.value.palette;
  }, [shown.value.palette]);
  useLayoutEffect(() => {
    document.title = `${TITLES[shown.value.view]} · Seawall`;
  }, [shown.value.view]);
  return (
    <>
      <TopBar help={() => setHelpOpen(true)} search={() => setSearchOpen(true)} />
      {status.value?.problem === null || status.value?.problem === undefined ? null : (
        <p class="banner" role="alert">
          {status.value.symbol}: {status.value.problem}
        </p>
      )}
      <ViewOnDemand />
      <SpokenSummary />
      <footer class="page-foot">
        {DISCLAIMER} <a href="docs/index.html">API</a>
      </footer>
      <Search isOpen={isSearchOpen} close={() => setSearchOpen(false)} />
      <Help isOpen={isHelpOpen} close={() => setHelpOpen(false)} />
    </>
  );
}
