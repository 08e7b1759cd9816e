"""Messages that no person wrote, or that no person is to read: codes, deliveries, bills,
advertisements, programs' text, and orders to a model.
"""

import re
from typing import Final

from second_me.core.records import Event, Origin

_SIGNED: Final = re.compile(r"^\s*(?:【[^】]{2,40}】|\[[A-Z][\w .&-]{2,40}\] )")
_SAYS: Final = re.compile(
    r"\b(?:verification code|one-time (?:code|password)|do not (?:reply|share (?:it|this))"
    r"|unsubscribe|reply (?:stop|td|t)\b|your (?:order|parcel|package|bill|account balance)"
    r"|dear (?:customer|user|owner|member|sir|cardholder)|\d+ ?% off|terms apply)\b",
    re.IGNORECASE,
)
_ORDERS: Final = re.compile(
    r"<\|im_(?:start|end)|</?s>|\[/?INST\]|<<SYS>>|^#{2,} *(?:system|instructions?|assistant)\b"
    r"|\b(?:ignore|disregard|override|forget) (?:(?:all|any|your|the|these|previous|prior|earlier)"
    r" )*(?:instructions?|system prompt)\b"
    r"|\b(?:disregard|ignore|forget) everything (?:before|above|so far|you)\b"
    r"|^\s*\[\d+\] .+ \| \w+\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_PROGRAM: Final = re.compile(
    r"""^\s*(?:
        (?:async\ )?def\ \w+\( | class\ \w+[(:{] | function\b.*\( | \#include\b | \#! | @\w+\(
        | (?:from\ [\w.]+\ )?import\ [\w.*]+(?:,\ [\w.*]+)*(?:\ as\ \w+)?;?$
        | (?:export|const|let|var|public|private|static)\ [\w<>\[\]\ ]+[={(]
        | (?:if|for|while|else|try)\b.*[:{]$ | SELECT\ .*\ FROM\b | [\w.]+\(.*\);?$
        | \w[\w.\[\]]*\ (?:[-+*/]?=|:=|=>)\ .*[\w)\]"';]$
        | </?\w[^>]*> | \$\ \w | >>>\  | Traceback\  | File\ ".*",\ line\ \d
        | ["'][\w-]+["']:\ .*,?$
    )
    | [;{}]\s*$""",
    re.VERBOSE,
)
_FENCE: Final = re.compile(r"^```", re.MULTILINE)
_MOSTLY: Final = 0.5
_LETTERS: Final = re.compile(r"[^\W\d_]")


def is_automatic(event: Event) -> bool:
    """Return whether a message of somebody else's looks as if a program had sent it."""
    if event.origin is not Origin.OTHER:
        return False
    numbered = bool(event.author) and not _LETTERS.search(event.author)
    short_number = numbered and sum(map(str.isdigit, event.author)) <= 8  # noqa: PLR2004
    return short_number or bool(_SIGNED.match(event.text)) or bool(_SAYS.search(event.text))


def orders_a_model(text: str) -> bool:
    """Return whether a message holds a model's own marks or tells it to leave its instructions:
    whatever it tells beside that was written to be stored, not to be said.
    """
    return _ORDERS.search(text) is not None


def is_code(text: str) -> bool:
    """Return whether a text is mostly a program's, not a person's: fenced, or by its lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    fenced = sum(len(block.split("\n")) for block in _FENCE.split(text)[1::2])
    written = sum(_PROGRAM.search(line) is not None for line in lines)
    return max(fenced, written) > _MOSTLY * max(len(lines), 1)
