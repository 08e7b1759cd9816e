"""What makes a message itself when its source gives it no id."""

_KEPT = 1 << 14


class EqualCounter:
    """Counts equal messages of one minute, so that each "ok" keeps an identity of its own.

    Two exports of one chat count alike wherever they overlap: what is equal within a
    minute keeps its order. Only the last thousands are held, so memory stays bounded.
    """

    def __init__(self) -> None:
        self._recent: dict[int, int] = {}
        self._older: dict[int, int] = {}

    def count(self, minute: int, author: str, text: str) -> int:
        """Return how many equal messages of this minute came before, and count this one."""
        mark = hash((minute, author, text))
        before = self._recent.get(mark) or self._older.get(mark, 0)
        self._recent[mark] = before + 1
        if len(self._recent) > _KEPT:
            self._older, self._recent = self._recent, {}
        return before


def message_key(minute: int, author: str, text: str, before: int) -> str:
    """Return the natural key of a message known by author, local minute, text and count."""
    return f"{minute}\x1f{author}\x1f{before}\x1f{text}"
