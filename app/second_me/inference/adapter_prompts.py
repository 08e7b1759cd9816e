"""The prompts that adapters were trained on, which are not those of the bare base.

An adapter knows its task; its prompt says little and puts what stays the same between two
requests first, so that the second need not compute it again. Training and the product
write these prompts through this one module.
"""

import re
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import msgspec

GENERATE: Final = "v2-adapter"
DECLINE: Final = "Not in memory."
"""What the generate adapter says when the memories do not tell."""

OWN: Final = "me"
"""How the person's own words are signed for the adapters."""

END: Final = "<|im_end|>"
_QUESTION: Final = "<|im_start|>user\n"
_MARKER: Final = re.compile(r"<\|(?=im_(?:start|end)\|>)")
_NUMBERS: Final = re.compile(r"\s*((?:\[\d{1,3}\]\s*)+)")


class Line(msgspec.Struct, frozen=True):
    """One memory as the model is shown it; its number is its place in the list, from 1.

    `day` as `core.said_times.day` writes it; `text` has gone through `annotate` there.
    """

    day: str
    author: str
    text: str


class Reading(msgspec.Struct, frozen=True):
    """An adapter's answer taken apart. `numbers` are those of the memories it names."""

    text: str
    numbers: tuple[int, ...]
    declined: bool


def generate_prompt(lines: Sequence[Line], question: str, asked: str) -> str:
    """Return the whole prompt for a question asked on the day `asked`."""
    memories, turn = generate_parts(lines, question, asked)
    return memories + turn


def generate_parts(lines: Sequence[Line], question: str, asked: str) -> tuple[str, str]:
    """Return the prompt as the memories, alike for all questions on them, and the question."""
    path = files("second_me.inference") / "prompts" / "generate" / f"{GENERATE}.txt"
    before, mark, after = path.read_text("utf-8").partition(_QUESTION)
    shown = "\n".join(memory(number, line) for number, line in enumerate(lines, start=1))
    turn = (mark + after).replace("{question}", plain(question)).replace("{asked}", plain(asked))
    return before.replace("{memories}", shown), turn


def memory(number: int, line: Line) -> str:
    """Return a memory as one line of the prompt."""
    return f"[{number}] {plain(line.day)}, {plain(line.author)}: {plain(line.text)}"


def plain(text: str) -> str:
    """Return `text` on one line; a space breaks whatever would act as a marker of turns."""
    return _MARKER.sub("< |", " ".join(text.split()))


def written(numbers: Sequence[int], answer: str) -> str:
    """Return an answer as the adapter is to write it: numbers first."""
    named = "".join(f"[{number}]" for number in numbers)
    return f"{named} {answer}".strip()


def read_answer(text: str) -> Reading:
    """Take apart what the generate adapter wrote."""
    found = _NUMBERS.match(text)
    numbers = tuple(int(digits) for digits in re.findall(r"\d+", found[1])) if found else ()
    answer = (text[found.end() :] if found else text).strip()
    declined = not numbers or answer.startswith(DECLINE.rstrip("."))
    return Reading(answer, tuple(dict.fromkeys(numbers)), declined)
