// The page: three phones of one citizen, kept up to date by asking what changed.

import * as citizens from "./citizens.js";
import { Phone } from "./phone.js";
import * as trouble from "./trouble.js";

const OFTEN = 700; // milliseconds
const SELDOM = 5000; // hidden, or the simulator is away

const phones = [...document.querySelectorAll(".slot")].map((slot) => new Phone(slot));
const offline = document.querySelector("#offline");
let beat = 0;
let missed = 0;
let timer = 0;

async function live() {
  clearTimeout(timer);
  try {
    await Promise.all(phones.map((phone) => phone.refresh()));
    if (beat++ % 5 === 0) await Promise.all([citizens.refresh(), trouble.refresh()]);
    missed = 0;
  } catch {
    missed += 1;
  }
  offline.hidden = missed < 2;
  badges();
  timer = setTimeout(live, document.hidden ? SELDOM : Math.min(SELDOM, OFTEN * (1 + missed)));
}

function tick() {
  const now = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  for (const place of document.querySelectorAll(".now")) place.textContent = now;
}

// On a narrow screen one phone is seen at a time; the others show when something came.

const tabs = [...document.querySelectorAll("[role=tab]")];
const seen = new Map();

function show(tab, focus = false) {
  document.body.dataset.tab = tab.dataset.tab;
  for (const other of tabs) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  if (focus) tab.focus();
  const phone = phones.find((one) => one.channel === tab.dataset.tab);
  phone.typed();
  phone.log.scrollTop = phone.log.scrollHeight;
  badges();
}

function badges() {
  for (const phone of phones.filter((one) => one.version)) {
    const tab = tabs.find((one) => one.dataset.tab === phone.channel);
    const here = tab.getAttribute("aria-selected") === "true";
    if (here || !seen.has(phone.channel)) seen.set(phone.channel, phone.latest);
    tab.querySelector(".unread").hidden = here || phone.latest <= seen.get(phone.channel);
  }
}

for (const [place, tab] of tabs.entries()) {
  tab.addEventListener("click", () => show(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) show(tabs[(place + step + tabs.length) % tabs.length], true);
  });
}

document.addEventListener("visibilitychange", () => document.hidden || live());
tick();
setInterval(tick, 5000);
trouble.start();
await citizens
  .start((who) => {
    seen.clear();
    for (const phone of phones) phone.hold(who.phones[phone.channel] ?? null);
    beat = 1;
    live();
  })
  .catch(() => {
    offline.hidden = false;
  });
live();
