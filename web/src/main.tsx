import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import { App } from "./app";
import { openSession } from "./session";
import { renewWhenFound } from "./state/documents";
import { startFeed } from "./state/feed";
import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/card.css";
import "./styles/live.css";
import "./styles/charts.css";
import "./styles/tables.css";
import "./styles/editor.css";
import "./styles/print.css";

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) throw new Error("the page has no place for the dashboard");
  if (!(await openSession(window.location, window.history))) {
    render(
      <p class="notice">This is not the token of this run: open the address that seawall serve printed.</p>,
      root,
    );
    return;
  }
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  const base = window.location.pathname.replace(/[^/]*$/, "");
  startFeed(`${scheme}://${window.location.host}${base}api/v1/stream`);
  renewWhenFound();
  render(<App />, root);
}

void start();
