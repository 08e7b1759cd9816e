// The popup: opening it is the person's gesture. It begins a filling and tells how far it is.
"use strict";

const say = (name, ...values) => chrome.i18n.getMessage(name, values.map(String));
const part = (id) => document.getElementById(id);
const AGAIN = new Set(["lost", "declined", "undone", "refused", "filled", "kept", "empty"]);
const KEEP = new Set(["filled", "undone", "declined", "refused"]);

let tab = null;

function list(names) {
  const items = names.map((name) => Object.assign(document.createElement("li"), { textContent: name }));
  part("names").replaceChildren(...items);
  part("names").hidden = !items.length;
}

const titleOf = (state, count) => say(count === 1 ? `${state}_one` : `${state}_title`, count) || say(`${state}_title`, count);

function show({ state, origin, ready, filled, names, proposed, reason, action }) {
  document.body.dataset.state = state;
  part("site").textContent = origin ? new URL(origin).host : "";
  const none = state === "kept" && !proposed ? "_none" : "";
  part("title").textContent = none ? say("kept_none_title") : titleOf(state, state === "kept" ? proposed : (filled ?? ready ?? ""));
  part("detail").textContent = state === "refused" ? [reason, action].filter(Boolean).join(" ") : say(`${state}${none}_detail`);
  list(state === "filled" ? (names ?? []) : []);
  part("undo").hidden = !filled || !["filled", "kept"].includes(state);
  part("keep").hidden = !KEEP.has(state);
  part("again").hidden = !AGAIN.has(state);
}

async function start() {
  document.documentElement.lang = chrome.i18n.getUILanguage();
  for (const name of ["undo", "keep", "again"]) part(name).textContent = say(name);
  part("keep").title = say("keep_hint");
  [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  chrome.runtime.onMessage.addListener((message) => {
    if (message.tab === tab.id && message.state) show(message);
  });
  for (const name of ["undo", "keep"]) {
    part(name).addEventListener("click", () => chrome.runtime.sendMessage({ ask: name, tab: tab.id }));
  }
  part("again").addEventListener("click", () => chrome.runtime.sendMessage({ ask: "begin", tab: tab.id, anew: true }));
  show({ state: "reading" });
  await chrome.runtime.sendMessage({ ask: "begin", tab: tab.id });
}

void start();
