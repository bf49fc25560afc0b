// Where one is: the servers with their channels, the posts of a forum, the channel's title.

import { h } from "./dom.js";

const SIGNS = { text: "#", announcement: "!", forum: "≡", thread: "↳" };
const KINDS = { announcement: "announcement channel", forum: "forum", thread: "thread" };

export function places(state, go) {
  if (!state.guilds.length) return h("p", { class: "empty" }, "There is no server yet.");
  return state.guilds.map((guild) => h("section", {}, h("h2", {}, guild.name), tree(guild.channels, state, go)));
}

function tree(channels, state, go) {
  const here = state.channel?.id;
  const below = (parent) => channels.filter((one) => one.parent === parent.id && (!one.archived || one.id === here));
  return h("ul", {}, channels.filter((one) => one.kind !== "thread").map((one) =>
    h("li", {}, door(one, here, go), h("ul", {}, below(one).map((thread) => h("li", {}, door(thread, here, go)))))));
}

function door(channel, here, go) {
  const current = channel.id === here ? "page" : false;
  return h("button", { type: "button", class: "door", "aria-current": current, "data-key": channel.id,
    onclick: () => go(channel.id) },
  h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[channel.kind]), channel.name,
  KINDS[channel.kind] && h("span", { class: "unseen" }, ` (${KINDS[channel.kind]})`));
}

export function title(channel) {
  if (!channel) return h("h1", {}, "Nothing to see here");
  const kind = KINDS[channel.kind];
  return [
    h("h1", {}, h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[channel.kind]), channel.name),
    h("p", {}, [kind, channel.tags.join(", "), channel.topic].filter(Boolean).join(" · ")),
  ];
}

export function posts(state, go) {
  const { channel } = state;
  if (channel?.kind !== "forum") return [];
  const all = state.guilds.flatMap((guild) => guild.channels).filter((one) => one.parent === channel.id);
  if (!all.length) return h("p", { class: "empty" }, "No posts in this forum yet.");
  return all.reverse().map((post) => h("button", { type: "button", class: "post", "data-key": `post-${post.id}`,
    onclick: () => go(post.id) },
  h("strong", {}, post.name),
  h("small", {}, [...post.tags, `${post.count} message${post.count === 1 ? "" : "s"}`, post.archived && "archived"]
    .filter(Boolean).join(" · "))));
}

export function people(state) {
  const several = new Set(state.people.flatMap((one) => one.guilds)).size > 1;
  return state.people.map((one) => {
    const said = one.name.toLowerCase().includes(one.standing);
    const home = several ? ` · ${one.guilds.join(", ")}` : "";
    const text = (said ? one.name : `${one.name} (${one.standing})`) + home;
    return h("option", { value: one.id, selected: one.id === state.you }, text);
  });
}

export function bot({ connected, process }, control) {
  const said = connected ? "Bot is connected" : process?.running ? "Bot is starting…" : "Bot is not connected";
  const wish = process && (process.running ? "kill" : "start");
  return [
    h("span", { class: connected ? "lamp on" : "lamp", "aria-hidden": "true" }),
    h("span", {}, said, process?.pid && h("span", { class: "pid" }, ` · process ${process.pid}`)),
    wish && h("button", { type: "button", class: wish === "kill" ? "button danger" : "button success",
      "data-key": "process", onclick: (event) => control(wish, event.currentTarget) },
    wish === "kill" ? "Kill" : "Start"),
  ];
}
