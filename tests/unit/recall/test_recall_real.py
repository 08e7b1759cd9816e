"""The real embedder and the real model on text like people's own."""

from collections.abc import Iterator

import pytest

from second_me.core.paths import find_home
from second_me.core.protocol.recall import Search
from second_me.inference.catalogue import base_file
from second_me.inference.embedder import OnnxEmbedder
from second_me.inference.host import ModelHost
from second_me.recall import answer, search
from second_me.recall.answering import NOTHING_FOUND
from second_me.recall.ranking import Ranker

pytestmark = pytest.mark.embedder

TOO_WEAK = Ranker.shipped().decline_below

TALK = (
    ("Marta", "The dentist moved my appointment to Thursday 14 March at 9:40."),
    ("Jonas", "Don't forget the insurance card!"),
    ("Marta", "I know. And Lena is allergic to hazelnuts, so no pralines for her birthday."),
    ("Jonas", "Ok, what shall we give her then?"),
    ("Marta", "She wants cello lessons. Mr. Okafor teaches on Tuesdays, 35 euros an hour."),
    ("Jonas", "I finally signed the lease! We get the keys to the flat in Lindengasse on 1 April."),
    ("Marta", "Wow!! What about the deposit?"),
    ("Jonas", "Three months' rent, 2700 euros, due before we move in."),
    ("Jonas", "I started at the library today, the archive is freezing."),
    ("Marta", "My knee hurts again when I run downhill, so I stopped running for now."),
    ("Jonas", "The train to Graz leaves at 7:58 from platform 4, I booked window seats."),
    ("Jonas", "Mum turned 70 yesterday, we had dinner at the Greek place by the harbour."),
)


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


@pytest.fixture
def find(vault, indexes, embedder, remember, learn):
    remember(TALK)
    learn(embedder)

    def ask(query, limit=5, **fields):
        return search(vault, indexes, embedder, Search(query=query, limit=limit, **fields))

    return ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When is my dentist appointment?", "dentist moved"),
        ("What is Lena allergic to?", "hazelnuts"),
        ("Who gives cello lessons, and what do they cost?", "Okafor"),
        ("How much do we have to pay before moving in?", "2700 euros"),
        ("When do we get the keys to the apartment?", "Lindengasse"),
        ("Why did Marta give up jogging?", "knee"),
        ("What time does the train to Graz go?", "7:58"),
        ("lindengasse", "Lindengasse"),
    ],
)
def test_the_memory_meant_is_among_the_first_three(find, question, words):
    result = find(question)
    assert any(words in hit.event.text for hit in result.hits[:3])
    assert result.strength >= TOO_WEAK


@pytest.mark.parametrize(
    "question",
    ["What is the capital of France?", "What is my blood type?", "How do I bake sourdough bread?"],
)
def test_what_was_never_talked_about_is_weak(find, question):
    assert find(question).strength < TOO_WEAK


def test_meaning_reaches_past_words(find):
    result = find("jogging injury", without=("words",))
    assert "knee" in result.hits[0].event.text


@pytest.fixture(scope="module")
def model() -> Iterator[ModelHost]:
    base = base_file(find_home().models)
    assert base is not None, "the default model is fetched by packaging/bootstrap.py"
    host = ModelHost(base=base, threads=1, gpu=False, unload_after=300)
    yield host
    host.close()


@pytest.mark.model
def test_the_real_model_answers_with_a_citation(find, model, clock):
    question = "What is Lena allergic to?"
    shown = []
    result = answer(question, find(question), model, now=clock.now(), on_token=shown.append)
    assert "hazelnuts" in result.text
    assert not result.declined
    cited = {citation.event_id for citation in result.citations}
    meant = {hit.event.id for hit in result.evidence if "hazelnuts" in hit.event.text}
    assert cited & meant
    assert "".join(shown) == result.text


@pytest.mark.model
def test_the_real_model_is_not_asked_what_memory_does_not_hold(find, model, clock):
    question = "What is the capital of France?"
    result = answer(question, find(question), model, now=clock.now())
    assert (result.text, result.declined) == (NOTHING_FOUND, True)
    assert result.seconds < 1
