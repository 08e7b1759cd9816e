"""A question understood without a language model: of whom, when, what, and how much of it."""

from second_me.recall.understanding.asked import (
    EARLIEST,
    LATEST,
    Asked,
    Order,
    Relation,
    Side,
    Wants,
    When,
)
from second_me.recall.understanding.known import Known
from second_me.recall.understanding.reading import understand
from second_me.recall.understanding.vault_names import known_names

__all__ = [
    "EARLIEST",
    "LATEST",
    "Asked",
    "Known",
    "Order",
    "Relation",
    "Side",
    "Wants",
    "When",
    "known_names",
    "understand",
]
