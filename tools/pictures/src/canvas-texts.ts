/** The texts that are drawn on canvases, where nothing of the document tells what they say. */

export interface CanvasText {
  canvas: HTMLCanvasElement;
  text: string;
  /** The corners of its box, in the canvas's pixels. */
  box: { left: number; top: number; right: number; bottom: number };
  color: string;
  /** The font's size in the canvas's pixels. */
  size: number;
  weight: number;
}

let drawn: CanvasText[] = [];

/** Notes every text from now on. Whoever clears a canvas takes its texts away. */
export function noteCanvasTexts(): void {
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text: string, x: number, y: number, maxWidth?: number) {
    if (text.trim() !== "") drawn.push(noted(this, text, x, y));
    if (maxWidth === undefined) fillText.call(this, text, x, y);
    else fillText.call(this, text, x, y, maxWidth);
  };
  CanvasRenderingContext2D.prototype.clearRect = function (x: number, y: number, width: number, height: number) {
    if (x <= 0 && y <= 0 && width >= this.canvas.width && height >= this.canvas.height)
      drawn = drawn.filter(({ canvas }) => canvas !== this.canvas);
    clearRect.call(this, x, y, width, height);
  };
}

/** The texts that stand on canvases of the document. */
export function canvasTexts(): CanvasText[] {
  return drawn.filter(({ canvas }) => canvas.isConnected);
}

function noted(context: CanvasRenderingContext2D, text: string, x: number, y: number): CanvasText {
  const measured = context.measureText(text);
  const transform = context.getTransform();
  const corners = [
    [x - measured.actualBoundingBoxLeft, y - measured.actualBoundingBoxAscent],
    [x + measured.actualBoundingBoxRight, y - measured.actualBoundingBoxAscent],
    [x - measured.actualBoundingBoxLeft, y + measured.actualBoundingBoxDescent],
    [x + measured.actualBoundingBoxRight, y + measured.actualBoundingBoxDescent],
  ].map(([at, down]) => transform.transformPoint(new DOMPoint(at, down)));
  const [xs, ys] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)];
  const [, weight] = /\b([1-9]00)\b/.exec(context.font) ?? [];
  const [, size] = /([\d.]+)px/.exec(context.font) ?? [];
  return {
    canvas: context.canvas,
    text,
    box: { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) },
    color: String(context.fillStyle),
    size: Number(size ?? 0) * Math.hypot(transform.a, transform.b),
    weight: Number(weight ?? (/\bbold\b/.test(context.font) ? 700 : 400)),
  };
}
