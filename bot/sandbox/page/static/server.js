// Speaking with the sandbox.

export const getState = async (person, channel) =>
  (await fetch(`/page/state?${new URLSearchParams({ as: person, channel })}`)).json();

// Every outcome is an object, with `error` (a sentence) where it did not work.
async function post(path, body, headers = {}) {
  try {
    const response = await fetch(path, { method: "POST", body, headers });
    return await response.json();
  } catch {
    return { error: "The sandbox does not answer. Is it still running?" };
  }
}

export function act(asked, files = {}) {
  if (!Object.keys(files).length) {
    return post("/page/act", JSON.stringify(asked), { "Content-Type": "application/json" });
  }
  const form = new FormData();
  form.set("ask", JSON.stringify(asked));
  for (const [name, file] of Object.entries(files)) form.append(name, file);
  return post("/page/act", form);
}

export const control = (wish) =>
  post("/page/process", JSON.stringify({ do: wish }), { "Content-Type": "application/json" });

export function listen(changed, lost) {
  const feed = new EventSource("/page/feed");
  feed.addEventListener("change", changed);
  feed.addEventListener("error", lost);
}
