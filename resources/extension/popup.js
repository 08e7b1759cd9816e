// The popup: opening it is the person's gesture. It begins a filling and tells how far it is.
"use strict";

const say = (name, ...values) => chrome.i18n.getMessage(name, values.map(String));
const part = (id) => document.getElementById(id);
const AGAIN = new Set(["lost", "declined", "undone", "refused", "filled", "empty"]);

let tab = null;

function show({ state, origin, ready, filled, reason, action }) {
  document.body.dataset.state = state;
  part("site").textContent = origin ? new URL(origin).host : "";
  part("title").textContent = say(`${state}_title`, filled ?? ready ?? "");
  part("detail").textContent = state === "refused" ? [reason, action].filter(Boolean).join(" ") : say(`${state}_detail`);
  part("undo").hidden = state !== "filled" || !filled;
  part("again").hidden = !AGAIN.has(state);
}

async function start() {
  document.documentElement.lang = chrome.i18n.getUILanguage();
  part("undo").textContent = say("undo");
  part("again").textContent = say("again");
  [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  chrome.runtime.onMessage.addListener((message) => {
    if (message.tab === tab.id && message.state) show(message);
  });
  part("undo").addEventListener("click", () => chrome.runtime.sendMessage({ ask: "undo", tab: tab.id }));
  part("again").addEventListener("click", () => chrome.runtime.sendMessage({ ask: "begin", tab: tab.id, anew: true }));
  show({ state: "reading" });
  await chrome.runtime.sendMessage({ ask: "begin", tab: tab.id });
}

void start();
