"""The sentences a fact may be quoted from, as a rule of the extract grammar.

A small model cannot copy: left free it makes up its quotes and runs on. With the window's own
sentences as the only quotes it can write, it can only choose.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.sentences import asks, sentences
from second_me.core.terms import topical
from second_me.inference.text_model import Generate
from second_me.memory.windows import FEWEST_WORDS, Piece

_QUOTE_RULE: Final = re.compile(r"^quote ::= .*$", re.MULTILINE)


def with_quotes(request: Generate, pieces: Sequence[Piece]) -> Generate:
    """Return the request with its grammar's rule `quote` replaced by the sentences of `pieces`.

    A grammar without such a rule is left as it is. The maker says which it was.
    """
    quotes = dict.fromkeys(
        sentence for piece in pieces for sentence in sentences(piece.text) if _tells(sentence)
    )
    rule = "quote ::= " + " | ".join(map(_literal, quotes))
    grammar, found = _QUOTE_RULE.subn(lambda _: rule, request.grammar)
    if not found or not quotes:
        return request
    return msgspec.structs.replace(
        request, grammar=grammar, maker=f"{request.maker}, quotes listed"
    )


def _tells(sentence: str) -> bool:
    return not asks(sentence) and len(topical(sentence)) >= FEWEST_WORDS


def _literal(sentence: str) -> str:
    """Return a GBNF string that matches the sentence written as a JSON string."""
    written = msgspec.json.encode(sentence).decode()
    return '"' + written.replace("\\", "\\\\").replace('"', '\\"') + '"'
