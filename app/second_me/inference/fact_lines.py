"""How the extract adapter is shown messages and how it writes facts down: a line each.

    [2] Marta works as a nurse at the city hospital. | work

JSON would cost a small model three times the tokens. The quote is not written at all: a program
finds the words of the message that bear the statement. "none" alone means that nothing is told,
so the first token decides between something and nothing.
"""

import re
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Final

import msgspec

from second_me.inference.adapter_prompts import Line, plain

EXTRACT: Final = "v2-adapter"
"""Names prompt and grammar together: neither changes without the other."""

NONE: Final = "none"
KINDS: Final = (
    "identity", "relation", "work", "education", "place", "health", "preference", "habit",
    "plan", "event", "possession", "other",
)  # fmt: skip
MOST_FACTS: Final = 6
MAX_TOKENS: Final = 220
LONGEST: Final = 220
"""Characters of one statement."""

_NO_DAY: Final = "no date"
_USER: Final = "<|im_start|>user\n"
_FACT: Final = re.compile(r"\[(\d{1,2})\] (.+?) \| ([a-z]+)")


class Stated(msgspec.Struct, frozen=True):
    """A fact as the adapter wrote it; `number` is that of the message, from 1."""

    number: int
    text: str
    kind: str


def extract_parts(lines: Sequence[Line]) -> tuple[str, str]:
    """Return the prompt as what all windows have in common, and this window's own."""
    path = files("second_me.inference") / "prompts" / "extract" / f"{EXTRACT}.txt"
    before, mark, after = path.read_text("utf-8").partition(_USER)
    return before, (mark + after).replace("{lines}", "\n".join(_shown(lines)))


def _shown(lines: Sequence[Line]) -> Iterable[str]:
    """Yield the messages, numbered, each day before the first of its messages."""
    day = None
    for number, line in enumerate(lines, start=1):
        if line.day != day:
            day = line.day
            yield f"{plain(day) or _NO_DAY}:"
        yield f"[{number}] {plain(line.author)}: {plain(line.text)}"


def written(facts: Sequence[Stated]) -> str:
    """Return facts as the adapter is to write them."""
    rows = [f"[{fact.number}] {plain(fact.text)} | {fact.kind}" for fact in facts]
    return "\n".join(rows) or NONE


def read_facts(text: str) -> list[Stated] | None:
    """Return what the adapter wrote down; None if it is neither facts nor "none".

    A last line that was cut off is left out.
    """
    rows = text.strip().splitlines()
    found = [_FACT.fullmatch(row.strip()) for row in rows]
    facts = [Stated(int(row[1]), row[2], row[3]) for row in found if row and row[3] in KINDS]
    return facts if facts or text.strip() in {NONE, ""} else None


def grammar(count: int, names: Sequence[str]) -> str:
    """Return the GBNF for the facts of a window of `count` messages, at least one: whether
    anything is told is asked first (`Generate.decline`).

    Every statement begins with one of `names`, so that it is always about somebody who is there.
    """
    numbers = " | ".join(f'"{number}"' for number in range(1, count + 1))
    kinds = " | ".join(f'"{kind}"' for kind in KINDS)
    subjects = " | ".join(_literal(plain(name)) for name in dict.fromkeys(names))
    return (
        f'root ::= fact ("\\n" fact){{0,{MOST_FACTS - 1}}}\n'
        f'fact ::= "[" number "] " subject tail " | " kind\n'
        f"number ::= {numbers}\n"
        f"subject ::= {subjects}\n"
        f"tail ::= [ :'] char{{3,{LONGEST}}}\n"
        "char ::= [^|\\n\\[\\]<>]\n"
        f"kind ::= {kinds}\n"
    )


def _literal(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
