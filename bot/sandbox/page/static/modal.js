// A form that the bot has opened, in a dialog.

import { h } from "./dom.js";
import { modalField, valuesOf } from "./fields.js";
import { markdown } from "./markdown.js";

// `submit(values, files)` gives the sentence that says why it was refused, or nothing when all is done.
export function openModal(dialog, modal, scene, submit) {
  const parts = modal.components.flatMap((holder) => partsOf(holder, scene));
  const fields = parts.filter((part) => part.read);
  const trouble = h("p", { class: "trouble", role: "alert" });
  const send = h("button", { class: "button primary" }, "Submit");
  const form = h("form", { method: "dialog" },
    h("h2", { id: "modal-title" }, modal.title),
    parts.map((part) => part.element),
    trouble,
    h("div", { class: "row" }, send,
      h("button", { type: "button", class: "button secondary", onclick: () => dialog.close() }, "Cancel")));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    const problem = await submit(...valuesOf(fields));
    send.disabled = false;
    trouble.textContent = problem ?? "";
    if (!problem) dialog.close();
  });
  dialog.replaceChildren(form);
  dialog.showModal();
}

function partsOf(holder, scene) {
  if (holder.type === 10) return [{ element: markdown(holder.content, scene.names) }];
  const inner = holder.component ? [holder.component] : (holder.components ?? []);
  return inner.map((one) => modalField(one, holder, scene));
}
