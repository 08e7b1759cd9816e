"""Search by the words on the disk alone: while the index in memory is being loaded."""

from collections.abc import Sequence

from second_me.core.protocol.recall import ChannelScore, Hit
from second_me.core.terms import stems
from second_me.recall.understanding import Asked
from second_me.vault.vault import Vault

_MOST_TERMS = 32
"""A question's longest words beyond this many add time and little else."""


def hits(vault: Vault, asked: Asked, limit: int) -> tuple[Hit, ...]:
    """Return the events that hold the question's words, by BM25, best first."""
    match = match_string(asked.words)
    if not match:
        return ()
    rows = vault.read(lambda session: session.events.search_words(match, limit))
    events = vault.read(lambda session: session.events.get([event_id for event_id, _ in rows]))
    by_id = {event.id: event for event in events}
    return tuple(
        Hit(
            event=by_id[event_id],
            score=score,
            channels=(ChannelScore(channel="words", score=score, rank=rank),),
        )
        for rank, (event_id, score) in enumerate(rows, start=1)
        if event_id in by_id
    )


def strength(asked: Asked, found: Sequence[Hit]) -> float:
    """Return the best share of the question's words that one of the first hits holds."""
    wanted = frozenset(asked.terms)
    held = [stems(f"{hit.event.author} {hit.event.title} {hit.event.text}") for hit in found[:5]]
    return max((len(wanted & one) / len(wanted) for one in held if wanted), default=0.0)


def match_string(found: Sequence[str]) -> str:
    """Return an FTS5 query for any of these words; empty for none.

    Each is quoted, so that nothing in it is read as an operator.
    """
    kept = set(sorted(found, key=len, reverse=True)[:_MOST_TERMS])
    terms = [word for word in dict.fromkeys(found) if word in kept]
    return " OR ".join(f'"{term}"' + ("*" if _unspaced(term) else "") for term in terms)


def _unspaced(term: str) -> bool:
    """Say whether it is of a script written without spaces, whose runs are no single words."""
    return any("\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" for char in term)
