// One message with all that hangs from it.

import { h, link, when } from "./dom.js";
import { markdown } from "./markdown.js";
import { colour, components, file, picture } from "./components.js";

export function message(one, scene) {
  const bot = one.author.bot;
  const classes = ["message", one.pings_you && "pinged", one.private && "private"].filter(Boolean).join(" ");
  return h("article", { class: classes, "data-id": one.id },
    asker(one),
    h("header", {},
      h("strong", { class: "author" }, one.author.global_name ?? one.author.username),
      bot && h("span", { class: "badge" }, "APP"),
      when(one.timestamp),
      one.edited_timestamp && h("span", { class: "note" }, "edited"),
      one.crossposted && h("span", { class: "note" }, "published"),
      menu(one, scene)),
    body(one, scene),
    one.private && h("footer", {}, "Only you can see this · ",
      h("button", { type: "button", class: "plain", onclick: () => scene.dismiss(one.id) }, "Dismiss message")));
}

function asker(one) {
  const metadata = one.interaction_metadata;
  if (!metadata) return null;
  const what = { 2: "used a command", 3: "pressed a control", 5: "sent a form" }[metadata.type] ?? "asked";
  return h("p", { class: "asker" }, `${metadata.user.global_name ?? metadata.user.username} ${what}`);
}

function body(one, scene) {
  if (one.loading) return h("p", { class: "thinking" }, "The bot is thinking…");
  return [
    one.content && markdown(one.content, scene.names),
    one.embeds.map((each) => embed(each, scene.names)),
    one.attachments.map((each) => file(each.url, each.filename, each.size)),
    components(one.components, scene),
  ];
}

function embed(one, names) {
  const element = h("div", { class: "embed" },
    one.author && h("p", { class: "embed-author" }, one.author.url ? link(one.author.url, one.author.name) : one.author.name),
    one.title && h("h4", {}, one.url ? link(one.url, one.title) : one.title),
    one.description && markdown(one.description, names),
    one.fields?.length > 0 && h("div", { class: "fields" }, one.fields.map((field) =>
      h("div", { class: field.inline ? "inline" : "" }, h("strong", {}, field.name), markdown(field.value, names)))),
    one.thumbnail && picture(one.thumbnail.url, "", "thumbnail"),
    one.image && picture(one.image.url, ""),
    (one.footer || one.timestamp) && h("p", { class: "subtext" },
      one.footer?.text ?? "", one.footer && one.timestamp ? " · " : "", one.timestamp ? when(one.timestamp) : ""));
  if (one.color != null) element.style.borderInlineStartColor = colour(one.color);
  return element;
}

function menu(one, scene) {
  if (!scene.messageCommands.length || one.private) return null;
  const summary = h("summary", { "aria-label": "Apps", title: "Apps", "data-key": `menu-${one.id}` }, "Apps");
  const element = h("details", { class: "menu" }, summary);
  element.append(h("div", { class: "options" }, scene.messageCommands.map((name) => {
    const run = () => {
      element.open = false;
      scene.act({ act: "message_command", message: one.id, name }, summary);
    };
    return h("button", { type: "button", class: "option", onclick: run }, name);
  })));
  return element;
}
