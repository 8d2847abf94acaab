// Who holds the phones: the row of citizens, and adding one.

import { get, post } from "./api.js";
import { el } from "./dom.js";

const row = document.querySelector("#citizens");
const dialog = document.querySelector("#citizen-dialog");
const form = dialog.querySelector("form");
const wrong = form.querySelector(".wrong");

let citizens = [];
let current = null;
let chosen = () => {};

const initials = (name) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => [...part][0])
    .join("");

export async function refresh() {
  const found = (await get("/phones?limit=60")).citizens;
  const before = JSON.stringify(citizens.map((who) => who.id));
  citizens = found;
  if (before !== JSON.stringify(found.map((who) => who.id))) draw();
  if (!current && found.length) {
    const last = Number(localStorage.getItem("citizen"));
    choose(found.find((who) => who.id === last) ?? found[0]);
  }
}

function choose(who) {
  current = who;
  localStorage.setItem("citizen", who.id);
  draw();
  chosen(who);
}

function draw() {
  row.replaceChildren(
    ...citizens.map((who) =>
      el(
        "button",
        {
          type: "button",
          class: `citizen tone-${who.id % 6}`,
          "aria-pressed": String(who.id === current?.id),
          on: { click: () => choose(who) },
        },
        el("span", { class: "face", "aria-hidden": "true" }, initials(who.name)),
        el("span", { class: "name", dir: "auto" }, who.name),
        who.language && el("small", {}, who.language),
      ),
    ),
  );
  row.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export function start(whenChosen) {
  chosen = whenChosen;
  document.querySelector("#add-citizen").addEventListener("click", () => {
    form.reset();
    wrong.hidden = true;
    dialog.showModal();
  });
  form.querySelector(".cancel").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const who = await post("/phones", Object.fromEntries(new FormData(form)));
      dialog.close();
      await refresh();
      choose(who);
    } catch (no) {
      wrong.textContent = no.message;
      wrong.hidden = false;
    }
  });
  return refresh();
}
