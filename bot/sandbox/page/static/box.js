// The box at the bottom: write a message, or pick a command, fill in its options and run it.

import { h } from "./dom.js";
import { combobox } from "./combobox.js";
import { optionField, valuesOf } from "./fields.js";

// `page` is {state, scene(), act(asked, control, files)}; `act` gives true where it worked.
export function makeBox(root, page) {
  const here = {};
  const commands = () => page.state.commands.filter((one) => one.kind === "slash");

  const line = () => {
    here.command = null;
    const { channel } = page.state;
    const hint = channel?.may_write ? "Message or /command" : "/command";
    const input = h("input", { type: "text", placeholder: hint, "aria-label": "Message or command", maxlength: 2000 });
    const load = (text) => (text.startsWith("/") ? matching(commands(), text.slice(1)) : null);
    const whole = combobox(input, load, (picked) => choose(picked.command));
    const slash = () => {
      input.value = "/";
      input.focus();
      input.dispatchEvent(new Event("input"));
    };
    const form = h("form", { class: "line" },
      h("button", { type: "button", class: "button secondary", "aria-label": "Commands", onclick: slash },
        h("span", { class: "long" }, "Commands"), h("span", { class: "short" }, "/")),
      whole,
      h("button", { class: "button primary" }, "Send"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(input);
    });
    root.replaceChildren(form);
    return input;
  };

  const send = async (input) => {
    const text = input.value.trim();
    if (!text) return;
    if (!text.startsWith("/")) {
      if (await page.act({ act: "post", text }, input)) input.value = "";
      return;
    }
    const { command, rest } = called(commands(), text.slice(1)) ?? {};
    if (command) choose(command, rest);
    else page.trouble(`There is no command ${text.split(" ")[0]} for you here. Type / alone to see those there are.`);
  };

  const choose = (command, typed = "") => {
    here.command = command;
    here.json = JSON.stringify(command);
    const suggest = async (option, typed) => {
      const [options] = valuesOf(fields);
      const outcome = await page.ask({ act: "autocomplete", name: command.name, option: option.name, typed, options });
      return outcome.choices?.map((one) => ({ label: one.name, value: one.value }));
    };
    const fields = command.options.map((option) => optionField(option, page.scene(), suggest));
    if (typed) fields[0]?.fill(typed);
    const run = h("button", { class: "button primary" }, "Run");
    const form = h("form", { class: "command", "aria-label": `/${command.name}` },
      h("p", {}, h("strong", {}, `/${command.name}`), " ", command.description),
      h("div", { class: "options-of-command" }, fields.map((field) => field.element)),
      h("div", { class: "row" }, run,
        h("button", { type: "button", class: "button secondary", onclick: () => line().focus() }, "Cancel")));
    form.addEventListener("keydown", (event) => event.key === "Escape" && line().focus());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [options, files] = valuesOf(fields);
      const worked = await page.act({ act: "slash", name: command.name, options }, run, files);
      if (worked && here.command === command) line().focus();
    });
    root.replaceChildren(form);
    (form.querySelector("input, select") ?? run).focus();
  };

  // A command that is being filled in stays, unless it is gone for this person or the place has changed.
  return function update() {
    const { you, channel } = page.state;
    const place = `${you} ${channel?.id} ${channel?.may_write}`;
    const still = here.command && commands().some((one) => JSON.stringify(one) === here.json);
    if (place !== here.place || (here.command && !still)) line();
    here.place = place;
  };
}

// The command with the longest name that a line begins with, and what stands behind it.
function called(commands, line) {
  const typed = line.trim();
  const begins = (name) => `${typed.toLowerCase()} `.startsWith(`${name.toLowerCase()} `);
  const [command] = commands.filter((one) => begins(one.name)).sort((a, b) => b.name.length - a.name.length);
  return command && { command, rest: typed.slice(command.name.length).trim() };
}

function matching(commands, typed) {
  const wanted = typed.trim().toLowerCase();
  const rank = (name) => (name.startsWith(wanted) ? 0 : name.includes(wanted) ? 1 : 2);
  return commands.filter((one) => rank(one.name) < 2)
    .sort((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name))
    .map((command) => ({ label: `/${command.name}`, note: command.description, command }));
}
