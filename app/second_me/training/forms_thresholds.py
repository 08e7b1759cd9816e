"""From which confidence on a kind of field is filled: found on pages that the weights never saw.

A wrong fill costs more than a field left empty, and by how much is said here once: with it, each
kind of field gets the threshold by which most is won.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from second_me.autofill.classifier import SURE, Classifier
from second_me.autofill.understanding import FILLABLE, understand
from second_me.core.forms import FieldKind
from second_me.corpora.form_pages import MarkedPage, same_value

COST: Final = 10.0
"""Fields left empty that one wrong fill is worth."""
COST_UNMARKED: Final = 2.0
"""The same of a field that nobody marked: it may well take the value after all."""
ENOUGH: Final = 20
"""Fields of a kind from which on it gets a threshold of its own."""
NEVER: Final = 1.01
_GRID: Final = (
    0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999,
)  # fmt: skip


class Judged(msgspec.Struct, frozen=True):
    """A field that would be filled: what it was taken for, how surely, and whether that is so."""

    kind: FieldKind
    confidence: float
    right: bool
    marked: bool = True

    @property
    def worth(self) -> float:
        """What filling it wins, in fields that are rightly filled."""
        return 1.0 if self.right else -(COST if self.marked else COST_UNMARKED)


def judge(pages: Iterable[MarkedPage], classifier: Classifier) -> Iterator[Judged]:
    """Yield all fields of pages that a person sees and memory could fill."""
    for one in pages:
        understood = understand(one.page, classifier)
        for place, field in enumerate(one.page.fields):
            marked, meant = one.marks(place), understood.fields[place]
            if marked is None or meant.kind not in FILLABLE or field.unseen:
                continue
            right = {same_value(kind) for kind in marked}
            known = FieldKind.OTHER not in right
            yield Judged(meant.kind, meant.confidence, same_value(meant.kind) in right, known)


def thresholds(judged: Sequence[Judged]) -> dict[FieldKind, float]:
    """Return for each kind the confidence from which on it is filled; kinds of which little was
    seen share one.
    """
    shared = max(best(judged), SURE)
    found = {}
    for kind in FILLABLE:
        own = [one for one in judged if one.kind is kind]
        found[kind] = best(own) if len(own) >= ENOUGH else shared
    return found


def best(judged: Sequence[Judged]) -> float:
    """Return the threshold by which most is won, the highest of several; `NEVER` if nothing is."""
    won = {least: sum(one.worth for one in judged if one.confidence >= least) for least in _GRID}
    least = max(_GRID, key=lambda one: (won[one], one))
    return least if won[least] > 0 else NEVER
