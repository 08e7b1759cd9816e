import pytest

from second_me.core.records import Fact, FactStatus, NewFact
from second_me.inference.update_prompts import Change
from second_me.memory.twins import twin


def known(text, id_=1):
    return Fact(
        id=id_,
        subject="Ana",
        kind="other",
        text=text,
        status=FactStatus.CURRENT,
        confidence=0.5,
        learned_at=0,
    )


def new(text):
    return NewFact(subject="Ana", kind="other", text=text, quotes=())


@pytest.mark.parametrize(
    ("old", "later", "cosine", "change"),
    [
        ("Ana keeps bees behind the barn", "Ana keeps bees behind the old red barn and sells honey",
         0.5, Change.REFINE),
        ("Ana keeps bees behind the old red barn and sells honey", "Ana keeps bees behind the barn",
         0.5, Change.CONFIRM),
        ("Ana wants a calm place to study", "Ana wants a calm place for studying", 0.97,
         Change.CONFIRM),
        ("Ana keeps bees behind the barn", "Ana does not keep bees behind the barn any more", 0.97,
         None),
        ("Ana has 3 hives of bees", "Ana has 5 hives of bees", 0.98, None),
        ("Ana keeps bees", "Ana keeps bees and sells the honey", 0.5, None),
        ("Ana keeps bees behind the barn", "Ana paints the harbour in oil", 0.99, None),
    ],
)  # fmt: skip
def test_the_same_in_other_words_is_known_and_nothing_else(old, later, cosine, change):
    found = twin(new(later), [known(old)], [cosine])
    assert (found[0] if found else None) is change


def test_the_nearest_in_meaning_is_taken_first():
    facts = [known("Ana keeps bees behind the barn", 1), known("Ana keeps bees behind a barn", 2)]
    _, fact = twin(new("Ana keeps bees behind the barn"), facts, [0.94, 0.99])
    assert fact.id == 2
