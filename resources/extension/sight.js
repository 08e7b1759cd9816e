// Whether a person can see a field: asked when a form is read, and again just before it is filled.
//
// Nothing of it needs a server's word or a wait. What lies above a field is found by hit testing
// with `pointer-events` forced on, in one task and so without a frame being painted.
"use strict";

globalThis.secondMeSight ??= (() => {
  const SMALLEST = 6; // CSS pixels of width and height
  const FAINTEST = 0.4; // opacity of the field times that of all it lies in
  const SHOWN = 0.1; // alpha from which a colour covers or can be seen
  const SEEN = 3; // of the five points of a field that have to be free
  const REPLACED = new Set(["IFRAME", "IMG", "CANVAS", "VIDEO", "OBJECT", "EMBED", "svg"]);
  const TICKED = new Set(["checkbox", "radio"]);
  const POINTS = [[0.5, 0.5], [0.15, 0.3], [0.85, 0.3], [0.15, 0.7], [0.85, 0.7]];

  const viewOf = (node) => node.ownerDocument.defaultView;
  const styleOf = (node) => viewOf(node).getComputedStyle(node);
  const parentOf = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;

  function* upwards(node) {
    for (let at = node; at; at = parentOf(at)) yield at;
  }

  function alpha(colour) {
    if (colour === "transparent") return 0;
    const parts = colour.match(/[\d.]+/g) ?? [];
    return parts.length > 3 ? Number(parts[3]) : 1;
  }

  function faint(field) {
    const own = styleOf(field);
    if (own.visibility !== "visible" || alpha(own.color) < SHOWN || parseFloat(own.fontSize) < 4) return true;
    let opacity = 1;
    for (const node of upwards(field)) {
      const style = styleOf(node);
      if (style.display === "none" || style.contentVisibility === "hidden") return true;
      const filtered = /opacity\(([\d.]+)(%?)\)/.exec(style.filter);
      opacity *= Number(style.opacity);
      if (filtered) opacity *= Number(filtered[1]) / (filtered[2] ? 100 : 1);
    }
    return opacity < FAINTEST;
  }

  function small(box, field) {
    const least = TICKED.has(field.type) ? 1 : SMALLEST;
    return box.width < least || box.height < least;
  }

  function away(box, view) {
    const { documentElement: page, body } = view.document;
    const wide = Math.max(page.scrollWidth, view.innerWidth);
    const high = Math.max(page.scrollHeight, body?.scrollHeight ?? 0, view.innerHeight);
    const left = box.left + view.scrollX;
    const top = box.top + view.scrollY;
    return left + box.width <= 2 || top + box.height <= 2 || left >= wide - 2 || top >= high - 2;
  }

  function paints(node) {
    if (REPLACED.has(node.tagName)) return true;
    const style = styleOf(node);
    if (style.backdropFilter && style.backdropFilter !== "none") return true;
    return style.backgroundImage !== "none" || alpha(style.backgroundColor) >= SHOWN;
  }

  // A field's own parts, what it lies in and its labels do not hide it.
  function belongs(node, field) {
    if ([...upwards(field)].includes(node) || [...upwards(node)].includes(field)) return true;
    return [...(field.labels ?? [])].some((label) => label.contains(node));
  }

  // What lies at a point, the topmost first, into open shadow roots.
  function pile(root, x, y) {
    return root.elementsFromPoint(x, y).flatMap((node) => {
      const inner = node.shadowRoot;
      if (!inner || inner === root) return [node];
      return [...pile(inner, x, y).filter((one) => inner.contains(one)), node];
    });
  }

  function seenAt(field, x, y) {
    for (const node of pile(field.ownerDocument, x, y)) {
      if (node === field) return true;
      if (!belongs(node, field) && paints(node)) return false;
    }
    return false;
  }

  function covered(field) {
    const box = field.getBoundingClientRect();
    const free = POINTS.filter(([x, y]) => seenAt(field, box.left + x * box.width, box.top + y * box.height));
    return free.length < SEEN;
  }

  // Run `look` while every element takes hits, so that nothing lies above a field unnoticed.
  function forced(fields, look) {
    const sheets = [...new Set(fields.flatMap((field) => [field.ownerDocument, field.getRootNode()]))].map((root) => {
      const sheet = (root.ownerDocument ?? root).createElement("style");
      sheet.textContent = "*, *::before, *::after { pointer-events: auto !important }";
      (root.head ?? root.documentElement ?? root).append(sheet);
      return sheet;
    });
    try {
      return look();
    } finally {
      sheets.forEach((sheet) => sheet.remove());
    }
  }

  // Run `look` with the field in view, and put everything back to where it was scrolled.
  function inView(field, look) {
    const view = viewOf(field);
    const before = [...upwards(field)].map((node) => [node, node.scrollTop, node.scrollLeft]);
    const [left, top] = [view.scrollX, view.scrollY];
    try {
      field.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      return look();
    } finally {
      for (const [node, down, right] of before) {
        if (node.scrollTop !== down) node.scrollTop = down;
        if (node.scrollLeft !== right) node.scrollLeft = right;
      }
      view.scrollTo({ left, top, behavior: "instant" });
    }
  }

  function flaw(field) {
    if (!field.isConnected || faint(field)) return "hidden";
    const box = field.getBoundingClientRect();
    if (small(box, field)) return "small";
    if (away(box, viewOf(field))) return "away";
    return inView(field, () => (covered(field) ? "covered" : ""));
  }

  // The frames that a document lies in, the innermost first; null if one is another site's.
  function framesAround() {
    const frames = [];
    for (let view = window; view !== view.top; view = view.parent) {
      if (!view.frameElement) return null;
      frames.push(view.frameElement);
    }
    return frames;
  }

  // Why each field cannot be seen: "hidden", "small", "away", "covered"; or "" if it can.
  function unseen(fields) {
    const frames = framesAround();
    const around = frames === null ? "hidden" : frames.map((frame) => forced([frame], () => flaw(frame))).find(Boolean);
    return around ? fields.map(() => around) : forced(fields, () => fields.map(flaw));
  }

  return { unseen };
})();
