// The simulator's JSON interface (docs/simulator.md).

const base = document.body.dataset.api;

export class Refused extends Error {}

async function ask(path, options = {}) {
  const answer = await fetch(base + path, options);
  const body = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Refused(body?.error ?? "Something went wrong.");
  return body;
}

export const get = (path) => ask(path);
export const remove = (path) => ask(path, { method: "DELETE" });
export const post = (path, wish = {}) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish) });

export function upload(path, file) {
  const form = new FormData();
  form.append("media", file);
  return ask(path, { method: "POST", body: form });
}

export const at = (phone) => `/${phone.channel}/${encodeURIComponent(phone.address)}`;
