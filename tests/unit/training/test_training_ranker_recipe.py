import argparse

import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.protocol.recall import Search
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora import Corpus, Question
from second_me.corpora.corpus import UNANSWERABLE
from second_me.corpora.filled_vault import FilledVault
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.recall.ranking import Ranker
from second_me.recall.searching import searched
from second_me.training import ranker_recipe

HOUR = 3_600_000
THINGS = ("kite", "boat", "cello", "ladder", "oven", "tent", "piano", "lamp", "drum", "scarf")
COLOURS = ("red", "blue", "green", "white", "black")


def corpus(name, first):
    """Ada and Bo tell of ten things, with small talk between, and are asked about each."""
    texts = []
    for number, thing in enumerate(THINGS):
        colour = COLOURS[(number + first) % len(COLOURS)]
        texts += [f"I painted the {thing} {colour} with Cara.", f"Lovely day, number {number}."]
    events = tuple(
        NewEvent(
            kind=EventKind.MESSAGE,
            origin=Origin.OTHER,
            text=text,
            moment=Moment(Timestamp(place * HOUR), Precision.MINUTE, 0),
            natural_key=str(place),
            author=("Ada", "Bo")[place // 2 % 2],
            thread=name,
            position=place,
        )
        for place, text in enumerate(texts)
    )
    asked = Moment(Timestamp(99 * HOUR), Precision.MINUTE, 0)
    questions = [
        Question(
            text=f"What colour has {('Ada', 'Bo')[number % 2]} painted the {thing}?",
            asked=asked,
            evidence=(str(2 * number),),
            category="told",
        )
        for number, thing in enumerate(THINGS)
    ]
    missing = Question(
        text="Who stole the violin?", asked=asked, evidence=("1",), category=UNANSWERABLE
    )
    return Corpus(name=name, owner="", events=events, questions=(*questions, missing))


@pytest.fixture
def trained(tmp_path, monkeypatch):
    monkeypatch.setattr(ranker_recipe, "OnnxEmbedder", ScriptedEmbedder)
    monkeypatch.setattr(
        ranker_recipe.ranker_corpora,
        "read",
        lambda *_: [("talks", corpus("one", 0)), ("told", corpus("two", 2))],
    )
    monkeypatch.setattr(ranker_recipe.ranker_corpora, "held_back", lambda _: [corpus("aside", 4)])
    monkeypatch.setattr(ranker_recipe, "say", lambda _: None)
    chosen = argparse.Namespace(data=tmp_path, out=tmp_path / "made", seed=1, talks=1)
    ranker_recipe.train(chosen)
    return tmp_path / "made" / "ranker.json"


def test_a_ranker_is_learned_that_finds_what_it_was_not_shown(trained):
    ranker = Ranker.read(trained)
    assert ranker.name == f"{ranker_recipe.VERSION} {ScriptedEmbedder().model}"
    assert 0 <= ranker.decline_below <= ranker.strong_from <= 1
    embedder = ScriptedEmbedder()
    other = corpus("three", 3)
    filled = FilledVault(other, embedder)
    try:
        best, sure = [], {True: [], False: []}
        for question in other.questions:
            wanted = Search(query=question.text, limit=3)
            found = searched(
                filled.vault, filled.indexes, embedder, wanted, question.asked, ranker
            ).result
            sure[question.category != UNANSWERABLE].append(found.strength)
            ids = {hit.event.id for hit in found.hits}
            best.append(not ids.isdisjoint(filled.evidence(question)))
    finally:
        filled.close()
    assert sum(best) >= 9, best
    assert min(sure[True]) > max(sure[False])


def test_questions_are_turned_to_the_other_of_two():
    told = corpus("one", 0)
    other = ranker_recipe._of_another(told, told.questions[0])
    assert (other.text, other.category) == ("What colour has Bo painted the kite?", UNANSWERABLE)
    assert ranker_recipe._of_another(told, told.questions[-1]) is None
