"""The best candidates read word by word."""

import numpy as np
import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.protocol.recall import Search
from second_me.recall.ranking import Ranker, first_pass, late
from second_me.recall.ranking.features import ALIKE
from second_me.recall.ranking.ranker import RankerFile, Weights
from second_me.recall.searching import LATE, searched
from second_me.recall.understanding import understand

AT = Moment(Timestamp(1_710_500_000_000), Precision.MINUTE, 0)


def ranker(**weights):
    order, sure = Weights(weights=weights), Weights(weights={})
    return Ranker(
        RankerFile(name="hand", order=order, sure=sure, decline_below=0.0, strong_from=1.0)
    )


@pytest.fixture
def first(life, indexes, embedder):
    def work(question, by):
        asked = understand(question, AT, indexes.names)
        query = embedder.embed_query(question)
        return first_pass(indexes.events, indexes.vectors, asked, query, by)

    return work


@pytest.fixture
def words(vault, indexes, embedder):
    def work(question, given=None):
        def codes(ids):
            known = vault.read(
                lambda session: session.vectors.get(embedder.model, "words", ids.tolist())
            )
            return [known.get(id_, b"") for id_ in ids.tolist()]

        asked = understand(question, AT, indexes.names)
        return late.words_of(indexes.events, asked, embedder.ask(question).words, given or codes)

    return work


def test_what_is_most_alike_comes_first(first, words, life):
    question = "train Graz leaves platform"
    by = ranker(alike=1.0, length=0.01)
    found = first(question, by)
    read = late.read(found, words(question), by)
    assert read.ids[0] == life[1]
    alike = read.column(ALIKE)
    assert alike[0] == alike.max() > 0.5
    assert alike.min() == 0.0
    assert sorted(read.ids.tolist()) == sorted(found.ids.tolist())
    unread = read.unread()
    assert unread.ids.tolist() == read.ids.tolist()
    assert not unread.column(ALIKE).any()


def test_the_features_read_before_are_not_changed(first, words):
    by = ranker(alike=1.0)
    found = first("train Graz", by)
    late.read(found, words("train Graz"), by)
    assert not found.column(ALIKE).any()


def test_without_words_nothing_changes(first, words):
    by = ranker(mix=1.0, alike=1.0)
    found = first("train Graz", by)
    assert late.read(found, None, by) is found
    none = words("train Graz", lambda ids: [b""] * len(ids))
    assert late.read(found, none, by) is found


def test_what_has_no_words_yet_counts_as_the_middle(first, words, life):
    question, by = "train Graz leaves platform", ranker(alike=1.0)
    given = words(question)

    def but_the_best(ids):
        return [
            b"" if id_ == life[1] else code
            for id_, code in zip(ids.tolist(), given.codes(ids), strict=True)
        ]

    read = late.read(first(question, by), words(question, but_the_best), by)
    alike = dict(zip(read.ids.tolist(), read.column(ALIKE).tolist(), strict=True))
    rest = [value for id_, value in alike.items() if id_ != life[1]]
    assert alike[life[1]] == pytest.approx(np.median(rest), abs=1e-6)


def test_rare_words_count_most_and_names_least(words, life):
    by_word = dict(zip(("when", "did", "tom", "train", "graz"),
                       words("When did Tom train Graz").weights.tolist(), strict=True))  # fmt: skip
    assert by_word["graz"] > by_word["when"] == by_word["did"] > by_word["tom"] > 0
    assert sum(by_word.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("without", [("late",), ("meaning",)])
def test_it_can_be_left_out(vault, indexes, embedder, life, without):
    assert LATE == "late"
    request = Search(query="train to Graz", without=without)
    found = searched(vault, indexes, embedder, request).found
    assert found is not None
    assert not found.column(ALIKE).any()
    found = searched(vault, indexes, embedder, Search(query="train to Graz")).found
    assert found.column(ALIKE).any()
