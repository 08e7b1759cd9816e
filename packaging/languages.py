"""What of the window's words has no translation yet, and what of a catalogue is not said any more.

.venv/bin/python packaging/languages.py [--prune]
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app" / "second_me"
WINDOW = APP / "desktop"
CATALOGUES = WINDOW / "languages"
AGENT = ("core", "vault", "agent", "inference", "ingest", "client", "memory", "recall")
"""The rooms whose sentences reach the window through the agent."""

SPEAKERS = frozenset({"Rejected", "StillLocked", "Failed", "Check", "Skipped", "Problem"})
PLACES = "_place"
"""What names the places of the disk: a name and what lies there."""

REASON = "Reason"
"""What names the copies that an erasure cannot reach."""

FIELDS = frozenset({"title", "message", "action", "reason", "detail", "label", "help", "hint"})


def window_texts() -> tuple[set[str], dict[str, str]]:
    """Return the texts that pass through `tr`, and the counted ones: singulars by plurals."""
    texts: set[str] = set()
    counted: dict[str, str] = {}
    for path in sorted(WINDOW.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = _tables(tree)
        for call in _calls(tree):
            name = _name(call)
            if name == "tr":
                texts.update(_strings(call.args[0], names))
            elif name == "tr_count":
                one, many = (_strings(argument, names) for argument in call.args[:2])
                counted.update(zip(many, one, strict=True))
    return texts, counted


def agent_texts() -> set[str]:
    """Return the sentences of errors, outcomes, checks, settings and formats."""
    sys.path.insert(0, str(ROOT / "app"))
    from second_me.core import errors  # noqa: PLC0415

    # A mistake of ours is told in English, as its report is.
    kinds = {name for name, kind in vars(errors).items() if _is_error(kind) and name != "Bug"}
    found: set[str] = set()
    short: set[str] = set()
    for room in AGENT:
        for path in sorted((APP / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found.update(_prepared(tree))
            for call in _calls(tree):
                name = _name(call)
                if name == PLACES:
                    found.update(text for one in call.args[:2] for text in _strings(one, {}))
                    short.update(text for one in call.args[:1] for text in _strings(one, {}))
                if name == REASON:
                    what = (one.value for one in call.keywords if one.arg == "what")
                    found.update(text for one in what for text in _strings(one, {}))
                if name in kinds | SPEAKERS | {"Setting", "Format"}:
                    named = [one.value for one in call.keywords if one.arg in FIELDS]
                    for argument in [*call.args, *named]:
                        found.update(_strings(argument, {}))
    short |= _short_labels()
    return {text for text in found if " " in text or text in short}


def _prepared(tree: ast.Module) -> Iterator[str]:
    """Yield words that are put into a variable before they are told."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        if node.targets[0].id in FIELDS | {"looked"}:
            yield from _strings(node.value, {})
        elif node.targets[0].id == "words" and isinstance(node.value, ast.Dict):
            for value in node.value.values:
                yield from _strings(value, {})


def missing(language: str) -> dict[str, list[str]]:
    """Return the texts that the catalogue of a language lacks, by its parts."""
    held = read(language)
    texts, counted = window_texts()
    return {
        "texts": sorted(texts - held["texts"].keys()),
        "counted": sorted(counted.keys() - held["counted"].keys()),
        "said": sorted(agent_texts() - held["said"].keys()),
    }


def stale(language: str) -> dict[str, list[str]]:
    """Return what a catalogue holds that nobody says."""
    held = read(language)
    texts, counted = window_texts()
    return {
        "texts": sorted(held["texts"].keys() - texts),
        "counted": sorted(held["counted"].keys() - counted.keys()),
        "said": sorted(held["said"].keys() - agent_texts()),
    }


def read(language: str) -> dict[str, dict[str, object]]:
    data: dict[str, dict[str, object]] = msgspec.json.decode(
        (CATALOGUES / f"{language}.json").read_bytes()
    )
    return data


def write(language: str, held: dict[str, dict[str, object]]) -> None:
    """Write a catalogue in the order of its English, so that changes are small."""
    ordered = {part: dict(sorted(texts.items())) for part, texts in held.items()}
    text = msgspec.json.format(msgspec.json.encode(ordered), indent=1).decode()
    (CATALOGUES / f"{language}.json").write_text(text + "\n", encoding="utf-8")


def _short_labels() -> set[str]:
    from second_me.core.settings import DECLARED  # noqa: PLC0415
    from second_me.ingest import importers  # noqa: PLC0415

    return {one.label for one in DECLARED} | {one.format.label for one in importers()}


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Exception)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "id", getattr(call.func, "attr", "")))


def _tables(tree: ast.Module) -> dict[str, list[str]]:
    """Return the module's tuples of words, by their names."""
    return {
        target.id: [one.value for one in node.value.elts if isinstance(one, ast.Constant)]
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _strings(node: ast.expr, tables: dict[str, list[str]]) -> list[str]:
    """Return the texts that an expression can be; values inside one become {0}, {1} and so on."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and node.value else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(_pieces(node))]
    if isinstance(node, ast.IfExp):
        return [*_strings(node.body, tables), *_strings(node.orelse, tables)]
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in _strings(value, tables)]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return tables.get(node.value.id, [])
    return []


def _pieces(node: ast.JoinedStr) -> Iterator[str]:
    number = 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            yield str(part.value)
        else:
            yield f"{{{number}}}"
            number += 1


def main() -> int:
    """Print what is missing, drop what is stale if asked to; 1 if anything is missing."""
    lacking = 0
    for path in sorted(CATALOGUES.glob("*.json")):
        language = path.stem
        if "--prune" in sys.argv:
            gone = stale(language)
            held = read(language)
            kept = {
                part: {key: own for key, own in held[part].items() if key not in gone[part]}
                for part in held
            }
            write(language, kept)
        for part, texts in missing(language).items():
            lacking += len(texts)
            for text in texts:
                print(f"{language} {part}: {text}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
