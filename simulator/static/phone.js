// One phone: its messages, its text box, what can be pressed.

import { at, get, post, upload } from "./api.js";
import { arrived, bubble, onTheWay } from "./bubbles.js";
import { el, say } from "./dom.js";
import * as sheets from "./sheets.js";

const HELLO = { ar: "مرحبا", ckb: "سڵاو", en: "Hello", es: "Hola", fr: "Bonjour", km: "សួស្តី", sw: "Habari" };
const GSM =
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà\f^{}\\[~\]|€]*$/;

export class Phone {
  constructor(slot) {
    this.slot = slot;
    this.channel = slot.dataset.channel;
    this.screen = slot.querySelector(".screen");
    this.log = slot.querySelector(".log");
    this.form = slot.querySelector(".composer");
    this.box = this.form.querySelector("textarea");
    this.mood = slot.querySelector(".mood");
    this.listen();
  }

  // Put another citizen's account on this phone; null when she has none on this channel.
  hold(account) {
    this.account = account;
    this.version = 0;
    this.shown = new Map();
    this.latest = 0;
    sheets.close(this.screen);
    this.log.replaceChildren();
    this.box.value = localStorage.getItem(this.draft) ?? "";
    this.slot.querySelector(".address").textContent = account?.address ?? "no account";
    this.slot.classList.toggle("absent", !account);
    this.typed();
    this.state();
    this.empty();
  }

  get draft() {
    return this.account ? `draft:${at(this.account)}` : "draft:nobody";
  }

  async refresh() {
    const account = this.account;
    if (!account) return;
    const page = await get(`${at(account)}/messages?changed=${this.version}`);
    if (account !== this.account && account.address !== this.account?.address) return;
    this.version = page.version;
    if (page.phone) this.account = page.phone;
    this.state();
    if (page.messages.length) this.show(page.messages);
  }

  show(messages) {
    const pinned = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    this.log.querySelector(".empty")?.remove();
    for (const message of messages) {
      const known = this.shown.get(message.id);
      const node = bubble(message, this.channel, {
        press: (button, key) => this.press(button, key),
        list: (one, opener) => sheets.choices(this.screen, one, opener, (id) => this.send({ choice: id })),
      });
      if (known) known.node.replaceWith(node);
      else this.log.append(node);
      if (arrived(message)) this.latest = Math.max(this.latest, message.id);
      this.shown.set(message.id, { node, message });
    }
    const busy = [...this.shown.values()].some(({ message }) => onTheWay(message));
    this.mood.textContent = busy ? (this.channel === "sms" ? "Receiving …" : "typing …") : this.mood.dataset.calm;
    if (pinned) this.log.scrollTop = this.log.scrollHeight;
  }

  async send(wish) {
    if (!this.account) return false;
    try {
      const path = `${at(this.account)}/messages`;
      const message = wish instanceof File ? await upload(path, wish) : await post(path, wish);
      this.show([message]);
      this.log.scrollTop = this.log.scrollHeight;
      return true;
    } catch (wrong) {
      say(this.screen, wrong.message);
      return false;
    }
  }

  async press(button, key) {
    key.classList.add("down");
    await this.send({ choice: button.id || button.label });
    key.classList.remove("down");
  }

  async submit() {
    const text = this.box.value;
    if (!text.trim()) return this.box.focus();
    if (!(await this.send({ text }))) return;
    this.box.value = "";
    this.typed();
  }

  async block(blocked) {
    try {
      this.account = await post(`${at(this.account)}/${blocked ? "block" : "unblock"}`);
      this.state();
    } catch (wrong) {
      say(this.screen, wrong.message);
    }
  }

  state() {
    const mute = Boolean(this.account?.blocked) && this.channel !== "sms";
    this.form.hidden = mute || !this.account;
    this.slot.querySelector(".blocked-note").hidden = !this.account?.blocked;
  }

  empty() {
    const hello = this.channel === "telegram" ? "/start" : (HELLO[this.account?.language] ?? "Hello");
    const label = this.channel === "telegram" ? "Start" : hello;
    const first = el("button", { type: "button", class: "hello", dir: "auto", on: { click: () => this.send({ text: hello }) } }, label);
    const words = this.account ? "Say hello to begin" : "This citizen has no account here";
    this.log.append(el("div", { class: "empty" }, el("p", {}, words), this.account && first));
  }

  // What has been typed is kept for this phone, counted, and given the room it needs.
  typed() {
    const text = this.box.value;
    if (this.account) text ? localStorage.setItem(this.draft, text) : localStorage.removeItem(this.draft);
    this.form.classList.toggle("written", Boolean(text.trim()));
    this.box.style.height = "auto";
    if (this.box.scrollHeight) this.box.style.height = `${Math.min(this.box.scrollHeight, 110)}px`; // 0 while unseen
    const counter = this.form.querySelector(".counter");
    if (counter) counter.textContent = text ? count(text) : "";
  }

  listen() {
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.submit()));
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.slot.querySelector(".unblock").addEventListener("click", () => this.block(false));
    const menu = this.slot.querySelector(".menu-button");
    menu.addEventListener("click", () => this.account && sheets.menu(this.screen, menu, this.account, (yes) => this.block(yes)));
    const attach = this.slot.querySelector(".attach");
    attach?.addEventListener("click", () => sheets.attachments(this.screen, attach, (wish) => this.send(wish)));
    if (this.channel === "sms") this.keypad();
  }

  keypad() {
    this.slot.querySelector(".soft.send").addEventListener("click", () => this.submit());
    for (const key of this.slot.querySelectorAll("[data-key]"))
      key.addEventListener("click", () => {
        this.box.setRangeText(key.dataset.key, this.box.selectionStart, this.box.selectionEnd, "end");
        this.typed();
      });
    for (const key of this.slot.querySelectorAll("[data-scroll]"))
      key.addEventListener("click", () => this.log.scrollBy({ top: 90 * Number(key.dataset.scroll), behavior: "smooth" }));
  }
}

// As an old phone counts while one types: characters left in this part, and the part's number.
function count(text) {
  const plain = GSM.test(text);
  const size = plain ? [...text].reduce((sum, letter) => sum + ("\f^{}\\[~]|€".includes(letter) ? 2 : 1), 0) : text.length;
  const [alone, joined] = plain ? [160, 153] : [70, 67];
  const parts = size <= alone ? 1 : Math.ceil(size / joined);
  const room = parts === 1 ? alone : parts * joined;
  return `${room - size} / ${parts}`;
}
