// Components of a message: layouts, buttons, selects. `scene` is {message, names, channels, act}.

import { h, link } from "./dom.js";
import { markdown } from "./markdown.js";
import { pool } from "./fields.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary", 6: "primary" };
const DRAWN = {
  1: (one, scene) => h("div", { class: "row" }, components(one.components, scene)),
  2: button,
  3: select, 5: select, 6: select, 7: select, 8: select,
  9: (one, scene) =>
    h("div", { class: "section" }, h("div", {}, components(one.components, scene)), component(one.accessory, scene)),
  10: (one, scene) => markdown(one.content, scene.names),
  11: (one) => picture(one.media.url, one.description, "thumbnail"),
  12: (one) => h("div", { class: "gallery" }, one.items.map((item) => picture(item.media.url, item.description))),
  13: (one) => file(one.file.url, one.name, one.size),
  14: (one) => h(one.divider ? "hr" : "div", { class: one.spacing === 2 ? "gap wide" : "gap" }),
  17: container,
};

export const components = (list, scene) => list.map((one) => component(one, scene));

function component(one, scene) {
  const draw = DRAWN[one.type];
  return draw ? draw(one, scene) : h("p", { class: "subtext" }, `(a component of type ${one.type}, not drawn here)`);
}

export const colour = (number) => `#${number.toString(16).padStart(6, "0")}`;

function container(one, scene) {
  const element = h("div", { class: "container" }, components(one.components, scene));
  if (one.accent_color != null) element.style.borderInlineStartColor = colour(one.accent_color);
  return element;
}

// The page loads nothing from elsewhere: pictures of the sandbox are shown, others are a link.
export function picture(url, description, kind = "picture") {
  if (new URL(url, location.href).origin === location.origin) {
    return h("img", { src: url, alt: description || "Picture without a description", class: kind, loading: "lazy" });
  }
  return h("p", { class: "subtext" }, link(url, `Picture: ${description || url}`));
}

export const file = (url, name, size) =>
  h("p", { class: "file" }, link(url, name), ` · ${Math.max(1, Math.round(size / 1024))} KB`);

const face = (one) => [one.emoji && !one.emoji.id ? `${one.emoji.name} ` : "", one.label ?? ""].join("") || "(no label)";

function button(one, scene) {
  const look = { class: `button ${STYLES[one.style] ?? "secondary"}` };
  if (one.url) {
    const element = link(one.url, `${face(one)} ↗`);
    element.className = look.class;
    return element;
  }
  const asked = { act: "click", message: scene.message.id, custom_id: one.custom_id };
  const press = (event) => scene.act(asked, event.currentTarget);
  const disabled = Boolean(one.disabled);
  return h("button", { ...look, type: "button", disabled, "data-key": one.custom_id, onclick: press }, face(one));
}

function offers(one, scene) {
  if (one.type === 3) return one.options;
  return pool(one.type, scene, one.channel_types).map(([value, label]) => ({ value, label }));
}

// A list that opens, for each option says more than its name, and sends nothing before one is chosen.
function select(one, scene) {
  const options = offers(one, scene);
  const chosen = options.filter((option) => option.default).map((option) => option.label);
  const title = chosen.join(", ") || one.placeholder || "Make a selection";
  if (one.disabled) return h("button", { type: "button", class: "button secondary", disabled: true }, title);
  const summary = h("summary", { "data-key": one.custom_id }, title);
  const element = h("details", { class: "select" }, summary);
  const send = (values) => {
    element.open = false;
    scene.act({ act: "select", message: scene.message.id, custom_id: one.custom_id, values }, summary);
  };
  element.append(one.max_values > 1 || one.min_values === 0 ? many(one, options, send) : single(options, send));
  element.addEventListener("toggle", () => element.open && element.scrollIntoView({ block: "nearest" }));
  element.addEventListener("keydown", (event) => steer(event, element, summary));
  return element;
}

const described = (option) => [option.label, option.description && h("small", {}, option.description)];

const single = (options, send) =>
  h("div", { class: "options" }, options.map((option) =>
    h("button", { type: "button", class: "option", onclick: () => send([option.value]) }, described(option))));

function many(one, options, send) {
  const boxes = options.map((option) => h("input", { type: "checkbox", value: option.value, checked: option.default }));
  const done = () => send(boxes.filter((box) => box.checked).map((box) => box.value));
  return h("div", { class: "options" },
    options.map((option, index) => h("label", { class: "option" }, boxes[index], " ", described(option))),
    h("button", { type: "button", class: "button primary", onclick: done }, "Choose"));
}

function steer(event, element, summary) {
  if (event.key === "Escape") {
    element.open = false;
    summary.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  element.open = true;
  const stops = [summary, ...element.querySelectorAll("button, input")];
  stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), stops.length - 1)].focus();
}
