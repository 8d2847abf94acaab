// Small comforts. Everything works without them.
"use strict";

const show = (id, visible) => { const strip = document.getElementById(id); if (strip) strip.hidden = !visible; };

// Menus close when one clicks beside them or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const find = document.getElementById("find");
    if (find) { event.preventDefault(); find.focus(); }
  }
});

// The page tells when it can no longer keep itself up to date.
document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status === 401) show("logged-out", true); });
document.addEventListener("htmx:sendError", () => show("offline", true));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) { show("offline", false); show("logged-out", false); }
});

// A form goes once, and words that were typed are not lost by a slip.
let leaving = false;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  leaving = true;
  const button = event.submitter;
  if (button && !button.name) setTimeout(() => { button.disabled = true; });
});
window.addEventListener("pageshow", () => {
  leaving = false;
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});
window.addEventListener("beforeunload", (event) => {
  const typed = [...document.querySelectorAll("textarea:not([readonly])")].some((field) => field.value !== field.defaultValue);
  if (typed && !leaving) event.preventDefault();
});

// Where the citizen must be told why, the reason is asked for before sending.
document.addEventListener("change", (event) => {
  if (event.target.name === "state" && event.target.form) {
    const reason = event.target.form.elements.text;
    if (reason) reason.required = "needsReason" in event.target.dataset;
  }
});

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-print]")) { button.hidden = false; button.addEventListener("click", () => window.print()); }
  const problem = document.getElementById("problem");
  if (problem) problem.focus();
});
