type Child = Node | string | undefined;
type Value = string | number | boolean | ((event: Event) => void) | undefined;

/**
 * Makes an element. Attributes are set as text, `on…` listens, and children are nodes or text: nothing is ever read as
 * markup, so that what people write is shown and no more.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (typeof value === 'boolean') element.toggleAttribute(name, value);
    else if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const svg = 'http://www.w3.org/2000/svg';

/** A drawing of one line; fonts need not have a sign for it. */
export function icon(path: string, label: string): SVGElement {
  const line = document.createElementNS(svg, 'path');
  line.setAttribute('d', path);
  const drawing = document.createElementNS(svg, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', class: 'icon', role: 'img', 'aria-label': label }))
    drawing.setAttribute(name, value);
  drawing.append(line);
  return drawing;
}

/** Sets text only where it changes, so that nothing is read aloud twice. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The element that the page has under a selector; undefined when it has none. */
export function find(selector: string): HTMLElement | undefined {
  return document.querySelector<HTMLElement>(selector) ?? undefined;
}
