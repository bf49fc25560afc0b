// Form fields: of a command's options and of a modal. Each is {name, element, read}, an option's has `fill` too.

import { h, newId } from "./dom.js";
import { combobox } from "./combobox.js";

const PATIENCE = 150; // milliseconds without typing before suggestions are asked for

// What can be picked: 5 people, 6 roles, 7 both, 8 channels, by the types of selects. Pairs of id and name.
export function pool(type, { names, channels }, kinds) {
  const people = Object.entries(names.users).map(([id, name]) => [id, `@${name}`]);
  const roles = Object.entries(names.roles).map(([id, name]) => [id, `@${name}`]);
  const rooms = channels.filter((one) => !kinds?.length || kinds.includes(one.type));
  return { 5: people, 6: roles, 7: [...people, ...roles], 8: rooms.map((one) => [one.id, `#${one.name}`]) }[type];
}

function labelled(control, { label, hint, required }, whole = control) {
  control.id ||= newId();
  const note = hint && h("small", { id: newId() }, hint);
  if (note) control.setAttribute("aria-describedby", note.id);
  const mark = required && h("span", { class: "required" }, " required");
  return h("div", { class: "field" }, h("label", { for: control.id }, label, mark), whole, note);
}

function picker(pairs, { required, placeholder, several, chosen = [] }) {
  const empty = !several && h("option", { value: "" }, placeholder ?? (required ? "Choose…" : "(none)"));
  return h("select", { required, multiple: several, size: several && Math.min(6, pairs.length) }, empty,
    pairs.map(([value, name]) => h("option", { value, selected: chosen.includes(value) }, name)));
}

const chosenIn = (select) => [...select.selectedOptions].map((option) => option.value).filter(Boolean);

const OPTION_POOLS = { 6: 5, 7: 8, 8: 6, 9: 7 };

// An option of a slash command; `suggest(option, text)` gives the bot's autocomplete choices.
export function optionField(option, scene, suggest) {
  const about = { label: option.name, hint: option.description, required: Boolean(option.required) };
  const own = (control, read = () => control.value, whole = control) =>
    ({ name: option.name, element: labelled(control, about, whole), read, fill: (text) => fillIn(control, text) });
  const pairs = choicesOf(option, scene);
  if (pairs) return own(picker(pairs, about));
  if (option.type === 11) {
    const input = h("input", { type: "file", required: about.required });
    return own(input, () => input.files[0] ?? "");
  }
  const input = h("input", textRules(option, about.required));
  return option.autocomplete ? suggested(input, option, suggest, own) : own(input);
}

function fillIn(control, text) {
  if (control.type === "file") return;
  const named = [...(control.options ?? [])].find((one) => one.textContent.replace(/^[@#]/, "") === text.replace(/^[@#]/, ""));
  control.value = named?.value ?? text;
}

function choicesOf(option, scene) {
  if (option.choices?.length) return option.choices.map((one) => [String(one.value), one.name]);
  if (option.type === 5) return [["true", "True"], ["false", "False"]];
  const kind = OPTION_POOLS[option.type];
  return kind && pool(kind, scene, option.channel_types);
}

function textRules(option, required) {
  if ([4, 10].includes(option.type) && !option.autocomplete) {
    const step = option.type === 4 ? "1" : "any";
    return { type: "number", step, min: option.min_value, max: option.max_value, required };
  }
  return { type: "text", minlength: option.min_length, maxlength: option.max_length, required };
}

function suggested(input, option, suggest, own) {
  let picked = null;
  const load = async (text) => {
    if (picked?.label === text) return null;
    await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    return input.value === text ? suggest(option, text) : null;
  };
  const whole = combobox(input, load, (choice) => {
    picked = choice;
    input.value = choice.label;
  });
  // What was picked is sent as its value, anything else as it was typed.
  return own(input, () => (picked?.label === input.value ? picked.value : input.value), whole);
}

// A field of a modal: a label with its component, or, in the older form, a text input alone.
export function modalField(one, holder, scene) {
  const about = { label: holder.label ?? one.label ?? "", hint: holder.description, required: one.required !== false };
  const own = (control, read) => ({ name: one.custom_id, element: labelled(control, about), read });
  if (one.type === 4) {
    const input = modalText(one, about.required);
    return own(input, () => input.value);
  }
  if (one.type === 19) {
    const input = h("input", { type: "file", required: about.required });
    return own(input, () => input.files[0] ?? "");
  }
  if (one.type === 23) {
    const input = h("input", { type: "checkbox", checked: one.default });
    return own(input, () => input.checked);
  }
  return modalSelect(one, about, scene, own);
}

function modalText(one, required) {
  const rules = { required, minlength: one.min_length, maxlength: one.max_length ?? 4000, placeholder: one.placeholder };
  const input = one.style === 2 ? h("textarea", { ...rules, rows: 5 }) : h("input", { ...rules, type: "text" });
  input.value = one.value ?? "";
  return input;
}

function modalSelect(one, about, scene, own) {
  const pairs = one.options?.map((option) => [option.value, option.label]) ?? pool(one.type, scene, one.channel_types) ?? [];
  const chosen = (one.options ?? []).filter((option) => option.default).map((option) => option.value);
  const several = one.type === 22 || (one.max_values ?? 1) > 1;
  const select = picker(pairs, { ...about, placeholder: one.placeholder, several, chosen });
  return own(select, () => (one.type === 21 ? select.value || null : chosenIn(select)));
}

// Texts and picks by name, and files apart from them.
export function valuesOf(fields) {
  const values = {};
  const files = {};
  for (const { name, read } of fields) {
    const value = read();
    if (value instanceof File) files[name] = value;
    else values[name] = value;
  }
  return [values, files];
}
