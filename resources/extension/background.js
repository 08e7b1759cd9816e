// Carries a form's structure to Second Me and its values back, for as long as one filling takes.
//
// Everything starts with the popup, which the person opens by button or shortcut: that alone gives
// access to the tab (activeTab), and until then this extension is in no page. No value is kept.
"use strict";

const HOST = "second_me";
const READING = ["sight.js", "reader.js"];
const FILLING = ["sight.js", "reader.js", "filler.js"];
const SPACE = 100_000; // numbers of fields that each frame has for itself

const fillings = new Map(); // tab -> { port, state, … }

function tell(tab, state, more = {}) {
  const filling = fillings.get(tab);
  if (!filling) return;
  Object.assign(filling, { state, ...more });
  const { origin, ready, filled, reason, action } = filling;
  chrome.runtime.sendMessage({ tab, state, origin, ready, filled, reason, action }).catch(() => {});
}

async function inFrames(target, files, call, args = []) {
  await chrome.scripting.executeScript({ target, files });
  return chrome.scripting.executeScript({ target, func: call, args });
}

// Read all frames of the tab's own origin as one page, its fields numbered through.
async function read(tab) {
  const origin = new URL(tab.url).origin;
  const results = await inFrames({ tabId: tab.id, allFrames: true }, READING, () => globalThis.secondMeReader?.page());
  const pages = results.filter(({ result }) => result && result.origin === origin).sort((a, b) => a.frameId - b.frameId);
  if (!pages.length) return { origin, page: null, frames: [] };
  const page = { ...pages[0].result, forms: [], fields: [] };
  const frames = pages.slice(0, 20).map(({ frameId, result }, place) => {
    const first = page.forms.length;
    page.forms.push(...result.forms);
    page.fields.push(...result.fields.map((field) => ({ ...field, id: field.id + place * SPACE, form: field.form < 0 ? -1 : field.form + first })));
    return frameId;
  });
  page.forms = page.forms.slice(0, 400);
  page.fields = page.fields.filter((field) => field.form < page.forms.length).slice(0, 400);
  return { origin, page, frames };
}

function ended(tab) {
  const lost = chrome.runtime.lastError?.message ?? "";
  const absent = /not found|forbidden|access/i.test(lost);
  if (!["filled", "refused", "undone"].includes(fillings.get(tab)?.state)) tell(tab, absent ? "absent" : "lost");
  const filling = fillings.get(tab);
  if (filling) filling.port = null;
}

async function begin(tab) {
  fillings.get(tab.id)?.port?.disconnect();
  fillings.set(tab.id, { state: "reading", port: null });
  let found;
  try {
    found = await read(tab);
  } catch {
    tell(tab.id, "barred");
    return;
  }
  if (!found.page) {
    tell(tab.id, "empty", { origin: found.origin });
    return;
  }
  const port = chrome.runtime.connectNative(HOST);
  Object.assign(fillings.get(tab.id), { port, frames: found.frames, origin: found.origin });
  port.onMessage.addListener((message) => heard(tab.id, message));
  port.onDisconnect.addListener(() => ended(tab.id));
  port.postMessage({ id: 1, method: "fill.plan", params: { page: found.page, tab_origin: found.origin } });
  tell(tab.id, "planning");
}

function heard(tab, message) {
  const filling = fillings.get(tab);
  if (!filling?.port) return;
  if (message.error) {
    tell(tab, "refused", { reason: message.error.message, action: message.error.action });
  } else if (message.id === 1 && message.result?.type === "refused") {
    tell(tab, "refused", message.result);
  } else if (message.id === 1) {
    tell(tab, "waiting", { plan: message.result.id, ready: message.result.ready });
  } else if (message.push?.type === "fill" && message.push.id === filling.plan && filling.state === "waiting") {
    void decided(tab, message.push);
  }
}

async function decided(tab, { origin, values = [] }) {
  const filling = fillings.get(tab);
  if (!values.length) {
    tell(tab, "declined");
    filling.port?.disconnect();
    return;
  }
  const filled = [];
  for (const [place, frameId] of filling.frames.entries()) {
    const own = values.filter(({ field }) => Math.floor(field / SPACE) === place).map(({ field, value }) => ({ field: field % SPACE, value }));
    if (!own.length) continue;
    try {
      const call = (at, puts) => globalThis.secondMeFiller.fill(at, puts);
      const [{ result }] = await inFrames({ tabId: tab, frameIds: [frameId] }, FILLING, call, [origin, own]);
      filled.push(...(result ?? []).map((field) => field + place * SPACE));
    } catch {
      // The frame is gone, or the tab went to another page: nothing of it is filled.
    }
  }
  filling.port?.postMessage({ id: 2, method: "fill.filled", params: { id: filling.plan, filled } });
  tell(tab, "filled", { filled: filled.length });
}

async function undo(tab) {
  const filling = fillings.get(tab);
  if (filling?.state !== "filled") return;
  const call = () => globalThis.secondMeFiller?.restore() ?? 0;
  await chrome.scripting.executeScript({ target: { tabId: tab, frameIds: filling.frames }, func: call }).catch(() => {});
  filling.port?.postMessage({ id: 3, method: "fill.filled", params: { id: filling.plan, filled: [], undone: true } });
  tell(tab, "undone");
}

chrome.runtime.onMessage.addListener((message, sender) => {
  const popup = sender.id === chrome.runtime.id && !sender.tab && sender.url === chrome.runtime.getURL("popup.html");
  if (!popup) return;
  if (message.ask === "undo") void undo(message.tab);
  if (message.ask === "begin") {
    const state = fillings.get(message.tab)?.state;
    const again = !message.anew && ["waiting", "planning", "reading"].includes(state);
    if (again) tell(message.tab, state);
    else void chrome.tabs.get(message.tab).then(begin);
  }
});

chrome.tabs.onRemoved.addListener((tab) => {
  fillings.get(tab)?.port?.disconnect();
  fillings.delete(tab);
});
