"""Where the rows of a long list lie, without a widget: groups with a head, rows of one height."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

import msgspec


class Placed(msgspec.Struct, frozen=True):
    """A row, or the head of a group (`row` is then None), `y` below the list's top."""

    group: int
    row: int | None
    y: int
    height: int


class GroupedRows:
    """Groups of `counts` rows each, one below the other. All measures in pixels.

    Nothing is kept for a row, so a million of them cost no more than their groups.
    """

    def __init__(self, counts: Sequence[int], row: int, head: int = 0) -> None:
        self.row_height = row
        self.head_height = head
        self._firsts = [0, *accumulate(counts)]
        self._tops = [0, *accumulate(head + count * row for count in counts)]

    def __len__(self) -> int:
        return self._firsts[-1]

    @property
    def groups(self) -> int:
        return len(self._firsts) - 1

    @property
    def height(self) -> int:
        return self._tops[-1]

    def first_of(self, group: int) -> int:
        """Return the first row of a group."""
        return self._firsts[group]

    def group_of(self, row: int) -> int:
        return min(bisect_right(self._firsts, row) - 1, self.groups - 1)

    def top_of(self, row: int) -> int:
        """Return where a row begins."""
        group = self.group_of(row)
        inside = (row - self._firsts[group]) * self.row_height
        return self._tops[group] + self.head_height + inside

    def group_at(self, y: int) -> int:
        """Return the group at a height; the nearest one beyond the ends."""
        return max(min(bisect_right(self._tops, y) - 1, self.groups - 1), 0)

    def top_of_group(self, group: int) -> int:
        return self._tops[group]

    def row_at(self, y: int) -> int | None:
        """Return the row at a height, None where a head or nothing is."""
        if not 0 <= y < self.height:
            return None
        group = self.group_at(y)
        inside = y - self._tops[group] - self.head_height
        return None if inside < 0 else self._firsts[group] + inside // self.row_height

    def between(self, top: int, bottom: int) -> Iterator[Placed]:
        """Yield heads and rows that reach into the stretch, from above to below."""
        for group in range(self.group_at(top), self.groups):
            start = self._tops[group]
            if start >= bottom:
                return
            if self.head_height and start + self.head_height > top:
                yield Placed(group, None, start, self.head_height)
            body = start + self.head_height
            count = self._firsts[group + 1] - self._firsts[group]
            first = max((top - body) // self.row_height, 0)
            last = min(-(-(bottom - body) // self.row_height), count)
            for inside in range(first, last):
                y = body + inside * self.row_height
                yield Placed(group, self._firsts[group] + inside, y, self.row_height)
