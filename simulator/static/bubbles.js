// One message as its phone shows it.

import { clock, el, icon } from "./dom.js";

const ERRORS = {
  63016: "outside the 24-hour window",
  63013: "against WhatsApp's rules",
  63024: "this number has no WhatsApp",
  30003: "the phone was switched off",
  30004: "blocked",
  30005: "no such phone",
  30006: "a landline",
};

// Has it reached the screen? What is still on its way, or never came, is not on a phone.
export const arrived = (message) => message.from === "citizen" || ["delivered", "read"].includes(message.status);
export const onTheWay = (message) => message.from === "bot" && ["accepted", "queued", "sent"].includes(message.status);

export function bubble(message, channel, act) {
  if (message.deleted) return el("div", { hidden: true });
  if (!arrived(message)) return lost(message);
  if (channel === "sms") return note(message);
  const mine = message.from === "citizen";
  const parts = [quoted(message, channel), picture(message), words(message), foot(message)];
  const row = el("div", { class: `row ${mine ? "out" : "in"}` });
  const box = el("div", { class: `bubble${message.choice ? " pressed" : ""}` }, ...parts);
  row.append(box);
  if (!mine && message.buttons.length) row.append(...buttons(message, channel, box, act));
  return row;
}

function lost(message) {
  if (onTheWay(message)) return el("div", { hidden: true });
  const why = ERRORS[message.error] ?? "not delivered";
  return el("p", { class: "system" }, `A message did not arrive: ${why} (${message.error ?? message.status})`);
}

const words = (message) => message.text && el("div", { class: "words", dir: "auto" }, message.text);

function foot(message) {
  const parts = [el("time", { datetime: message.at }, clock(message.at))];
  if (message.from === "citizen") parts.push(ticks(message));
  return el("span", { class: "foot" }, ...parts);
}

function ticks(message) {
  const known = {
    sending: ["clock", "On its way"],
    delivered: ["ticks", "The service has it"],
    failed: ["alert", "The service did not take it"],
  };
  const [name, title] = known[message.status] ?? known.sending;
  return el("span", { class: `ticks ${message.status}`, role: "img", "aria-label": title, title }, icon(name));
}

const quoted = (message, channel) =>
  message.choice && channel === "whatsapp" && el("span", { class: "quoted" }, icon("reply"), "Your choice");

function picture(message) {
  if (message.location) return place(message);
  if (!message.media) return null;
  const { kind, url, seconds } = message.media;
  if (kind === "photo") return el("img", { class: "photo", src: url, alt: "Photo", width: 800, height: 600 });
  return voice(message.id, url, seconds);
}

function place({ location: [lat, lon], label }) {
  const where = `${lat.toFixed(4)}, ${lon.toFixed(4)}`;
  return el(
    "figure",
    { class: "place" },
    el("div", { class: "map" }, icon("pin")),
    el("figcaption", {}, label && el("b", { dir: "auto" }, label), el("span", {}, where)),
  );
}

function voice(id, url, seconds = 0) {
  const sound = new Audio();
  sound.preload = "none";
  sound.src = url;
  const button = el("button", { type: "button", class: "play", "aria-label": "Play the voice note" }, icon("play"));
  const show = () => button.replaceChildren(icon(sound.paused ? "play" : "pause"));
  for (const event of ["play", "pause", "ended"]) sound.addEventListener(event, show);
  button.addEventListener("click", () => (sound.paused ? sound.play().catch(() => {}) : sound.pause()));
  const wave = el("span", { class: "wave", "aria-hidden": "true" });
  for (let n = 0; n < 28; n++) {
    const bar = el("i");
    bar.style.height = `${22 + 70 * Math.abs(Math.sin(id + n * 1.7) * Math.cos(n * 0.6 + id))}%`;
    wave.append(bar);
  }
  const length = seconds ? `0:${String(seconds).padStart(2, "0")}` : "";
  return el("div", { class: "voice" }, button, wave, el("small", {}, length));
}

function buttons(message, channel, box, act) {
  if (message.shape === "list") {
    const open = el("button", { type: "button", class: "opens" }, icon("list"), el("span", { dir: "auto" }, message.menu));
    open.addEventListener("click", () => act.list(message, open));
    box.append(open);
    return [];
  }
  const rows = new Map();
  for (const button of message.buttons) {
    const press = button.url
      ? el("a", { href: button.url, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, button.label)
      : el("button", { type: "button" }, channel === "whatsapp" && icon("reply"), el("span", { dir: "auto" }, button.label));
    if (!button.url) press.addEventListener("click", () => act.press(button, press));
    const row = button.row ?? rows.size;
    rows.set(row, [...(rows.get(row) ?? []), press]);
  }
  const board = el("div", { class: "board", role: "group", "aria-label": "Choices" });
  for (const row of rows.values()) board.append(el("div", { class: "board-row" }, ...row));
  if (channel === "whatsapp") {
    box.append(board);
    return [];
  }
  return [board];
}

// On the keypad phone a message is plain text between two lines.
function note(message) {
  const mine = message.from === "citizen";
  const size = message.parts > 1 ? `${message.parts} parts` : "1 part";
  const head = el(
    "div",
    { class: "note-head" },
    el("span", {}, mine ? "Me" : message.automatic ? "Operator" : "Service"),
    el("span", { title: message.encoding }, size),
    el("time", { datetime: message.at }, clock(message.at)),
    mine && ticks(message),
  );
  return el("article", { class: `note ${mine ? "out" : "in"}` }, head, words(message));
}
