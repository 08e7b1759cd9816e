"""An answer is drawn from what speaks of whom the question names, and from what was replied."""

import pytest

from second_me.core.clock import Moment, Precision
from second_me.core.protocol.recall import Hit, Search
from second_me.core.records import Origin
from second_me.recall.evidence import evidence, of_the_asked
from second_me.recall.passages import passages
from second_me.recall.searching import searched
from second_me.recall.understanding import understand

SAID = (
    ("Ben", "I ran a marathon for charity."),
    ("Anna", "Wow, Ben, that is great!"),
    ("Ben", "Thanks, Anna! It made me think of my health."),
    ("Ben", "Anna wants to run one too, she told me."),
    ("Anna", "I painted the fence."),
)


@pytest.fixture
def kept(vault, indexes, embedder, remember, learn, clock):
    ids = remember(SAID)
    learn(embedder)

    def of(question):
        events = {event.id: event for event in vault.read(lambda session: session.events.get(ids))}
        hits = [Hit(event=events[one], score=1.0, channels=()) for one in ids]
        asked = understand(question, Moment(clock.now(), Precision.MINUTE, 0), indexes.names)
        return [ids.index(hit.event.id) + 1 for hit in of_the_asked(asked, hits, indexes)]

    return of


@pytest.fixture
def read(vault, indexes, embedder):
    """Return what is read for a question, as texts, and how sure it is."""

    def work(question, limit=6):
        found = searched(vault, indexes, embedder, Search(query=question, limit=30))
        result = evidence(vault, indexes, found, limit)
        return [hit.event.text for hit in result.hits], result.strength

    return work


def test_what_another_says_of_themselves_is_left_out(kept):
    assert kept("What does Anna want to do?") == [2, 4, 5]
    assert kept("What did Ben run for?") == [1, 3, 4]


def test_a_question_that_names_nobody_or_both_is_shown_all(kept):
    assert kept("Who ran a marathon?") == [1, 2, 3, 4, 5]
    assert kept("Did Anna run with Ben?") == [1, 2, 3, 4, 5]
    assert kept("What did Clara do?") == [1, 2, 3, 4, 5]


def test_a_question_that_mixes_two_people_up_is_shown_nothing(kept):
    assert kept("What charity marathon did Anna run?") == []
    assert kept("What charity marathon did Ben run?") == [1, 3, 4]


def test_what_the_owner_is_asked_of_is_shown_by_all(kept, indexes):
    indexes.names.name_owner("Anna")
    assert kept("What does Anna want to do?") == [1, 2, 3, 4, 5]


CHAT = (
    ("Mira", "Have you found a name for the puppy? Send me a photo!"),
    ("Mira", "I am so curious."),
    ("Uncle", "Biscuit, your aunt says."),
    ("Mira", "Lovely!"),
)


def test_what_only_asks_brings_what_was_replied(remember, learn, embedder, read):
    remember(CHAT, thread="talk")
    learn(embedder)
    texts, _ = read("What is the name of the puppy?", limit=2)
    assert CHAT[2][1] in texts


def test_what_another_replies_of_themselves_is_left_out(remember, learn, embedder, read):
    remember(
        [("Mira", "What does your tattoo mean?"), ("Jon", "It stands for freedom.")], thread="a"
    )
    learn(embedder)
    assert read("What does Mira's tattoo mean?")[1] == 0
    assert read("What does Jon's tattoo mean?")[0] == ["It stands for freedom."]


def test_what_only_asks_and_was_never_replied_to_is_left_out(remember, learn, embedder, read):
    remember([("Mira", "Where is the puppy?"), ("Mira", "The puppy sleeps.")], thread="talk")
    learn(embedder)
    texts, _ = read("Where is the puppy?")
    assert texts == ["The puppy sleeps."]


def test_no_more_are_read_than_asked_for(life, read):
    assert len(read("What about the concert and the train?", limit=2)[0]) == 2


def test_one_memory_that_tells_all_is_asked_however_unsure(remember, learn, embedder, read):
    remember([("", "She is nine.")], title="Pixel the cat")
    learn(embedder)
    assert read("How old is Pixel?")[1] > 0
    assert read("How old is the goat?")[1] < read("How old is Pixel?")[1]


def test_whoever_the_owner_writes_as_is_the_owner(vault, indexes, embedder, remember, learn):
    remember(SAID[:4])
    remember(SAID[4:], origin=Origin.OWN)
    learn(embedder)
    found = searched(vault, indexes, embedder, Search(query="What marathon did Anna run?", limit=9))
    assert len(of_the_asked(found.asked, found.result.hits, indexes)) == len(found.result.hits) == 5


def test_the_questions_that_memories_reply_to_stand_beside_them(
    vault, indexes, embedder, remember, learn
):
    remember(
        [
            ("Anna", "Who sang at your party?"),
            ("Ben", "That was Rosa, she is so talented!"),
            ("Ben", "Rosa sang all night."),
        ],
        thread="talk",
    )
    learn(embedder)
    wanted = Search(query="Who is so talented?", limit=30)
    drawn = evidence(vault, indexes, searched(vault, indexes, embedder, wanted), 1)
    (first,) = drawn.hits
    assert first.event.text.startswith("That was Rosa")
    assert "sang" in passages(wanted.query, (first, *drawn.beside))[0].put
    assert first.event.id not in {hit.event.id for hit in drawn.beside}
