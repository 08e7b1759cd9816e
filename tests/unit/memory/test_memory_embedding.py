import numpy as np
import pytest

from second_me.core.changes import Topic
from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.records import Event, EventKind, Origin
from second_me.inference.codes import from_bytes, to_codes
from second_me.memory import embed_events
from second_me.memory.embedding import (
    CHUNK,
    ONE_TALK_MILLISECONDS,
    embedding_text,
    said_before,
)


class RecordingIndex:
    def __init__(self):
        self.rows = {}

    def add(self, ids, codes):
        self.rows |= dict(zip(ids, codes, strict=True))

    def remove(self, ids):
        for id_ in ids:
            self.rows.pop(id_, None)


@pytest.fixture
def index():
    return RecordingIndex()


def stored(vault, model="scripted-v1"):
    def rows(session):
        found = {}
        for ids, blob in session.vectors.load(model, "event"):
            found |= dict(zip(ids, from_bytes(blob, 384), strict=True))
        return found

    return vault.read(rows)


def test_events_get_rows_in_vault_and_index(vault, index, embedder, remember):
    ids = remember("a red boat", "a blue house", author="Lena", origin=Origin.OTHER)
    outcome = embed_events(vault, index, embedder, ids[0], ids[-1])
    assert outcome.events == 2
    assert outcome.changes.topics == {Topic.VECTORS}
    texts = ["Lena: a red boat", "Lena: a blue house (before: a red boat)"]
    expected = to_codes(embedder.embed(texts))
    rows = stored(vault)
    for id_, code in zip(ids, expected, strict=True):
        assert np.array_equal(rows[id_], code)
        assert np.array_equal(index.rows[id_], code)


def test_a_second_run_does_nothing(vault, index, embedder, remember):
    ids = remember("one", "two", "three")
    embed_events(vault, index, embedder, ids[0], ids[1])
    embedder.embedded = 0
    assert embed_events(vault, index, embedder, ids[0], ids[2]).events == 1
    assert embedder.embedded == 1
    again = embed_events(vault, index, embedder, ids[0], ids[2])
    assert (again.events, bool(again.changes)) == (0, False)


def test_only_the_range_is_embedded(vault, index, embedder, remember):
    ids = remember("one", "two", "three", "four")
    embed_events(vault, index, embedder, ids[1], ids[2])
    assert sorted(stored(vault)) == ids[1:3]


def test_another_model_embeds_anew(vault, index, embedder, remember):
    ids = remember("one")
    embed_events(vault, index, embedder, ids[0], ids[0])
    embedder.model = "scripted-v2"
    assert embed_events(vault, index, embedder, ids[0], ids[0]).events == 1
    assert sorted(stored(vault, "scripted-v1")) == sorted(stored(vault, "scripted-v2")) == ids


def test_more_than_a_chunk_is_embedded(vault, index, embedder, remember):
    ids = remember(*(f"note {number}" for number in range(CHUNK + 5)))
    assert embed_events(vault, index, embedder, ids[0], ids[-1]).events == CHUNK + 5
    assert sorted(index.rows) == ids


def test_events_without_words_have_no_meaning(vault, index, embedder, remember):
    ids = remember("  \n", "words", author="Lena")
    assert embed_events(vault, index, embedder, ids[0], ids[-1]).events == 1
    assert sorted(index.rows) == ids[1:]


def test_what_is_erased_while_it_is_embedded_leaves_nothing(vault, index, embedder, remember):
    ids = remember("to be erased", "to be kept")
    embed = embedder.embed

    def erasing(texts):
        vault.write(lambda session: session.events.erase([ids[0]]))
        return embed(texts)

    embedder.embed = erasing
    outcome = embed_events(vault, index, embedder, ids[0], ids[1])
    assert outcome.events == 1
    assert sorted(index.rows) == sorted(stored(vault)) == ids[1:]


def test_what_is_erased_after_its_row_was_written_leaves_the_index(
    vault, index, embedder, remember
):
    ids = remember("to be erased")
    add = index.add

    def erasing(rows, codes):
        vault.write(lambda session: session.events.erase(ids))
        add(rows, codes)

    index.add = erasing
    assert embed_events(vault, index, embedder, ids[0], ids[0]).events == 0
    assert index.rows == {}


def test_an_empty_range_is_no_work(vault, index, embedder):
    assert embed_events(vault, index, embedder, 1, 50).events == 0


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"author": "Lena", "text": "Hi"}, "Lena: Hi"),
        ({"title": "Soup", "text": "Boil it."}, "Soup\nBoil it."),
        ({"author": "Lena", "title": "Re: boat", "text": "Sold."}, "Lena: Re: boat\nSold."),
        ({"author": "Lena", "text": " "}, ""),
    ],
)
def test_who_speaks_and_the_title_go_with_the_words(fields, text):
    event = Event(
        id=1, source_id=1, batch_id=None, kind=EventKind.MESSAGE, origin=Origin.OTHER,
        moment=None, received_at=0, **fields,
    )  # fmt: skip
    assert embedding_text(event) == text


def before(vault, id_):
    def read(session):
        (event,) = session.events.get([id_])
        return said_before(session, event)

    return vault.read(read)


def test_a_turn_of_a_talk_goes_with_the_one_before(vault, remember):
    ids = remember("Where to?", "Lisbon", "Nice")
    assert [before(vault, id_) for id_ in ids] == ["", "Where to?", "Lisbon"]


def test_a_note_stands_alone(vault, remember):
    ids = remember("Where to?", "Lisbon", kind=EventKind.NOTE)
    assert before(vault, ids[1]) == ""


def test_another_thread_is_not_gone_on_with(vault, remember):
    remember("Where to?", thread="one")
    (id_,) = remember("Lisbon", thread="two")
    assert before(vault, id_) == ""


def test_what_was_said_long_ago_is_not_gone_on_with(vault, remember):
    at = Timestamp(1_700_000_000_000)
    remember("Where to?", moment=Moment(at, Precision.SECOND, 0))
    late = Timestamp(at + ONE_TALK_MILLISECONDS + 1)
    (id_,) = remember("Lisbon", moment=Moment(late, Precision.SECOND, 0))
    assert before(vault, id_) == ""


def test_what_was_erased_meanwhile_does_not_live_on_in_the_next_vector(
    vault, index, embedder, remember
):
    ids = remember("a secret", "an answer")
    embed, seen = embedder.embed, []

    def erasing(texts):
        seen.extend(texts)
        vault.write(lambda session: session.events.erase([ids[0]]))
        return embed(texts)

    embedder.embed = erasing
    embed_events(vault, index, embedder, ids[1], ids[1])
    assert seen == ["an answer (before: a secret)", "an answer"]
    expected = to_codes(embed(["an answer"]))[0]
    assert np.array_equal(stored(vault)[ids[1]], expected)
    assert np.array_equal(index.rows[ids[1]], expected)
