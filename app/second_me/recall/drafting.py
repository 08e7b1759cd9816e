"""The model's answer as it comes: cut into sentences, each shown once it has been checked."""

import re
import threading
from collections.abc import Callable, Sequence
from typing import Final

from second_me.core.sentences import ends_in_abbreviation
from second_me.recall.grounding import bearers, cited
from second_me.recall.passages import Passage

# A sentence has ended when the next one begins: the citation may stand behind the full stop.
_BOUNDARY: Final = re.compile(
    r"(?<=[.!?])[\"'”\u2019)]*(?:\s*\[\d{1,3}\])*\s+(?=[^\s\[a-z])|\s*\n\s*"
)

_LEAD_IN: Final = re.compile(
    r"^(?:the (?:short )?answer(?: to [^:.]{1,160}?)? is:?|answer:|according to [^,.]{1,40},"
    r"|based on [^,.]{1,40},)\s*",
    re.IGNORECASE,
)

_STOPS: Final = (".", "!", "?", "…", '"', "”", ")", "]")

_LONG: Final = 200
"""A last sentence of so many characters without a full stop was cut off by the grammar."""

_REFUSAL: Final = re.compile(
    r"\bnothing\b|(?:\b(?:not|no|unable|unclear|unknown)|n['\u2019]t)\b.{0,40}\b(?:know|say|mention"
    r"|found|find|contain|information|memor|record|evidence|provided|specified|answer)",
    re.IGNORECASE,
)


class Draft:
    """Takes pieces of text and hands on whole, grounded, cited sentences.

    At the first sentence that the evidence does not bear it ends and asks the model to stop:
    what was handed on is the answer.
    """

    def __init__(
        self,
        question: str,
        evidence: Sequence[Passage],
        emit: Callable[[str], None],
        stop: threading.Event,
        *,
        who: bool = False,
    ) -> None:
        """Begin a draft; `who` says that the question asks for a person."""
        self._question = question
        self._evidence = evidence
        self._who = who
        self._emit = emit
        self._stop = stop
        self._pending = ""
        self._seen: set[str] = set()
        self.text = ""
        self.ended = False
        self.refused = False

    def take(self, piece: str) -> None:
        """Take the next piece of what the model writes."""
        self._pending += piece
        start = 0
        for boundary in _BOUNDARY.finditer(self._pending):
            sentence = self._pending[start : boundary.end()].strip()
            if ends_in_abbreviation(sentence):
                continue
            start = boundary.end()
            self._judge(sentence)
        self._pending = self._pending[start:]

    def finish(self, *, whole: bool) -> None:
        """Judge what is left; `whole` is False when the model was cut off in the middle."""
        rest = self._pending.strip()
        if whole and (rest.endswith(_STOPS) or (not self.text and len(rest) < _LONG)):
            self._judge(rest)
        self._pending = ""

    def restart(self) -> None:
        """Forget what has not been handed on: the model begins again."""
        self._pending = ""

    def _judge(self, sentence: str) -> None:
        sentence = self._without_lead_in(sentence)
        if self.ended or not sentence:
            return
        numbers = bearers(sentence, self._question, self._evidence, who=self._who)
        key = " ".join(sentence.lower().split())
        if not numbers or key in self._seen:
            self.refused = bool(_REFUSAL.search(sentence))
            self.ended = True
            self._stop.set()
            return
        self._seen.add(key)
        shown = cited(sentence, numbers)
        piece = f" {shown}" if self.text else shown
        self.text += piece
        self._emit(piece)

    def _without_lead_in(self, sentence: str) -> str:
        """Return the sentence without "The answer is" or the heading of a memory before it."""
        sentence = _LEAD_IN.sub("", sentence).strip()
        for passage in self._evidence:
            sentence = sentence.removeprefix(f"{passage.heading}:").strip()
        return sentence
