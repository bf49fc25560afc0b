// Discord's markdown, drawn as elements. `names` says what mentions are called.

import { h, link } from "./dom.js";

const DEEPEST = 12;
const FENCE = /```(?:[\w+#-]*\n)?([\s\S]*?)```/;
const ITEM = /^( *)(?:[-*]|(\d{1,9})\.) +(.*)$/;

export function markdown(text, names) {
  const root = h("div", { class: "markdown" });
  root.append(...withFences(text, names));
  return root;
}

function* withFences(text, names) {
  for (let found; (found = FENCE.exec(text)); text = text.slice(found.index + found[0].length)) {
    if (found.index) yield* blocks(text.slice(0, found.index).split("\n"), names);
    yield h("pre", {}, h("code", {}, found[1]));
  }
  yield* blocks(text.split("\n"), names);
}

function* blocks(lines, names, quoted = false) {
  let plain = [];
  const paragraph = () => {
    const text = plain.join("\n").replace(/^\n+|\s+$/g, "");
    plain = [];
    return text ? [h("p", {}, inline(text, names))] : [];
  };
  while (lines.length) {
    const block = heading(lines, names) ?? (quoted ? null : quote(lines, names)) ?? list(lines, names);
    if (block) yield* [...paragraph(), block];
    else plain.push(lines.shift());
  }
  yield* paragraph();
}

function heading(lines, names) {
  const found = /^(#{1,3}|-#) +(.*\S.*)$/.exec(lines[0]);
  if (!found) return null;
  lines.shift();
  const inner = inline(found[2], names);
  return found[1] === "-#" ? h("p", { class: "subtext" }, inner) : h(`h${found[1].length + 2}`, {}, inner);
}

function quote(lines, names) {
  if (lines[0].startsWith(">>> ")) {
    const all = lines.splice(0).join("\n").slice(4).split("\n");
    return h("blockquote", {}, [...blocks(all, names, true)]);
  }
  const own = [];
  while (lines.length && /^>(?: |$)/.test(lines[0])) own.push(lines.shift().slice(2));
  return own.length ? h("blockquote", {}, [...blocks(own, names, true)]) : null;
}

function list(lines, names, depth = 0) {
  const first = ITEM.exec(lines[0]);
  if (!first) return null;
  const indent = first[1].length;
  const ordered = first[2] !== undefined;
  const element = h(ordered ? "ol" : "ul", { start: ordered && first[2] });
  for (let found; lines.length && (found = ITEM.exec(lines[0])); ) {
    const deeper = found[1].length - indent;
    if (deeper < 0 || (deeper < 2 && (found[2] !== undefined) !== ordered)) break;
    if (deeper >= 2 && element.lastChild && depth < DEEPEST) {
      element.lastChild.append(list(lines, names, depth + 1));
    } else {
      lines.shift();
      element.append(h("li", {}, inline(found[3], names)));
    }
  }
  return element;
}

// Each rule is tried where the reading stands; no two ways through one of them overlap, so none can run away.
const RULES = [
  [/[^\\`|*_~[<h@]+/y, (m) => m[0]],
  [/\\([^\p{L}\p{N}\s])/uy, (m) => m[1]],
  [/(`{1,2})(?!`)([^`]+)\1(?!`)/y, (m) => h("code", {}, m[2].trim() || m[2])],
  [/\|\|((?:\\[\s\S]|(?!\|\|)[^\\])+)\|\|/y, (m, inner) => spoiler(inner(m[1]))],
  [/\*\*((?:\\[\s\S]|(?!\*\*)[^\\])+\*?)\*\*/y, (m, inner) => h("strong", {}, inner(m[1]))],
  [/__((?:\\[\s\S]|(?!__)[^\\])+_?)__/y, (m, inner) => h("u", {}, inner(m[1]))],
  [/~~((?:\\[\s\S]|(?!~~)[^\\])+)~~/y, (m, inner) => h("s", {}, inner(m[1]))],
  [/\*(?![\s*])((?:\\[\s\S]|\*\*|[^\\*])+)(?<!\s)\*(?!\*)/y, (m, inner) => h("em", {}, inner(m[1]))],
  [/(?<![\p{L}\p{N}])_(?!\s)((?:\\[\s\S]|__|[^\\_])+)_(?![\p{L}\p{N}])/uy, (m, inner) => h("em", {}, inner(m[1]))],
  [/\[((?:\\[\s\S]|[^\\[\]]|\[[^\\[\]]*\])+)\]\(<?(https?:\/\/(?:[^\s()<>]|\([^\s()<>]*\))+)>?(?: +"[^"]*")?\)/iy,
    (m, inner) => link(m[2], inner(m[1]))],
  [/<(https?:\/\/[^\s<>]+)>/iy, (m) => link(m[1], m[1])],
  [/(?<!\w)https?:\/\/[^\s<>"]*[^\s<>"'.,:;!?)\]*_~|]/iy, (m) => link(m[0], m[0])],
  [/<t:(-?\d{1,12})(?::([tTdDfFR]))?>/y, (m) => moment(Number(m[1]), m[2] ?? "f")],
  [/<@&(\d+)>/y, (m, _, names) => mention(`@${names.roles[m[1]] ?? "unknown-role"}`)],
  [/<@!?(\d+)>/y, (m, _, names) => mention(`@${names.users[m[1]] ?? "unknown-user"}`)],
  [/<#(\d+)>/y, (m, _, names) => mention(`#${names.channels[m[1]] ?? "no-access"}`)],
  [/<\/([^:<>]+):\d+>/y, (m) => mention(`/${m[1]}`)],
  [/<a?(:\w+:)\d+>/y, (m) => m[1]],
  [/@(?:everyone|here)\b/y, (m) => mention(m[0])],
];

function inline(text, names, depth = 0) {
  if (depth > DEEPEST) return [text];
  const inner = (part) => inline(part, names, depth + 1);
  const out = [];
  for (let at = 0; at < text.length; ) {
    const [length, node] = next(text, at, inner, names);
    out.push(node);
    at += length;
  }
  return out;
}

function next(text, at, inner, names) {
  for (const [rule, draw] of RULES) {
    rule.lastIndex = at;
    const found = rule.exec(text);
    if (found) return [found[0].length, draw(found, inner, names)];
  }
  return [1, text[at]];
}

const mention = (text) => h("span", { class: "mention" }, text);

function spoiler(content) {
  const element = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler: show it" }, content);
  const show = (event) => {
    if (event.type === "keydown" && ![" ", "Enter"].includes(event.key)) return;
    for (const name of ["role", "tabindex", "aria-label"]) element.removeAttribute(name);
    element.classList.add("shown");
  };
  element.addEventListener("click", show);
  element.addEventListener("keydown", show);
  return element;
}

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};
const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function moment(seconds, style) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return `<t:${seconds}:${style}>`;
  const text = style === "R" ? relative(seconds) : date.toLocaleString([], STYLES[style]);
  return h("time", { datetime: date.toISOString(), title: date.toLocaleString([], STYLES.F) }, text);
}

function relative(seconds) {
  const away = seconds - Date.now() / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(away) >= size) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(away / size), unit);
}
