// Trouble on demand: the faults panel.

import { get, post, remove } from "./api.js";
import { el, icon } from "./dom.js";

const WORDS = {
  rate_limit: "Too many messages: wait some seconds (429)",
  blocked: "The citizen has blocked us (403)",
  server_error: "The provider breaks down (500)",
  html: "The provider answers with a web page (502)",
  hang: "No answer, and not sent",
  accept_then_hang: "No answer, but sent",
  duplicate: "What citizens send arrives three times at once",
  late_duplicate: "What citizens send arrives again later",
  reorder_callbacks: "Delivery news in the wrong order",
  no_callbacks: "No delivery news",
  undelivered: "The phone is switched off: not delivered",
};
const CHANNELS = { "": "everywhere", telegram: "Telegram", whatsapp: "WhatsApp", sms: "SMS" };

const dialog = document.querySelector("#trouble-dialog");
const form = dialog.querySelector("form");
const list = document.querySelector("#troubles");
const badge = document.querySelector("#trouble-count");
const wrong = form.querySelector(".wrong");

export async function refresh() {
  const { faults } = await get("/faults");
  badge.textContent = faults.length;
  badge.hidden = !faults.length;
  if (!dialog.open) return;
  list.replaceChildren(
    ...faults.map((fault) => {
      const often = fault.times === null ? "always" : `${fault.times} left`;
      const off = el("button", { type: "button", class: "round", "aria-label": "Remove", on: { click: () => act(() => remove(`/faults/${fault.id}`)) } }, icon("close"));
      return el("li", {}, el("span", {}, WORDS[fault.kind], el("small", {}, `${CHANNELS[fault.channel]}, ${often}`)), off);
    }),
  );
}

async function act(deed) {
  wrong.hidden = true;
  try {
    await deed();
  } catch (no) {
    wrong.textContent = no.message;
    wrong.hidden = false;
  }
  await refresh();
}

export function start() {
  form.elements.kind.append(...Object.entries(WORDS).map(([kind, words]) => el("option", { value: kind }, words)));
  document.querySelector("#make-trouble").addEventListener("click", () => {
    dialog.showModal();
    act(async () => {});
  });
  form.querySelector(".cancel").addEventListener("click", () => dialog.close());
  form.querySelector(".peace").addEventListener("click", () => act(() => remove("/faults")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { kind, channel, times, seconds } = Object.fromEntries(new FormData(form));
    act(() => post("/faults", { kind, channel, times: times ? Number(times) : null, seconds: Number(seconds) }));
  });
}
