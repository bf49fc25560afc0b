// A text input with a list of suggestions beneath it, worked by keyboard or pointer.

import { h, newId } from "./dom.js";

const LEAST_WIDTH = 340; // pixels, as far as the window has them

// `load(text)` gives (a promise of) suggestions {label, note?}, or null for no list; `pick(suggestion)` takes one.
export function combobox(input, load, pick) {
  const list = h("ul", { role: "listbox", id: newId(), class: "suggestions", hidden: true });
  const state = { shown: [], active: -1, asked: 0 };
  Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
  }).forEach(([name, value]) => input.setAttribute(name, value));

  const close = () => {
    state.asked += 1;
    list.hidden = true;
    state.active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (index) => {
    const suggestion = state.shown[index];
    close();
    pick(suggestion);
  };
  const mark = (index) => {
    state.active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const show = (suggestions) => {
    state.shown = suggestions;
    list.replaceChildren(...suggestions.map((one, index) =>
      h("li", { role: "option", id: newId(), "aria-selected": "false",
        onmousedown: (event) => event.preventDefault(), onclick: () => take(index) },
      one.label, one.note && h("small", {}, one.note))));
    list.hidden = false;
    fit(input, list);
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
    state.active = -1;
  };
  const ask = async () => {
    const mine = ++state.asked;
    const found = await load(input.value);
    if (mine !== state.asked) return; // something newer was typed meanwhile
    if (found?.length && document.activeElement === input) show(found);
    else close();
  };

  input.addEventListener("input", ask);
  input.addEventListener("focus", ask);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const count = state.shown.length;
    if (event.key === "ArrowDown") mark((state.active + 1) % count);
    else if (event.key === "ArrowUp") mark((state.active - 1 + count) % count);
    else if (event.key === "Enter" && state.active >= 0) take(state.active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return h("div", { class: "combobox" }, input, list);
}

// Under the input where there is room, else above it, whatever scrolls or cuts around it.
function fit(input, list) {
  const { top, bottom, ...box } = input.getBoundingClientRect().toJSON();
  const width = Math.max(box.width, Math.min(LEAST_WIDTH, innerWidth - 24));
  const left = Math.max(12, Math.min(box.left, innerWidth - 12 - width));
  const under = innerHeight - bottom;
  const below = under > Math.min(top, 200);
  Object.assign(list.style, {
    left: `${left}px`,
    width: `${width}px`,
    maxHeight: `min(20rem, ${(below ? under : top) - 12}px)`,
    top: below ? `${bottom + 4}px` : "auto",
    bottom: below ? "auto" : `${innerHeight - top + 4}px`,
  });
}
