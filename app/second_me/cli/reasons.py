"""Why a memory was found, on one line of a terminal."""

from typing import Final

from second_me.cli.moments import written
from second_me.cli.plain_text import one_line
from second_me.core.protocol.recall import Hit, Reason, ReasonKind

_TASTES: Final = {
    "own": "your own words",
    "recent": "what is recent",
    "long": "what is long",
    "meaning": "what is close in meaning",
    "words": "what holds the words",
    "exact": "what holds all the words",
    "asks": "what asks something",
}


def why(hit: Hit) -> str:
    """Return the reasons, what says most first; the channels if there are none."""
    told = [_words(reason, hit) for reason in hit.reasons]
    if not told:
        told = [
            f"{trace.channel} (place {trace.rank}, score {trace.score:.3g})"
            for trace in hit.channels
        ]
    return one_line(" · ".join(told))


def _words(reason: Reason, hit: Hit) -> str:
    detail = reason.detail
    if reason.kind is ReasonKind.PERSON:
        return f"said by {detail}" if detail == hit.event.author else f"tells of {detail}"
    if reason.kind is ReasonKind.TASTE:
        return _taste(reason)
    return {
        ReasonKind.TIME: f"on {written(hit.event.moment)}, as asked",
        ReasonKind.WORDS: f"words: {detail}",
        ReasonKind.PHRASE: f"holds “{detail}”",
        ReasonKind.MEANING: f"close in meaning ({reason.weight:.2f})",
        ReasonKind.NEIGHBOUR: "stands beside what fits",
        ReasonKind.KIND: f"holds what is asked for: {detail}",
        ReasonKind.CHOSEN: "chosen on a question like this",
        ReasonKind.EARLIER: f"told otherwise later (memory {detail})",
        ReasonKind.REFUSED: "marked wrong on a question like this",
    }[reason.kind]


def _taste(reason: Reason) -> str:
    """Sources are known here by number alone, so they are not named."""
    group, _, name = reason.detail.partition(":")
    what = _TASTES.get(group, "")
    if name and group != "source":
        what = f"{group} {name}"
    often = "more" if reason.weight > 0 else "less"
    return f"you open {often} of {what or 'its like'}"
