// Takes the page that the bookmark hands over, puts it into the form as a file, and lets the merchant confirm.
"use strict";

const form = document.querySelector("[data-from-browser]");
const part = (name) => form.querySelector(`[data-${name}]`);
const hide = (name, hidden) => {
  for (const one of form.querySelectorAll(`[data-${name}]`)) one.hidden = hidden;
};

// A byte order mark says that this is UTF-8, whatever the page's own words about its encoding are.
const asFile = (html) => new File(["\ufeff", html], "page.html", { type: "text/html" });

const originOf = (address) => {
  try {
    return new URL(address).origin;
  } catch {
    return "";
  }
};

const take = ({ address, html }) => {
  const files = new DataTransfer();
  const file = asFile(html);
  files.items.add(file);
  form.elements.file.files = files.files;
  if (form.elements.address) form.elements.address.value = address;
  part("arrived-address").textContent = address;
  part("arrived-size").textContent = `${Math.ceil(file.size / 1024)} KB`;
  hide("mismatch", true);
  hide("nothing-came", true);
  hide("ways", true);
  hide("arrived", false);
  part("arrived").querySelector("button").focus();
};

// The browser itself vouches for the origin of a message; what the message says must fit it.
addEventListener("message", (event) => {
  const { wared, address, html } = event.data ?? {};
  if (event.source !== window.opener || wared !== "page") return;
  if (typeof address !== "string" || typeof html !== "string") return;
  if (originOf(address) === event.origin) take({ address, html });
  else hide("mismatch", false);
});
if (window.opener) window.opener.postMessage("wared:ready", "*");

// Shops may cut the tab off from theirs, and then nothing comes: say so, and where the page can still come from.
if (new URLSearchParams(location.search).get("from") === "bookmark") {
  const wait = window.opener ? 4000 : 0;
  setTimeout(() => hide("nothing-came", !part("arrived").hidden || !part("mismatch").hidden), wait);
}

// A session or a form that has expired would answer with another page, and browsers forget files: so look first.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(location.href, { redirect: "manual" }).catch(() => null);
  const html = answer?.ok ? await answer.text() : "";
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[name=csrfmiddlewaretoken]");
  hide("signed-out", answer?.type !== "opaqueredirect");
  hide("offline", Boolean(fresh) || answer?.type === "opaqueredirect");
  if (!fresh) return;
  form.elements.csrfmiddlewaretoken.value = fresh.value;
  form.submit();
});

// On our own page the bookmark would have nothing to send.
part("bookmark")?.addEventListener("click", (event) => {
  event.preventDefault();
  hide("click-note", false);
});
