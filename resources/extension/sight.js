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
  const WIDE = 40; // pixels of border, outline or shadow that serve to cover something
  const BLURRED = 3; // pixels of blur after which nothing can be read
  const SVG = "http://www.w3.org/2000/svg";
  const REPLACED = new Set(["IFRAME", "IMG", "CANVAS", "VIDEO", "OBJECT", "EMBED"]);
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

  // Whether what stands in a field could not be read: as clear as glass, as small as a dot, moved
  // out of it, or of the colour of its ground.
  function unreadable(style) {
    const ink = style.webkitTextFillColor ?? style.color;
    if (alpha(ink) < SHOWN || alpha(style.color) < SHOWN || parseFloat(style.fontSize) < 4) return true;
    return Math.abs(parseFloat(style.textIndent)) > 200 || (alpha(style.backgroundColor) === 1 && ink === style.backgroundColor);
  }

  function filtered(filter) {
    const opacity = /opacity\(([\d.]+)(%?)\)/.exec(filter);
    const blur = /blur\(([\d.]+)px\)/.exec(filter);
    if (blur && Number(blur[1]) > BLURRED) return 0;
    return opacity ? Number(opacity[1]) / (opacity[2] ? 100 : 1) : 1;
  }

  function faint(field) {
    const own = styleOf(field);
    if (own.visibility !== "visible" || unreadable(own)) return true;
    let opacity = 1;
    for (const node of upwards(field)) {
      const style = styleOf(node);
      if (style.display === "none" || style.contentVisibility === "hidden") return true;
      if ((style.maskImage ?? "none") !== "none" || (style.webkitMaskImage ?? "none") !== "none") return true;
      opacity *= Number(style.opacity) * filtered(style.filter);
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

  // Where what a field lies in scrolls by no hand of a person's, and it lies outside.
  function clipped(field, box) {
    const view = viewOf(field);
    for (const node of upwards(field)) {
      if (node === field) continue;
      const { overflowX, overflowY } = styleOf(node);
      const root = node === field.ownerDocument.documentElement || node === field.ownerDocument.body;
      const room = root ? { left: 0, top: 0, right: view.innerWidth, bottom: view.innerHeight } : node.getBoundingClientRect();
      const shut = (overflow) => overflow === "hidden" || overflow === "clip";
      if (shut(overflowX) && (box.right <= room.left + 2 || box.left >= room.right - 2)) return true;
      if (shut(overflowY) && (box.bottom <= room.top + 2 || box.top >= room.bottom - 2)) return true;
    }
    return false;
  }

  const drawn = (style) =>
    style.backgroundImage !== "none" ||
    alpha(style.backgroundColor) >= SHOWN ||
    style.boxShadow.includes("inset") ||
    (style.backdropFilter ?? "none") !== "none" ||
    ["Top", "Right", "Bottom", "Left"].some((side) => parseFloat(style[`border${side}Width`]) > WIDE);

  function paints(node) {
    if (REPLACED.has(node.tagName)) return true;
    if (node.namespaceURI === SVG) return styleOf(node).fill !== "none";
    return drawn(styleOf(node));
  }

  // An element that a field lies in takes a hit above it where a part made by style does.
  function paintsAbove(node) {
    return ["::before", "::after", "::backdrop"].some((part) => {
      const style = viewOf(node).getComputedStyle(node, part);
      return style.content !== "none" && style.content !== "normal" && drawn(style);
    });
  }

  const around = (node, field) => [...upwards(field)].includes(node);
  const inside = (node, field) => [...upwards(node)].includes(field);

  // Shadows and outlines take no hits: those wide enough to cover a field are looked for by style.
  function shades(view) {
    const found = [];
    for (const node of view.document.querySelectorAll("*")) {
      const style = styleOf(node);
      const lengths = style.boxShadow === "none" || style.boxShadow.includes("inset") ? [] : (style.boxShadow.match(/-?[\d.]+px/g) ?? []).map(parseFloat);
      const wide = Math.max(parseFloat(style.outlineWidth) || 0, ...lengths.map(Math.abs));
      if (wide > WIDE && (style.outlineStyle !== "none" || alpha(style.boxShadow.split(" 0px")[0]) >= SHOWN)) found.push([node, wide]);
    }
    return found;
  }

  function shaded(field, box, wide) {
    return wide.some(([node, reach]) => {
      if (around(node, field) || node === field) return false;
      const from = node.getBoundingClientRect();
      return from.left - reach < box.right && from.right + reach > box.left && from.top - reach < box.bottom && from.bottom + reach > box.top;
    });
  }

  // Browsers let extensions look into closed shadow roots, too.
  const shadowOf = (node) => node.openOrClosedShadowRoot ?? globalThis.chrome?.dom?.openOrClosedShadowRoot?.(node) ?? node.shadowRoot;

  // Hit outside of its own boxes, an element holds something there that cannot be looked into.
  const opaque = (node, x, y) =>
    node.localName.includes("-") || node.childElementCount === 0
      ? ![...node.getClientRects()].some((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)
      : false;

  // What lies at a point, the topmost first, into shadow roots.
  function pile(root, x, y) {
    return root.elementsFromPoint(x, y).flatMap((node) => {
      const inner = shadowOf(node);
      if (!inner || inner === root) return [node];
      return [...pile(inner, x, y).filter((one) => inner.contains(one)), node];
    });
  }

  function seenAt(field, x, y) {
    for (const node of pile(field.ownerDocument, x, y)) {
      if (node === field) return true;
      if (around(node, field) ? paintsAbove(node) : !inside(node, field) && (paints(node) || opaque(node, x, y))) return false;
    }
    return false;
  }

  function covered(field) {
    const box = field.getBoundingClientRect();
    const free = POINTS.filter(([x, y]) => seenAt(field, box.left + x * box.width, box.top + y * box.height));
    return free.length < SEEN;
  }

  function shadowRoots(root) {
    const own = [...root.querySelectorAll("*")].map(shadowOf).filter(Boolean);
    return own.flatMap((inner) => [inner, ...shadowRoots(inner)]);
  }

  // Run `look` while every element takes hits, so that nothing lies above a field unnoticed. The
  // first layer of a page's styles wins among those that are important; written on an element
  // itself they would win over it.
  function forced(fields, look) {
    const documents = [...new Set(fields.map((field) => field.ownerDocument))];
    const roots = documents.flatMap((document) => [document, ...shadowRoots(document)]);
    const sheets = roots.map((root) => {
      const sheet = (root.ownerDocument ?? root).createElement("style");
      sheet.textContent = "@layer second-me { *, *::before, *::after { pointer-events: auto !important } }";
      (root.head ?? root.documentElement ?? root).prepend(sheet);
      return sheet;
    });
    const written = roots.flatMap((root) => [...root.querySelectorAll("[style*=pointer-events i]")]).map((node) => [node, node.getAttribute("style")]);
    written.forEach(([node]) => node.style.setProperty("pointer-events", "auto", "important"));
    try {
      return look();
    } finally {
      written.forEach(([node, style]) => node.setAttribute("style", style));
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

  function flaw(field, wide) {
    if (!field.isConnected || faint(field)) return "hidden";
    const box = field.getBoundingClientRect();
    if (small(box, field)) return "small";
    if (away(box, viewOf(field)) || clipped(field, box)) return "away";
    if (shaded(field, box, wide)) return "covered";
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
    const why = frames === null ? "hidden" : frames.map((frame) => forced([frame], () => flaw(frame, shades(viewOf(frame))))).find(Boolean);
    const wide = shades(window);
    return why ? fields.map(() => why) : forced(fields, () => fields.map((field) => flaw(field, wide)));
  }

  return { unseen };
})();
