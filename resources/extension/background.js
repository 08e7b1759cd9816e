// Carries a form's structure to Second Me and its values back, for as long as one filling takes.
//
// Everything starts with the popup, which the person opens by button or shortcut: that alone gives
// access to the tab (activeTab), and until then this extension is in no page. No value is kept.
"use strict";

const HOST = "second_me";
const READING = ["sight.js", "reader.js"];
const FILLING = ["sight.js", "reader.js", "filler.js"];
const KEEPING = ["sight.js", "reader.js", "keeper.js"];
const SPACE = 100_000; // numbers of fields that each frame has for itself

const UNDER_WAY = ["reading", "planning", "waiting"];
const DONE = ["filled", "undone", "refused", "kept"];

const fillings = new Map(); // tab -> { port, state, url, … }
let asked = 0;

function tell(tab, state, more = {}) {
  const filling = fillings.get(tab);
  if (!filling) return;
  Object.assign(filling, { state, ...more });
  const { origin, ready, filled, names, proposed, reason, action } = filling;
  chrome.runtime.sendMessage({ tab, state, origin, ready, filled, names, proposed, reason, action }).catch(() => {});
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
  const filling = fillings.get(tab);
  if (!filling) return;
  filling.port = null;
  filling.answers.forEach((answer) => answer({ error: {} }));
  filling.answers.clear();
  if (!DONE.includes(filling.state)) tell(tab, absent ? "absent" : "lost");
}

function connect(tab) {
  const filling = fillings.get(tab);
  const port = chrome.runtime.connectNative(HOST);
  filling.port = port;
  port.onMessage.addListener((message) => heard(tab, message));
  port.onDisconnect.addListener(() => fillings.get(tab)?.port === port && ended(tab));
}

// Send a question to Second Me and return its answer.
function ask(filling, method, params) {
  asked += 1;
  return new Promise((answer) => {
    filling.answers.set(asked, answer);
    filling.port.postMessage({ id: asked, method, params });
  });
}

const namesOf = ({ fields }) => new Map(fields.map((field) => [field.id, field.label || field.aria || field.placeholder || field.before || field.name]));

async function begin(tab) {
  fillings.get(tab.id)?.port?.disconnect();
  const filling = { state: "reading", port: null, url: tab.url, answers: new Map() };
  fillings.set(tab.id, filling);
  let found;
  try {
    found = await read(tab);
  } catch {
    tell(tab.id, "barred");
    return;
  }
  filling.origin = found.origin;
  if (!found.page) {
    tell(tab.id, "empty");
    return;
  }
  Object.assign(filling, { frames: found.frames, labels: namesOf(found.page) });
  connect(tab.id);
  tell(tab.id, "planning");
  const { result, error } = await ask(filling, "fill.plan", { page: found.page, tab_origin: found.origin });
  if (fillings.get(tab.id) !== filling || !filling.port) return;
  if (result?.type === "planned") tell(tab.id, "waiting", { plan: result.id, ready: result.ready });
  else tell(tab.id, "refused", { reason: error?.message ?? result?.reason, action: error?.action ?? result?.action });
}

function heard(tab, message) {
  const filling = fillings.get(tab);
  if (!filling?.port) return;
  const answer = filling.answers.get(message.id);
  if (answer) {
    filling.answers.delete(message.id);
    answer(message);
    return;
  }
  const push = message.push;
  if (push?.type !== "fill" || push.id !== filling.plan) return;
  if (push.undo) void undo(tab);
  else if (filling.state === "waiting") void decided(tab, push);
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
  report(filling, { filled });
  tell(tab, "filled", { filled: filled.length, names: filled.map((field) => filling.labels.get(field)).filter(Boolean) });
}

function report(filling, told) {
  if (filling.port) void ask(filling, "fill.filled", { id: filling.plan, ...told });
}

async function undo(tab) {
  const filling = fillings.get(tab);
  if (!filling?.filled) return;
  const call = () => globalThis.secondMeFiller?.restore() ?? 0;
  await chrome.scripting.executeScript({ target: { tabId: tab, frameIds: filling.frames }, func: call }).catch(() => {});
  report(filling, { filled: [], undone: true });
  tell(tab, "undone", { filled: 0, names: [] });
}

// Put what the person typed to them in Review: Second Me first names the fields that it has a
// place for, and only those are read.
async function keep(tab) {
  const filling = fillings.get(tab.id);
  if (!filling) return;
  tell(tab.id, "keeping");
  try {
    const { page, origin, frames } = await read(tab);
    if (!filling.port) connect(tab.id);
    const learnt = page ? await ask(filling, "fill.learn", { page, tab_origin: origin }) : {};
    const typed = {};
    for (const [place, frameId] of frames.entries()) {
      const own = (learnt.result?.fields ?? []).filter((field) => Math.floor(field / SPACE) === place).map((field) => field % SPACE);
      if (!own.length) continue;
      const call = (numbers) => globalThis.secondMeKeeper.values(numbers);
      const [{ result }] = await inFrames({ tabId: tab.id, frameIds: [frameId] }, KEEPING, call, [own]);
      for (const [field, value] of result ?? []) typed[field + place * SPACE] = value;
    }
    const kept = Object.keys(typed).length ? await ask(filling, "fill.keep", { page, tab_origin: origin, typed }) : {};
    const refusal = learnt.error ?? kept.error ?? [learnt.result, kept.result].find((one) => one?.type === "refused");
    if (refusal) tell(tab.id, "refused", { reason: refusal.message ?? refusal.reason, action: refusal.action });
    else tell(tab.id, "kept", { proposed: kept.result?.proposed ?? 0 });
  } catch {
    tell(tab.id, "barred");
  }
}

chrome.runtime.onMessage.addListener((message, sender) => {
  const popup = sender.id === chrome.runtime.id && !sender.tab && sender.url === chrome.runtime.getURL("popup.html");
  if (!popup) return;
  if (message.ask === "undo") void undo(message.tab);
  if (message.ask === "keep") void chrome.tabs.get(message.tab).then(keep);
  if (message.ask === "begin") void chrome.tabs.get(message.tab).then((tab) => opened(tab, message.anew));
});

// What is under way, or was filled on this very page, is told again and not begun anew.
function opened(tab, anew) {
  const filling = fillings.get(tab.id);
  const told = UNDER_WAY.includes(filling?.state) || (DONE.includes(filling?.state) && filling.filled);
  if (!anew && told && filling.url === tab.url) tell(tab.id, filling.state);
  else void begin(tab);
}

chrome.tabs.onRemoved.addListener((tab) => {
  fillings.get(tab)?.port?.disconnect();
  fillings.delete(tab);
});
