"""Write the method tables of docs/protocol.md from the request classes.

Run from the checkout: python packaging/protocol_doc.py
"""

import inspect
import re
import sys
import typing
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- methods: begin -->", "<!-- methods: end -->"
sys.path.insert(0, str(ROOT / "app"))

from second_me.core.protocol import METHODS, pushes  # noqa: E402


def short(annotation: object) -> str:
    """Return a type as a reader would write it, without the modules it lives in."""
    if not typing.get_args(annotation):
        return getattr(annotation, "__name__", str(annotation))
    text = re.sub(r"\b(?:\w+\.)+(?=\w)", "", str(annotation))
    return re.sub(r"Optional\[(\w+)\]", r"\1 | None", text)


def own_doc(kind: type) -> str:
    """Return what a class says of itself on one line, empty if it says nothing."""
    doc = kind.__dict__.get("__doc__") or ""
    return " ".join(inspect.cleandoc(doc).split())


def fields(kind: type) -> str:
    """Return the fields of a struct with types; optional ones end in a question mark."""
    hints = typing.get_type_hints(kind)
    return ", ".join(
        f"`{field.name}{'' if field.required else '?'}: {short(hints[field.name])}`"
        for field in msgspec.structs.fields(kind)
    ).replace("|", "\\|")


def tables() -> str:
    """Return a table a group of methods, then one of the notifications."""
    lines: list[str] = []
    groups = dict.fromkeys(name.split(".")[0] for name in sorted(METHODS))
    for group in groups:
        lines += [f"### {group}", "", "| method | parameters | result | meaning |"]
        lines.append("| --- | --- | --- | --- |")
        for name in sorted(METHODS):
            if name.split(".")[0] != group:
                continue
            kind = METHODS[name]
            result = short(kind.RESULT).replace("|", "\\|")
            lines.append(f"| `{name}` | {fields(kind)} | `{result}` | {own_doc(kind)} |")
        lines.append("")
    lines += ["### Notifications", "", "| method | parameters | meaning |", "| --- | --- | --- |"]
    for kind in typing.get_args(pushes.PushParams):
        tag = kind.__struct_config__.tag
        lines.append(f"| `{tag}` | {fields(kind)} | {own_doc(kind)} |")
    return "\n".join(lines)


def render(page: str) -> str:
    """Return the page with the part between the marks written anew."""
    head, rest = page.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n\n{tables()}\n\n{END}{tail}"


def main() -> None:
    page = ROOT / "docs" / "protocol.md"
    page.write_text(render(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
