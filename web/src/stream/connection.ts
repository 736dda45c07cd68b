import { FrameKind, readHead, type Head } from "./wire";

export type Reach = "connecting" | "open" | "lost";

export interface StreamEvents {
  onReach(reach: Reach, retryAtMs: number | null): void;
  onFrame(head: Head, view: DataView): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** The stream, kept up: opened again after pauses that double, silent while the page is hidden. */
export class StreamConnection {
  private socket: WebSocket | null = null;
  private pauseMs = FIRST_PAUSE_MS;
  private timer: number | undefined;
  private columnNumber: number | null = null;
  private isClosed = false;

  constructor(
    private readonly address: string,
    private readonly events: StreamEvents,
  ) {
    document.addEventListener("visibilitychange", this.onVisibility);
  }

  open(): void {
    window.clearTimeout(this.timer);
    this.columnNumber = null;
    this.events.onReach("connecting", null);
    const socket = new WebSocket(this.address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.pauseMs = FIRST_PAUSE_MS;
      this.events.onReach("open", null);
    };
    socket.onmessage = (message: MessageEvent<ArrayBuffer>) => this.take(new DataView(message.data));
    socket.onclose = () => {
      if (this.socket === socket) this.lose();
    };
    this.socket = socket;
  }

  close(): void {
    this.isClosed = true;
    document.removeEventListener("visibilitychange", this.onVisibility);
    window.clearTimeout(this.timer);
    this.drop();
  }

  /** Ask for the whole map, and take no column before it. */
  wantMap(): void {
    this.columnNumber = null;
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ want: "map" }));
  }

  private take(view: DataView): void {
    const head = readHead(view);
    if (head.kind === FrameKind.Map) this.columnNumber = head.number;
    if (head.kind === FrameKind.Column) {
      const isNext = this.columnNumber !== null && head.number === (this.columnNumber + 1) % 2 ** 32;
      if (!isNext) {
        this.wantMap();
        return;
      }
      this.columnNumber = head.number;
    }
    this.events.onFrame(head, view);
  }

  private lose(): void {
    this.socket = null;
    if (this.isClosed || document.hidden) return;
    const wait = this.pauseMs * (0.5 + Math.random() / 2);
    this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
    this.events.onReach("lost", Date.now() + wait);
    this.timer = window.setTimeout(() => this.open(), wait);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private readonly onVisibility = (): void => {
    if (document.hidden) {
      window.clearTimeout(this.timer);
      this.drop();
    } else if (this.socket === null) this.open();
  };
}
