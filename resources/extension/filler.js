// Puts values into fields that were read before, as typing would, and takes them back.
//
// A field gets its value only if it is still the one that was read and a person can still see it.
"use strict";

globalThis.secondMeFiller ??= (() => {
  const NEVER = new Set(["password", "hidden", "file", "submit", "button", "image", "reset", "search"]);
  const TICKED = new Set(["checkbox", "radio"]);
  const undo = new Map(); // field -> how to put it back, and what was put into it

  function setterOf(field) {
    const kind =
      field instanceof HTMLSelectElement ? HTMLSelectElement : field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    return Object.getOwnPropertyDescriptor(kind.prototype, "value").set;
  }

  // The native setter is what frameworks that watch `value` cannot overlook.
  function put(field, value) {
    setterOf(field).call(field, value);
    const typed = { bubbles: true, composed: true };
    field.dispatchEvent(field instanceof HTMLSelectElement ? new Event("input", typed) : new InputEvent("input", { ...typed, inputType: "insertReplacementText", data: value }));
    field.dispatchEvent(new Event("change", typed));
    field.dispatchEvent(new FocusEvent("blur", { composed: true }));
    field.dispatchEvent(new FocusEvent("focusout", typed));
  }

  const usable = (field) => field?.isConnected && !field.disabled && !field.readOnly && !NEVER.has(field.type) && !TICKED.has(field.type);

  function fillOne(field, value) {
    const before = field.value;
    put(field, value);
    if (field.value !== value && field.value === before) return false;
    if (!undo.has(field)) undo.set(field, { before, put: field.value });
    return true;
  }

  // Return the numbers of the fields that took their value.
  function fill(origin, values) {
    if (self.origin !== origin) return [];
    const known = globalThis.secondMeReader?.fields ?? new Map();
    const wanted = values.map(({ field, value }) => ({ number: field, field: known.get(field), value })).filter(({ field }) => usable(field));
    const unseen = globalThis.secondMeSight.unseen(wanted.map(({ field }) => field));
    return wanted.filter(({ field, value }, place) => !unseen[place] && fillOne(field, value)).map(({ number }) => number);
  }

  // Put back what was there before, save where the person has changed it since.
  function restore() {
    let count = 0;
    for (const [field, { before, put: ours }] of undo) {
      if (!field.isConnected || field.value !== ours) continue;
      put(field, before);
      count += 1;
    }
    undo.clear();
    return count;
  }

  return { fill, restore };
})();
