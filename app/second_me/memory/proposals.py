"""Reading what the model wrote as a list of proposed facts."""

import re
from typing import Final

import msgspec

MAX_PROPOSALS: Final = 40

_LIST: Final = re.compile(r"\[.*", re.DOTALL)


class Candidate(msgspec.Struct, frozen=True):
    """A fact as the model proposes it: nothing of it is believed yet."""

    subject: str = ""
    kind: str = ""
    text: str = ""
    quote: str = ""
    when: str | None = ""


def parse(untrusted_text: str) -> list[Candidate] | None:
    """Return the proposals in the model's output; None if it is no list of them.

    A list that was cut off in the middle is read up to its last whole entry.
    """
    found = _LIST.search(untrusted_text)
    if found is None:
        return None
    text = found.group()
    for end in (text.rfind("]") + 1, 0):
        whole = text[:end] if end else text[: text.rfind("}") + 1] + "]"
        try:
            return msgspec.json.decode(whole, type=list[Candidate])[:MAX_PROPOSALS]
        except msgspec.MsgspecError:
            continue
    return None
