// The page: holds what is seen, draws it when it changes, and sends what is done.

import { h, keepingFocus, redraw } from "./dom.js";
import { act, control, getState, listen } from "./server.js";
import { makeBox } from "./box.js";
import { message } from "./message.js";
import { openModal } from "./modal.js";
import * as places from "./places.js";

const at = (id) => document.getElementById(id);
const wanted = new URLSearchParams(location.hash.slice(1));
const dismissed = new Set();
const shown = new Map(); // message id -> {json, node}

const page = {
  state: null,

  scene() {
    const { names, guilds, commands, channel } = this.state;
    const home = guilds.find((guild) => guild.channels.some((one) => one.id === channel?.id));
    return {
      names,
      channels: home?.channels ?? [],
      messageCommands: commands.filter((one) => one.kind === "message").map((one) => one.name),
      act: (asked, element) => this.act(asked, element),
      dismiss: (id) => {
        dismissed.add(id);
        drawMessages();
      },
    };
  },

  trouble(sentence) {
    at("trouble").textContent = sentence ?? "";
  },

  ask(asked, files) {
    return act({ as: this.state.you, channel: this.state.channel?.id, ...asked }, files);
  },

  // Does it, with the control that asked for it marked as busy; true where it worked.
  async act(asked, element, files) {
    this.trouble();
    if (element?.getAttribute("aria-busy")) return false;
    element?.setAttribute("aria-busy", "true");
    const outcome = await this.ask(asked, files);
    element?.removeAttribute("aria-busy");
    this.trouble(outcome.error);
    if (outcome.modal) this.open(outcome.modal);
    if (["slash", "post"].includes(asked.act)) low = true; // whoever asks wants to see the answer
    await refresh();
    return !outcome.error;
  },

  open(modal) {
    openModal(at("modal"), modal, this.scene(), async (fields, files) => {
      const outcome = await this.ask({ act: "submit", modal: modal.key, fields }, files);
      await refresh();
      return outcome.error;
    });
  },
};

const updateBox = makeBox(at("box"), page);

function draw() {
  const { state } = page;
  const names = state.guilds.map((guild) => guild.name).join(", ");
  document.title = [state.channel?.name, names, "Sandbox"].filter(Boolean).join(" · ");
  redraw(at("who"), [state.people, state.you], () => places.people(state));
  redraw(at("bot"), state.bot, () => places.bot(state.bot, steer));
  redraw(at("places"), [state.guilds, state.channel?.id], () => places.places(state, go));
  redraw(at("title"), state.channel, () => places.title(state.channel));
  redraw(at("posts"), [state.channel, state.guilds], () => places.posts(state, go));
  at("messages").hidden = state.channel?.kind === "forum";
  drawMessages();
  updateBox();
}

// Whoever reads the newest message goes on doing so; whoever has scrolled up stays there.
let low = true;

function stayLow() {
  const list = at("messages");
  if (low) list.scrollTop = list.scrollHeight;
}

function drawMessages() {
  const list = at("messages");
  const { state } = page;
  low ||= list.dataset.channel !== state.channel?.id;
  list.dataset.channel = state.channel?.id;
  const scene = page.scene();
  const around = JSON.stringify(scene);
  const nodes = state.messages.filter((one) => !dismissed.has(one.id)).map((one) => drawn(one, scene, around));
  if (state.older) nodes.unshift(h("p", { class: "empty" }, `${state.older} older messages are not shown.`));
  if (!nodes.length) nodes.push(h("p", { class: "empty" }, "Nothing has been posted here yet."));
  keepingFocus(list, () => place(list, nodes));
  stayLow();
}

// What has not changed keeps its element, with its open lists and its focus.
function drawn(one, scene, around) {
  const json = JSON.stringify(one) + around;
  if (shown.get(one.id)?.json !== json) {
    shown.set(one.id, { json, node: message(one, { ...scene, message: one }) });
  }
  return shown.get(one.id).node;
}

function place(list, nodes) {
  const kept = new Set(nodes);
  [...list.children].filter((child) => !kept.has(child)).forEach((child) => child.remove());
  nodes.forEach((node, index) => {
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
}

let looking = null;
let again = false;

// Looks anew; while a look is under way, one more is noted, so that the last change is always seen.
function refresh() {
  again = true;
  looking ??= (async () => {
    try {
      while (again) {
        again = false;
        page.state = await getState(wanted.get("as") ?? "", wanted.get("channel") ?? "");
        draw();
      }
      document.body.classList.remove("lost");
    } catch {
      lost();
    } finally {
      looking = null;
    }
  })();
  return looking;
}

function lost() {
  document.body.classList.add("lost");
  redraw(at("bot"), "lost", () => h("span", {}, "The sandbox does not answer."));
}

function want(key, value) {
  wanted.set(key, value);
  history.replaceState(null, "", `#${wanted}`);
  page.trouble();
  return refresh();
}

function go(channel) {
  toggleMenu(false);
  return want("channel", channel);
}

async function steer(wish, button) {
  button.disabled = true;
  page.trouble((await control(wish)).error);
  await refresh();
}

function toggleMenu(open) {
  document.body.classList.toggle("menu-open", open);
  at("menu").setAttribute("aria-expanded", String(open));
}

at("menu").addEventListener("click", () => toggleMenu(!document.body.classList.contains("menu-open")));
at("who").addEventListener("change", (event) => want("as", event.target.value));
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});
at("messages").addEventListener("scroll", ({ target }) => {
  low = target.scrollHeight - target.scrollTop - target.clientHeight < 80;
});
new ResizeObserver(stayLow).observe(at("messages"));
listen(refresh, lost);
refresh();
