// Making elements. Text always goes in as text: nothing that people or the bot write is read as HTML.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

const drawn = new WeakMap();

// Fills `parent` anew where what it shows has changed; focus stays on the control with the same data-key.
export function redraw(parent, shown, build) {
  const json = JSON.stringify(shown);
  if (drawn.get(parent) === json) return;
  drawn.set(parent, json);
  keepingFocus(parent, () => parent.replaceChildren(...[build()].flat(Infinity).filter(Boolean)));
}

export function keepingFocus(parent, change) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.key;
  change();
  if (!focused || focused.isConnected) return;
  const again = key && [...parent.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  (again || parent.closest("[tabindex]"))?.focus({ preventScroll: true });
}

let ids = 0;
export const newId = () => `id-${++ids}`;

// A link that leads to the web, or to a file of the sandbox; everything else stays text.
export function link(address, ...children) {
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return h("span", {}, ...children);
  return h("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

export function when(iso) {
  const date = new Date(iso);
  const today = date.toDateString() === new Date().toDateString();
  const text = date.toLocaleString([], today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
  return h("time", { datetime: iso, title: date.toLocaleString([], { dateStyle: "full", timeStyle: "long" }) }, text);
}
