"""Which prompts lie computed in the context, so that an unchanged beginning is not paid again."""

import msgspec

SEQUENCES = 6
"""How many prompts (one for each task and adapter) may lie in the context side by side: those of
the three tasks, and of the memories that a question is put to one by one.
"""

TOGETHER = 6
"""How many prompts are answered at once at most, each in a sequence beside those that are kept."""


class Kept(msgspec.Struct):
    """One sequence of the context: the tokens computed in it, and how it was used.

    `shared` is how many tokens two prompts in a row had in common: the part that will
    be wanted again. None until a second prompt came.
    """

    sequence: int
    key: str
    tokens: list[int]
    shared: int | None = None
    used: int = 0


class PromptCache:
    """Keeps account of the context's cells. What it says to drop, the caller drops."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._kept: list[Kept] = []
        self._turn = 0

    def enter(self, key: str, tokens: list[int]) -> tuple[Kept, int]:
        """Return the sequence for `key` and how many tokens of it stand.

        The last token is always computed anew: its logits are wanted.
        """
        self._turn += 1
        kept = self._find(key)
        same = min(common_prefix(kept.tokens, tokens), len(tokens) - 1)
        if kept.tokens:
            kept.shared = same
        kept.used = self._turn
        del kept.tokens[same:]
        return kept, same

    def make_room(self, current: Kept, wanted: int) -> list[tuple[int, int]]:
        """Return what to cut so that `current` may grow to `wanted` cells: (sequence, from).

        First the others lose what is not known to come again, then the longest unused go.
        """
        others = sorted((k for k in self._kept if k is not current), key=lambda k: k.used)
        cuts = [
            self._cut(other, other.shared)
            for other in others
            if other.shared is not None and other.shared < len(other.tokens)
        ]
        for other in others:
            if wanted + sum(len(k.tokens) for k in others) <= self.room:
                break
            if other.tokens:
                cuts.append(self._cut(other, 0))
        return cuts

    def forget(self) -> None:
        """Everything computed is gone."""
        self._kept.clear()

    def _find(self, key: str) -> Kept:
        for kept in self._kept:
            if kept.key == key:
                return kept
        if len(self._kept) < SEQUENCES:
            self._kept.append(Kept(sequence=len(self._kept), key=key, tokens=[]))
            return self._kept[-1]
        oldest = min(self._kept, key=lambda k: k.used)
        # Nothing of another task's prompt, or of another adapter's, can be used for this one.
        oldest.key, oldest.shared = key, None
        oldest.tokens.clear()
        return oldest

    def _cut(self, kept: Kept, at: int) -> tuple[int, int]:
        del kept.tokens[at:]
        return kept.sequence, at


def common_prefix(first: list[int], second: list[int]) -> int:
    """Return how many tokens the two begin with in common."""
    shorter = min(len(first), len(second))
    if first[:shorter] == second[:shorter]:
        return shorter
    return next(at for at in range(shorter) if first[at] != second[at])
