"""What makes a message itself when its source gives it no id."""

_MINUTES_KEPT = 256


class EqualCounter:
    """Counts equal messages of one minute, so that each "ok" keeps an identity of its own.

    Two exports of one chat count alike wherever they overlap: what is equal within a
    minute keeps its order. Only the last minutes are held, so memory stays bounded.
    """

    def __init__(self) -> None:
        self._minutes: dict[int, dict[int, int]] = {}

    def count(self, minute: int, author: str, text: str) -> int:
        """Return how many equal messages of this minute came before, and count this one."""
        seen = self._minutes.get(minute)
        if seen is None:
            if len(self._minutes) >= _MINUTES_KEPT:
                del self._minutes[next(iter(self._minutes))]
            seen = self._minutes[minute] = {}
        mark = hash((author, text))
        before = seen.get(mark, 0)
        seen[mark] = before + 1
        return before


def message_key(minute: int, author: str, text: str, before: int) -> str:
    """Return the natural key of a message known by author, local minute, text and count."""
    return f"{minute}\x1f{author}\x1f{before}\x1f{text}"
