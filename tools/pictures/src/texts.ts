/** Every text that stands on the page: where, how large, in which colour. */
import type { DrawnText } from "../shared/page";
import { canvasTexts } from "./canvas-texts";

export function drawnTexts(): DrawnText[] {
  return [...documentTexts(), ...fromCanvases()];
}

const panelOf = (element: Element) => Number(element.closest("[data-panel]")?.getAttribute("data-panel") ?? 0);
const isVerbatim = (element: Element) => element.closest("[data-verbatim]") !== null;

function documentTexts(): DrawnText[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found: DrawnText[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    // React makes several nodes of one text.
    if (node.previousSibling instanceof Text) continue;
    const range = document.createRange();
    range.setStartBefore(node);
    let last: Node = node;
    while (last.nextSibling instanceof Text) last = last.nextSibling;
    range.setEndAfter(last);
    const [text, element] = [range.toString().trim(), node.parentElement];
    if (text === "" || element === null) continue;
    const box = visible(range.getBoundingClientRect(), element);
    if (box === undefined) continue;
    const style = getComputedStyle(element);
    const svg = element instanceof SVGGraphicsElement ? element : undefined;
    found.push({
      panel: panelOf(element),
      text,
      ...box,
      color: svg === undefined ? style.color : style.fill,
      opacity: opacityOf(element),
      size: Number.parseFloat(style.fontSize) * (svg?.getScreenCTM()?.a ?? 1),
      weight: Number(style.fontWeight),
      cut: isCut(element),
      verbatim: isVerbatim(element),
    });
  }
  return found;
}

/** The part of a box that no ancestor hides; undefined if there is none. */
function visible(rect: DOMRect, element: Element): Pick<DrawnText, "x" | "y" | "width" | "height"> | undefined {
  if (
    rect.width === 0 ||
    rect.height === 0 ||
    !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  )
    return undefined;
  let { left, top, right, bottom } = rect;
  for (let ancestor: Element | null = element; ancestor !== null; ancestor = ancestor.parentElement) {
    if (getComputedStyle(ancestor).overflow === "visible") continue;
    const clip = ancestor.getBoundingClientRect();
    [left, top] = [Math.max(left, clip.left), Math.max(top, clip.top)];
    [right, bottom] = [Math.min(right, clip.right), Math.min(bottom, clip.bottom)];
  }
  // What is clipped to a line of pixels nobody reads.
  if (right - left < 2 || bottom - top < 4) return undefined;
  return { x: left + scrollX, y: top + scrollY, width: right - left, height: bottom - top };
}

function opacityOf(element: Element): number {
  let opacity = 1;
  for (let ancestor: Element | null = element; ancestor !== null; ancestor = ancestor.parentElement)
    opacity *= Number(getComputedStyle(ancestor).opacity);
  return opacity;
}

/** Whether an ellipsis stands for a part of the text. */
function isCut(element: Element): boolean {
  for (let at: Element | null = element, up = 0; at !== null && up < 3; at = at.parentElement, up++) {
    const { textOverflow, overflow } = getComputedStyle(at);
    if (textOverflow === "ellipsis" && overflow !== "visible" && at.scrollWidth > at.clientWidth + 1) return true;
  }
  return false;
}

function fromCanvases(): DrawnText[] {
  const seen = new Set<string>();
  return canvasTexts().flatMap(({ canvas, text, box, color, size, weight }) => {
    const rect = canvas.getBoundingClientRect();
    const ratio = canvas.width / rect.width;
    const [x, y] = [rect.left + scrollX + box.left / ratio, rect.top + scrollY + box.top / ratio];
    const key = `${text} ${Math.round(x)} ${Math.round(y)}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [
      {
        panel: panelOf(canvas),
        text,
        x,
        y,
        width: (box.right - box.left) / ratio,
        height: (box.bottom - box.top) / ratio,
        color,
        opacity: 1,
        size: size / ratio,
        weight,
        cut: false,
        verbatim: isVerbatim(canvas),
      },
    ];
  });
}
