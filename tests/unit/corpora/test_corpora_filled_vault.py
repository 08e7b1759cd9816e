import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora import Corpus, Question
from second_me.corpora.filled_vault import FilledVault, Remembered
from second_me.inference.scripted_embedder import ScriptedEmbedder

HOUR = 3_600_000
SAID = ("The kite is red.", "The boat is blue.", "The kite is red.")


def said(place, text, key=None):
    return NewEvent(
        kind=EventKind.MESSAGE,
        origin=Origin.OTHER,
        text=text,
        moment=Moment(Timestamp(place * HOUR), Precision.MINUTE, 0),
        natural_key=key or str(place),
        author="Ada",
        thread="talk",
        position=place,
    )


@pytest.fixture
def filled():
    question = Question(
        text="What is blue?",
        asked=Moment(Timestamp(9 * HOUR), Precision.MINUTE, 0),
        evidence=("1",),
        category="one",
    )
    corpus = Corpus(
        name="tiny",
        owner="Ada",
        events=(*(said(place, text) for place, text in enumerate(SAID)), said(1, SAID[1])),
        questions=(question,),
    )
    filled = FilledVault(corpus, ScriptedEmbedder())
    yield filled
    filled.close()


def test_all_is_stored_embedded_and_searched_as_in_use(filled):
    (question,) = filled.corpus.questions
    (wanted,) = filled.evidence(question)
    found = filled.search(question, 5).result
    assert wanted in [hit.event.id for hit in found.hits]
    assert found.missing == ()
    assert len(filled.indexes.vectors) == len(filled.indexes.events) == 3
    assert len(filled.indexes.episode_links.held) == 3
    assert set(filled.threads.values()) == {"talk"}
    assert filled.vault.read(lambda session: session.settings.get("owner.name")) == "Ada"


def test_no_text_is_embedded_twice_but_questions_are():
    counted = ScriptedEmbedder()
    embedder = Remembered(counted)
    assert (embedder.embed(["a", "b", "a"]) == counted.embed(["a", "b", "a"])).all()
    embedder.embed(["b"])
    assert counted.embedded == 2 + 3
    embedder.embed_query("a")
    embedder.embed_query("a")
    assert counted.embedded == 2 + 3 + 2
