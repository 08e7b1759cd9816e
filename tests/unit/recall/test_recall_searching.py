import pytest

from second_me.core.errors import PersonFault
from second_me.core.protocol.recall import Search
from second_me.inference.embedder import EmbedderUnavailable
from second_me.recall import search
from second_me.recall.indexes import Indexes
from second_me.recall.ranking import CHANNELS, Ranker
from second_me.recall.stored_words import match_string

TOO_WEAK = Ranker.shipped().decline_below


@pytest.fixture
def find(vault, indexes, embedder):
    def ask(query, **fields):
        return search(vault, indexes, embedder, Search(query=query, **fields))

    return ask


def texts(result):
    return [hit.event.text for hit in result.hits]


def test_both_channels_find_and_say_why(find, life):
    result = find("Which instrument does Lena's sister play?")
    best = result.hits[0]
    assert best.event.text == "My sister plays the cello in the concert."
    assert {trace.channel for trace in best.channels} == {"meaning", "words", "people"}
    assert all(trace.rank >= 1 for trace in best.channels)
    assert result.missing == ()
    assert result.milliseconds > 0
    assert [hit.score for hit in result.hits] == sorted(
        (hit.score for hit in result.hits), reverse=True
    )


def test_words_are_found_before_anything_is_embedded(find, remember, indexes, vault, embedder):
    indexes.load_events(vault)
    indexes.load_vectors(vault, embedder.model)
    indexes.add(vault, remember([("", "The spare key is under the blue flowerpot.")]))
    assert texts(find("flowerpots")) == ["The spare key is under the blue flowerpot."]


def test_meaning_finds_what_words_do_not(find, remember, learn, embedder):
    remember([("Tom", "my automobile broke down"), ("Tom", "nothing else happened")])
    learn(embedder)
    result = find("car", without=("words",))
    assert texts(result)[0] == "my automobile broke down"
    assert [trace.channel for trace in result.hits[0].channels] == ["meaning"]
    assert find("car", without=("meaning",)).hits == ()


@pytest.mark.parametrize("loaded", [False, True])
def test_a_channel_that_cannot_take_part_is_named(vault, embedder, remember, *, loaded):
    remember([("Tom", "The landlord wants the deposit.")])
    indexes = Indexes()
    if loaded:
        indexes.load_events(vault)
    result = search(vault, indexes, embedder, Search(query="landlord deposit"))
    assert "meaning" in result.missing
    assert texts(result) == ["The landlord wants the deposit."]


def test_without_an_embedder_words_go_on(vault, indexes, life):
    class Broken:
        model, dims = "broken", 384

        def ask(self, text):
            raise EmbedderUnavailable("Off", "Missing.")

    result = search(vault, indexes, Broken(), Search(query="landlord"))
    assert result.missing == ("meaning",)
    assert texts(result)[0] == "The landlord wants the deposit before we move in."


def test_an_unknown_channel_is_said(find, life):
    with pytest.raises(PersonFault) as caught:
        find("landlord", without=("smell",))
    assert "meaning, words" in caught.value.action


def test_all_channels_may_be_off(find, life):
    result = find("landlord", without=CHANNELS)
    assert (result.hits, result.strength) == ((), 0.0)


def test_the_limit_holds(find, life):
    assert len(find("concert Graz library landlord hazelnuts", limit=2).hits) == 2
    assert len(find("concert", limit=0).hits) == 1
    assert len(find("concert", limit=1_000_000).hits) == len(life)


def test_erased_events_are_not_found(find, life, vault):
    vault.write(lambda session: session.events.erase([life[3]]))
    assert "I started a new job at the library." not in texts(find("job at the library"))


@pytest.mark.parametrize("query", ["", "   \n", "\x00"])
def test_a_blank_question_finds_nothing(find, life, query):
    result = find(query, without=("meaning",))
    assert (result.hits, result.strength) == ((), 0.0)


HOSTILE = [
    '"', '""', "'", "a AND", "AND OR NOT NEAR", "NEAR(a b, 3)", "landlord*", "text:landlord",
    "-x", "^landlord", "{text author}: a", "(landlord", "landlord)", "lan\x00dlord",
    "landlord;--", "%_\\", "😀", "👩‍👩‍👧 landlord", "Где хозяин?", "大家", "مالك العقار", "हिन्दी",
    "\ud83d landlord", "+ +", "* OR *", "a" * 10_000, "landlord " * 1_500,
    " ".join(f"word{n}" for n in range(2_000)),
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_question_breaks_it(find, life, query):
    result = find(query)
    assert 0 <= result.strength <= 1
    if "landlord" in query:
        assert texts(result)[0] == "The landlord wants the deposit before we move in."


def test_other_scripts_are_found_by_their_words(find, remember, vault, indexes, embedder):
    indexes.load_events(vault)
    indexes.load_vectors(vault, embedder.model)
    ids = remember(
        [("", "Хозяин просит задаток"), ("", "東京に行きました"), ("", "Wir wohnen in Köln")]
    )
    indexes.add(vault, ids)
    assert texts(find("хозяин"))[:1] == ["Хозяин просит задаток"]
    assert texts(find("東京"))[:1] == ["東京に行きました"]
    assert texts(find("koln"))[:1] == ["Wir wohnen in Köln"]


def test_evidence_is_strong_for_what_is_there_and_weak_for_what_is_not(find, life):
    assert find("When does the train to Graz leave?").strength >= TOO_WEAK
    assert find("What did the doctor say about my blood pressure?").strength < TOO_WEAK


def test_words_are_quoted():
    assert match_string(("landlord", "deposit")) == '"landlord" OR "deposit"'
    assert match_string(("東京",)) == '"東京"*'
    assert match_string(()) == ""


def test_of_very_many_words_the_longest_are_kept_in_their_order():
    many = [f"w{'x' * (n % 40)}{n}" for n in range(100)]
    kept = match_string(many).replace('"', "").split(" OR ")
    assert len(kept) == 32
    assert kept == [word for word in many if word in kept]
    assert min(map(len, kept)) >= max(len(word) for word in many if word not in kept)
