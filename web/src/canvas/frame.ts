/** Sizes of a canvas in device pixels, and drawing at most once a frame of the screen. */

export class CanvasFrame {
  readonly context: CanvasRenderingContext2D;
  width = 0;
  height = 0;
  private isDue = false;
  private readonly observer: ResizeObserver;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly draw: () => void,
  ) {
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("this browser draws no canvas");
    this.context = context;
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(canvas);
    this.resize();
  }

  request(): void {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      if (this.width > 0 && this.height > 0) this.draw();
    });
  }

  close(): void {
    this.observer.disconnect();
  }

  private resize(): void {
    const ratio = window.devicePixelRatio || 1;
    const box = this.canvas.getBoundingClientRect();
    this.width = box.width;
    this.height = box.height;
    this.canvas.width = Math.round(box.width * ratio);
    this.canvas.height = Math.round(box.height * ratio);
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.request();
  }
}
