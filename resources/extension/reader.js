// Reads the structure of the forms in this frame: what a person sees, never what they typed.
//
// The result is core/forms.py's `Page`. Fields are numbered; `secondMeReader.fields` keeps which
// element a number stands for, in this extension's own world and until the page goes.
"use strict";

globalThis.secondMeReader ??= (() => {
  const LONGEST = 160; // characters of any one text
  const MOST_FIELDS = 400;
  const MOST_OPTIONS = 320;
  const PASSED_OVER = new Set(["hidden", "submit", "button", "image", "reset", "file", "range", "color"]);
  const CONTROLS = "input, select, textarea, button";
  const SILENT = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "OPTION", "SELECT", "TEXTAREA"]);

  const fields = new Map(); // number -> element
  const numbers = new WeakMap();
  let last = 0;

  const plain = (text) => (text ?? "").replace(/\s+/g, " ").trim().slice(0, LONGEST);

  function textOf(node) {
    if (!node) return "";
    const parts = [];
    const walk = (at) => {
      if (at.nodeType === Node.TEXT_NODE) parts.push(at.data);
      else if (!SILENT.has(at.tagName)) at.childNodes.forEach(walk);
    };
    walk(node);
    return plain(parts.join(" "));
  }

  function* everywhere(root) {
    for (const node of root.querySelectorAll("*")) {
      yield node;
      if (node.shadowRoot) yield* everywhere(node.shadowRoot);
    }
  }

  function asks(node) {
    if (node instanceof HTMLInputElement) return !PASSED_OVER.has(node.type);
    return node instanceof HTMLSelectElement || node instanceof HTMLTextAreaElement;
  }

  function byIds(field, attribute) {
    const root = field.getRootNode();
    const ids = (field.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean);
    return plain(ids.map((id) => textOf(root.getElementById?.(id))).join(" "));
  }

  // A label beside a field that names no field, as many pages have it.
  function looseLabel(field) {
    for (let at = field, up = 0; at && up < 3; at = at.parentElement, up += 1) {
      const label = at.parentElement?.querySelector(":scope > label");
      if (label && !label.control && at.parentElement.querySelectorAll(CONTROLS).length === 1) return textOf(label);
    }
    return "";
  }

  const labelOf = (field) => plain([...(field.labels ?? [])].map(textOf).join(" ")) || looseLabel(field);

  function groupOf(field) {
    const box = field.closest("fieldset, [role=group], [role=radiogroup]");
    if (!box) return "";
    const legend = textOf(box.querySelector(":scope > legend"));
    return legend || plain(box.getAttribute("aria-label")) || byIds(box, "aria-labelledby");
  }

  function headerOf(field) {
    const cell = field.closest("td");
    if (!cell) return "";
    const row = cell.parentElement;
    const side = [...row.cells].slice(0, cell.cellIndex).reverse().find((one) => textOf(one));
    if (side && !side.querySelector(CONTROLS)) return textOf(side);
    const top = row.closest("table")?.rows[0];
    return top && top !== row ? textOf(top.cells[cell.cellIndex]) : "";
  }

  // The text in front of (-1) or behind (1) a field, up to the next control.
  function beside(field, way) {
    const walker = document.createTreeWalker(field.getRootNode(), NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    walker.currentNode = field;
    const step = () => (way < 0 ? walker.previousNode() : walker.nextNode());
    for (let node = step(), left = 60; node && left > 0; node = step(), left -= 1) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (field.contains(node) || SILENT.has(node.parentElement?.tagName)) continue;
        const text = plain(node.data);
        if (/[\p{L}\p{N}]/u.test(text)) return text;
      } else if (node.matches(CONTROLS) && !node.contains(field)) {
        return "";
      }
    }
    return "";
  }

  function hintsOf(field) {
    const names = ["class", "data-testid", "data-qa", "data-field", "formcontrolname", "ng-model", "data-bind", "itemprop"];
    return plain(names.map((name) => field.getAttribute(name) ?? "").join(" "));
  }

  function optionsOf(field) {
    const list = field instanceof HTMLSelectElement ? field.options : field.list?.options;
    return [...(list ?? [])].slice(0, MOST_OPTIONS).map((one) => [plain(one.value), plain(one.label || one.text)]);
  }

  const empty = (field) =>
    field.type === "checkbox" || field.type === "radio" ? !field.checked : field instanceof HTMLSelectElement ? field.selectedIndex <= 0 : !field.value;

  function number(field) {
    if (!numbers.has(field)) {
      numbers.set(field, (last += 1));
      fields.set(last, field);
    }
    return numbers.get(field);
  }

  function read(field, forms, unseen) {
    return {
      id: number(field),
      form: forms.indexOf(field.form ?? field.closest("form, [role=form], [role=dialog]")),
      tag: field.tagName.toLowerCase(),
      type: field.type,
      name: plain(field.name),
      dom_id: plain(field.id),
      autocomplete: plain(field.getAttribute("autocomplete")),
      label: labelOf(field),
      aria: plain(field.getAttribute("aria-label")) || byIds(field, "aria-labelledby"),
      described: byIds(field, "aria-describedby"),
      group: groupOf(field),
      header: headerOf(field),
      placeholder: plain(field.placeholder),
      title: plain(field.title),
      before: beside(field, -1),
      after: beside(field, 1),
      hints: hintsOf(field),
      value: field.type === "radio" || field.type === "checkbox" ? plain(field.value) : "",
      options: optionsOf(field),
      max_length: field.maxLength > 0 ? field.maxLength : 0,
      pattern: plain(field.pattern),
      input_mode: plain(field.getAttribute("inputmode")),
      required: Boolean(field.required),
      editable: !field.disabled && !field.readOnly,
      empty: empty(field),
      unseen,
    };
  }

  function headingOf(form) {
    const inside = form.querySelector("h1, h2, h3, h4, legend, [role=heading]");
    if (inside) return textOf(inside);
    const all = [...form.getRootNode().querySelectorAll("h1, h2, h3, h4, [role=heading]")];
    const above = all.filter((one) => one.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING);
    return textOf(above.at(-1));
  }

  function readForm(form) {
    const buttons = [...form.querySelectorAll("button, input[type=submit], input[type=button], input[type=image], [role=button]")];
    return {
      heading: headingOf(form),
      buttons: buttons.slice(0, 8).map((one) => textOf(one) || plain(one.value || one.getAttribute("aria-label"))).filter(Boolean),
      names: plain(["id", "name", "class", "role", "aria-label", "action"].map((name) => form.getAttribute(name) ?? "").join(" ")),
      method: plain(form.getAttribute("method")).toLowerCase(),
    };
  }

  // Return this frame's Page, or null if nothing in it can be filled in.
  function page() {
    const found = [...everywhere(document)].filter(asks).slice(0, MOST_FIELDS);
    if (!found.length) return null;
    const unseen = globalThis.secondMeSight.unseen(found);
    const forms = [...new Set(found.map((field) => field.form ?? field.closest("form, [role=form], [role=dialog]")))].filter(Boolean);
    return {
      origin: self.origin,
      path: plain(location.pathname),
      title: plain(document.title),
      language: plain(document.documentElement.lang).slice(0, 20),
      forms: forms.map(readForm),
      fields: found.map((field, place) => read(field, forms, unseen[place])),
    };
  }

  return { page, fields };
})();
