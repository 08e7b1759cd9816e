// Reads what stands in fields, on the person's click on "Keep what I typed" and at no other time.
//
// Only fields that Second Me named are read: it has no place for secrets, and so never names them.
"use strict";

globalThis.secondMeKeeper ??= (() => {
  const LONGEST = 400; // characters of a value that is kept
  const NEVER = new Set(["password", "hidden", "file", "checkbox", "radio"]);

  // Return number and value of those of the numbered fields that hold something.
  function values(numbers) {
    const known = globalThis.secondMeReader?.fields ?? new Map();
    const fields = numbers.map((number) => [number, known.get(number)]);
    return fields.filter(([, field]) => field?.isConnected && !NEVER.has(field.type) && field.value).map(([number, field]) => [number, field.value.slice(0, LONGEST)]);
  }

  return { values };
})();
