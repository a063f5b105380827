// Conveniences only: every page works without this file.
"use strict";

const root = document.documentElement;

// A hidden tab asks for nothing; shown again, its pollers go on with their next tick.
document.addEventListener("htmx:beforeRequest", (event) => {
  const trigger = event.detail.elt.getAttribute("hx-trigger") || "";
  if (document.hidden && trigger.includes("every")) event.preventDefault();
});

// A part that is drawn anew every few seconds keeps what a person has opened in it, and the keyboard its place there. htmx
// keeps the place of what has an id alone. Without one a place is known by its words, but for numbers, and its order.
const placesIn = (part) => {
  const places = new Map();
  for (const one of part.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) {
    const says = one.getAttribute("href") || one.textContent.replace(/\p{Nd}/gu, "");
    const name = one.id || [one.tagName, one.name, one.getAttribute("value"), one.form?.getAttribute("action"), says].join(" ");
    let number = 0;
    while (places.has(name + number)) number++;
    places.set(name + number, one);
  }
  return places;
};
let kept = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  kept = null;
  if (!event.detail.shouldSwap || !part.getAttribute("hx-trigger")?.includes("every")) return;
  const places = [...placesIn(part)];
  kept = {
    id: part.id,
    hasFocus: part.contains(document.activeElement),
    place: places.find(([, one]) => one === document.activeElement)?.[0],
    folds: places.filter(([, one]) => one.matches("details > summary")).map(([name, one]) => [name, one.parentElement.open]),
  };
});
document.addEventListener("htmx:afterSwap", () => {
  const part = kept && document.getElementById(kept.id);
  if (!part) return;
  const places = placesIn(part);
  for (const [name, isOpen] of kept.folds) if (places.has(name)) places.get(name).parentElement.open = isOpen;
  if (kept.hasFocus && document.activeElement === document.body) {
    const place = places.get(kept.place);
    if (!place) part.tabIndex = -1; // what had it is gone: from here it is not far to what came
    (place || part).focus({ preventScroll: true });
  }
  kept = null;
});

// A lost answer is said, since htmx swaps nothing then, and so is a refusal: in the words of the page that came for it.
// Without one the words are those of the page that is open, in its language.
const clearTrouble = () => document.querySelector("[data-trouble]")?.remove();
const showTrouble = (event) => {
  const words = document.getElementById("trouble");
  const place = document.getElementById("messages");
  if (!words || !place) return;
  const refusal = new DOMParser().parseFromString(event.detail.xhr?.responseText || "", "text/html").querySelector(".wrong");
  const told = words.content.cloneNode(true);
  if (refusal) {
    told.querySelector("[data-title]").textContent = refusal.querySelector("h1").textContent;
    told.querySelector("[data-text]").textContent = refusal.querySelector("p").textContent;
  }
  clearTrouble();
  place.append(told);
};
document.addEventListener("htmx:sendError", showTrouble);
document.addEventListener("htmx:responseError", showTrouble);
document.addEventListener("htmx:afterOnLoad", (event) => event.detail.successful && clearTrouble());
document.addEventListener("click", (event) => event.target.closest("[data-put-away]") && clearTrouble());

// A double click sends a form once. Parts of a page see to it themselves.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (event.timeStamp - form.dataset.sentAt < 700) event.preventDefault();
  else form.dataset.sentAt = event.timeStamp;
});

// Light or dark, kept in a cookie so that the server paints the right one at once.
const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
}

// On our own pages the bookmark that sends a page has nothing to send: it is dragged, not clicked.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-bookmark]")) event.preventDefault();
});

// Print buttons.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The box for links: Enter imports the one in it, and among several adds a line, as Shift+Enter always does; there Ctrl or
// Cmd with it imports. One line that is no link is sent as well, for the answer says what it lacks. Keys on glass have no
// Shift+Enter: Enter stays what it is, and the words about it stay hidden.
const keys = document.querySelector("[data-keys-of]");
if (keys && !matchMedia("(hover: none)").matches) {
  const links = document.getElementById(keys.dataset.keysOf);
  keys.hidden = false;
  links.setAttribute("aria-describedby", `${links.getAttribute("aria-describedby") || ""} ${keys.id}`.trim());
  links.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const isOne = !links.value.trim().includes("\n");
    if (!isOne && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    if (!event.repeat) links.form.requestSubmit();
  });
}

// Copy buttons: data-copy names the element whose text is taken.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  button.querySelector("[data-copy-word]").textContent = button.dataset.copied;
});

// One box that ticks all of its form's.
for (const label of document.querySelectorAll("[data-tick-all]")) {
  const box = label.querySelector("input");
  label.hidden = false;
  box.addEventListener("change", () => {
    for (const one of box.form.querySelectorAll("tbody input[type=checkbox]")) one.checked = box.checked;
  });
}

// How many rows of a list are ticked, beside what can be done with them.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  const words = form && form.querySelector("[data-chosen]");
  if (!words) return;
  const count = form.querySelectorAll("tbody input[type=checkbox]:checked").length;
  words.dataset.none ??= words.textContent;
  words.textContent = count === 0 ? words.dataset.none : count === 1 ? words.dataset.one : words.dataset.many.replace("%s", count);
});

// In a row that moves sideways, what the keyboard reaches is moved into view whole; browsers leave what is half in view.
document.addEventListener("focusin", (event) => {
  if (event.target.closest(".chips, .bulk")) event.target.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// Menus close by a click elsewhere and by Escape.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
};
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// Dialogs: data-open names the <dialog>. Without script its content is reached by the link that carries the attribute.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
  dialog.querySelector("[hx-trigger*=opened]")?.dispatchEvent(new Event("finder-opened"));
});

// The finder: Ctrl+K opens it, arrow keys walk through what it found, Enter opens the first.
const finder = document.getElementById("finder");
if (finder) {
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (!finder.open) document.querySelector("[data-open=finder]").click();
  });
  finder.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...finder.querySelectorAll("[data-found]")];
    if (!step || !rows.length) return;
    event.preventDefault();
    const next = rows.indexOf(document.activeElement) + step;
    if (next < 0) finder.querySelector("input").focus();
    else rows[Math.min(next, rows.length - 1)].focus();
  });
  finder.querySelector("form").addEventListener("submit", (event) => {
    const first = finder.querySelector("[data-found]");
    if (!first) return;
    event.preventDefault();
    first.click();
  });
  finder.addEventListener("click", (event) => event.target === finder && finder.close());
}
