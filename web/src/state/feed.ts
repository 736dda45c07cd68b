/** What the stream says, as signals; ticks themselves go past the components, to whoever draws them. */

import { computed, effect, signal } from "@preact/signals";
import { decimalsOf } from "../format/numbers";
import type { Grid } from "../ladder/ladder";
import { MapPicture } from "../stream/map_picture";
import { StreamConnection, type Reach } from "../stream/connection";
import {
  FrameKind,
  readBook,
  readColumn,
  readJson,
  readMap,
  type BookFrame,
  type Head,
} from "../stream/wire";

/** Badge of whatever is shown beside live figures. */
export type Badge = "SIMULATED" | "REPLAY" | "LIVE" | "DELAYED";

export interface FeedStatus {
  badge: Badge;
  feed: string;
  symbol: string;
  tick_size: string;
  lot_size: string;
  seed: number | null;
  source: string;
  /** Why there is no market now; null while there is one. */
  problem: string | null;
  /** What is being made and is not there yet. */
  note: string | null;
}

export type FeedState = "connecting" | "current" | "stale" | "disconnected";

const STALE_MS = 2_000;
const TICK_MS = 250;

export const reach = signal<Reach>("connecting");
export const retryAtMs = signal<number | null>(null);
export const status = signal<FeedStatus | null>(null);
export const panels = signal<Record<string, unknown>>({});
export const lastFrameMs = signal(0);
export const serverMs = signal(0);
export const nowMs = signal(Date.now());
export const framesPerSecond = signal(0);
export const isFrozen = signal(false);

/** Whether anything ever came: before that there is nothing to be stale. */
export const hasStreamed = computed(() => lastFrameMs.value > 0);
export const ageSeconds = computed(() => Math.max(nowMs.value - lastFrameMs.value, 0) / 1_000);
export const feedState = computed<FeedState>(() => {
  if (reach.value === "lost") return "disconnected";
  if (lastFrameMs.value === 0) return "connecting";
  return nowMs.value - lastFrameMs.value > STALE_MS ? "stale" : "current";
});
export const grid = computed<Grid | null>(() => {
  const found = status.value;
  if (found === null || found.tick_size === "") return null;
  return {
    tickSize: Number(found.tick_size),
    lotSize: Number(found.lot_size),
    priceDecimals: decimalsOf(found.tick_size),
    sizeDecimals: decimalsOf(found.lot_size),
  };
});

const QUOTES = ["USDT", "USDC", "USD", "EUR"];

/** What sizes and prices are counted in, as the symbol's name has it. */
export const units = computed<{ base: string; quote: string }>(() => {
  const symbol = (status.value?.symbol ?? "").replace(/[^A-Z0-9]/gi, "");
  const quote = QUOTES.find((each) => symbol.endsWith(each)) ?? "";
  return { base: quote === "" ? symbol : symbol.slice(0, -quote.length), quote };
});

/** Changes every ten seconds: how often what is read aloud may change. */
export const spokenBeat = computed(() => Math.floor(nowMs.value / 10_000));

type Listener<Value> = (value: Value) => void;
const bookListeners = new Set<Listener<BookFrame>>();
const mapListeners = new Set<Listener<MapPicture>>();
let latestBook: BookFrame | null = null;
let latestMap: MapPicture | null = null;
let framesSeen = 0;

export function onBook(listener: Listener<BookFrame>): () => void {
  bookListeners.add(listener);
  if (latestBook !== null) listener(latestBook);
  return () => void bookListeners.delete(listener);
}

export function onMap(listener: Listener<MapPicture>): () => void {
  mapListeners.add(listener);
  if (latestMap !== null) listener(latestMap);
  return () => void mapListeners.delete(listener);
}

/** The last book, for whoever looks once in a while. */
export function peekBook(): BookFrame | null {
  return latestBook;
}

function take(head: Head, view: DataView): void {
  lastFrameMs.value = Date.now();
  serverMs.value = head.serverMs;
  if (head.kind === FrameKind.Status) {
    status.value = readJson(view) as FeedStatus;
    return;
  }
  if (isFrozen.value) return;
  if (head.kind === FrameKind.Book) {
    framesSeen += 1;
    latestBook = readBook(view);
    bookListeners.forEach((each) => each(latestBook as BookFrame));
  } else if (head.kind === FrameKind.Map) {
    latestMap = MapPicture.of(readMap(view));
  } else if (head.kind === FrameKind.Column) {
    latestMap?.take(readColumn(view), head.isShift);
  } else {
    panels.value = { ...panels.value, ...(readJson(view) as Record<string, unknown>) };
  }
  const isMap = head.kind === FrameKind.Map || head.kind === FrameKind.Column;
  if (isMap && latestMap !== null) mapListeners.forEach((each) => each(latestMap as MapPicture));
}

export function startFeed(address: string): StreamConnection {
  const connection = new StreamConnection(address, {
    onReach: (found, retry) => {
      reach.value = found;
      retryAtMs.value = retry;
    },
    onFrame: take,
  });
  connection.open();
  let wasFrozen = false;
  effect(() => {
    if (wasFrozen && !isFrozen.value) connection.wantMap();
    wasFrozen = isFrozen.value;
  });
  let countedMs = performance.now();
  window.setInterval(() => {
    nowMs.value = Date.now();
    // a timer of a busy or hidden page comes late: what was seen is divided by the time that it took
    const elapsedMs = performance.now() - countedMs;
    if (elapsedMs >= 1_000) {
      framesPerSecond.value = Math.round((1_000 * framesSeen) / elapsedMs);
      framesSeen = 0;
      countedMs = performance.now();
    }
  }, TICK_MS);
  return connection;
}
