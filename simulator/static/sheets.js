// What slides up inside a phone: a list to choose from, things to attach, a small menu.

import { el, icon } from "./dom.js";

const media = document.body.dataset.media;
const PHOTOS = [
  ["leak.jpg", "Burst pipe"],
  ["waste.jpg", "Waste heap"],
  ["pump.jpg", "Dry pump"],
];
const PLACES = [
  ["Ramadi", 33.4233, 43.2975],
  ["Kufa", 32.0300, 44.4000],
  ["Erbil Citadel", 36.1911, 44.0092],
  ["Banteay Meanchey", 13.7500, 102.9900],
  ["Phnom Penh, Central Market", 11.5695, 104.9210],
  ["Wajir", 1.7500, 40.0600],
  ["Homa Bay", -0.5300, 34.4600],
  ["Nairobi, City Hall", -1.2864, 36.8231],
];

export function open(screen, title, content, opener) {
  close(screen);
  const shut = () => {
    sheet.remove();
    veil.remove();
    opener?.focus();
  };
  const veil = el("div", { class: "veil", on: { click: shut } });
  const label = el("h3", { dir: "auto" }, title);
  const cross = el("button", { type: "button", class: "round", "aria-label": "Close", on: { click: shut } }, icon("close"));
  const sheet = el(
    "div",
    { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": title },
    el("div", { class: "sheet-head" }, label, cross),
    content,
  );
  sheet.addEventListener("keydown", (event) => keys(event, sheet, shut));
  screen.append(veil, sheet);
  (content.querySelector("button, input") ?? cross).focus({ preventScroll: true });
  return shut;
}

export const close = (screen) => screen.querySelectorAll(".sheet, .veil").forEach((part) => part.remove());

function keys(event, sheet, shut) {
  if (event.key === "Escape") {
    event.stopPropagation();
    return shut();
  }
  if (event.key !== "Tab") return;
  const stops = [...sheet.querySelectorAll("button, input")];
  const last = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== last) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}

export function choices(screen, message, opener, choose) {
  const name = `list-${message.id}`;
  const rows = message.buttons.map((button) =>
    el(
      "label",
      { class: "choice" },
      el("span", { dir: "auto" }, button.label, button.description && el("small", { dir: "auto" }, button.description)),
      el("input", { type: "radio", name, value: button.id }),
    ),
  );
  const form = el("form", { class: "choice-list" }, ...rows, el("button", { class: "primary" }, "Send"));
  const shut = open(screen, message.menu, form, opener);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = new FormData(form).get(name);
    if (chosen === null) return form.querySelector("input").focus();
    shut();
    choose(chosen);
  });
}

export function attachments(screen, opener, send) {
  const sheet = el("div", { class: "attachments" });
  let shut = () => {};
  const then = (wish) => () => {
    shut();
    send(wish);
  };
  const photos = PHOTOS.map(([sample, title]) =>
    el(
      "button",
      { type: "button", class: "thumb", on: { click: then({ media: "photo", sample }) } },
      el("img", { src: media + sample, alt: "", width: 96, height: 72 }),
      title,
    ),
  );
  const file = el("input", { type: "file", accept: "image/*,audio/ogg", class: "file", tabindex: "-1" });
  file.addEventListener("change", () => file.files[0] && then(file.files[0])());
  const own = el("button", { type: "button", class: "thumb own", on: { click: () => file.click() } }, icon("photo"), "Your own …");
  const spoken = el("button", { type: "button", class: "line", on: { click: then({ media: "voice" }) } }, icon("voice"), "Voice note, 7 seconds");
  const places = PLACES.map(([label, lat, lon]) =>
    el("button", { type: "button", class: "line", on: { click: then({ location: [lat, lon], label }) } }, icon("pin"), label),
  );
  sheet.append(el("h4", {}, "Photo"), el("div", { class: "thumbs" }, ...photos, own, file));
  sheet.append(el("h4", {}, "Voice"), spoken, el("h4", {}, "Place"), ...places, coordinates((wish) => then(wish)()));
  shut = open(screen, "Send", sheet, opener);
}

function coordinates(send) {
  const field = (name, label, limit) =>
    el("input", { name, type: "number", step: "any", min: -limit, max: limit, required: true, placeholder: label, "aria-label": label });
  const form = el("form", { class: "coordinates" }, field("lat", "Latitude", 90), field("lon", "Longitude", 180), el("button", { class: "primary" }, "Drop pin"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = new FormData(form);
    send({ location: [Number(typed.get("lat")), Number(typed.get("lon"))] });
  });
  return form;
}

export function menu(screen, opener, phone, block) {
  const list = el("div", { class: "attachments" });
  let shut = () => {};
  const word = phone.blocked ? "Unblock this service" : "Block this service";
  list.append(el("button", { type: "button", class: "line danger", on: { click: () => (shut(), block(!phone.blocked)) } }, word));
  if (phone.opted_out) list.append(el("p", { class: "hint" }, "STOP was sent: the operator lets nothing through until START."));
  shut = open(screen, "Menu", list, opener);
}
