"""What `EventIndex` does, worked out slowly event by event."""

import math
from collections import Counter
from collections.abc import Sequence

from second_me.core.terms import STOP_WORDS, stem, words
from second_me.recall.conversations import STRETCH_GAP, THREADLESS_GAP
from second_me.vault.event_rows import EventRow


def terms_of(row: EventRow) -> list[str]:
    return [stem(word) for word in words(f"{row.title} {row.text}") if word not in STOP_WORDS]


class Reference:
    def __init__(self, rows: Sequence[EventRow]) -> None:
        self.rows = {row.id: row for row in rows}
        self.counts = {row.id: Counter(terms_of(row)) for row in rows}
        self.before: dict[int, int] = {}
        self.after: dict[int, int] = {}
        self.session: dict[int, int] = {}
        threads: dict[tuple[int, str], list[EventRow]] = {}
        for row in rows:
            threads.setdefault((row.source_id, row.thread), []).append(row)
        for (_, thread), members in threads.items():
            gap = STRETCH_GAP if thread else THREADLESS_GAP
            ordered = sorted(members, key=lambda row: (row.at, row.position, row.id))
            for number, row in enumerate(ordered):
                last = ordered[number - 1] if number else None
                if last is not None and row.at - last.at <= gap:
                    self.before[row.id], self.after[last.id] = last.id, row.id
                    self.session[row.id] = self.session[last.id]
                else:
                    self.session[row.id] = row.id

    def window(self, id_: int, reach: int) -> list[int]:
        found = [id_]
        for links in (self.before, self.after):
            at: int | None = id_
            for _ in range(reach):
                at = links.get(at)
                if at is None:
                    break
                found.append(at)
        return found

    def count(self, id_: int, term: str, reach: int) -> int:
        return sum(self.counts[near][term] for near in self.window(id_, reach))

    def length(self, id_: int, reach: int) -> int:
        return sum(self.counts[near].total() for near in self.window(id_, reach))

    def bm25(self, terms: Sequence[str], reach: int, k1: float, b: float) -> dict[int, float]:
        """Return the score of each event that holds one of the terms."""
        total = len(self.rows)
        lengths = [self.length(id_, reach) for id_ in self.rows]
        mean = max(sum(lengths) / total, 1) if total else 1
        scores: dict[int, float] = {}
        for term in set(terms):
            share = sum(term in counts for counts in self.counts.values()) / max(total, 1)
            holding = total * (1 - (1 - share) ** (2 * reach + 1))
            weight = math.log1p((total - holding + 0.5) / (holding + 0.5))
            for id_ in self.rows:
                count = self.count(id_, term, reach)
                if count:
                    norm = k1 * (1 - b + b * self.length(id_, reach) / mean)
                    gain = count * (k1 + 1) / (count + norm)
                    scores[id_] = scores.get(id_, 0.0) + weight * gain
        return scores
