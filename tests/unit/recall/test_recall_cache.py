from types import SimpleNamespace

import pytest

from second_me.core.protocol.recall import Hit, SearchResult
from second_me.recall import cache
from second_me.recall.cache import RecentResults


class Desk:
    """A cache, and a search that is counted."""

    def __init__(self, vault):
        self.vault = vault
        self.results = RecentResults()
        self.version = (1, 1)
        self.ids = []
        self.searches = 0
        self.missing = ()
        self.meanwhile = lambda: None

    def search(self):
        self.searches += 1
        events = self.vault.read(lambda session: session.events.get(self.ids))
        self.meanwhile()
        hits = tuple(Hit(event=event, score=1.0, channels=()) for event in events)
        result = SearchResult(hits=hits, strength=0.5, missing=self.missing)
        return SimpleNamespace(result=result)

    def ask(self, key="q"):
        found = self.results.find(self.vault, key, lambda: self.version, self.search)
        return [hit.event.id for hit in found.result.hits]


@pytest.fixture
def desk(vault, remember):
    desk = Desk(vault)
    desk.ids = remember([("Lena", "The cello"), ("Tom", "The train")])
    return desk


def test_the_same_question_is_searched_once(desk):
    assert desk.ask() == desk.ask() == desk.ids
    assert desk.searches == 1
    desk.ask("another")
    assert desk.searches == 2


def test_after_a_change_it_is_searched_again_and_the_old_result_is_let_go(desk):
    desk.ask()
    desk.ask("another")
    desk.version = (1, 2)
    desk.ask()
    assert desk.searches == 3
    assert len(desk.results) == 1


def test_an_erased_event_is_never_served_even_if_nobody_told(desk):
    gone, left = desk.ids
    desk.ask()
    desk.vault.write(lambda session: session.events.erase([gone]))
    assert desk.ask() == [left]
    assert desk.ask() == [left]
    assert desk.searches == 2


def test_a_result_that_changed_while_it_was_found_is_not_held(desk):
    def change():
        desk.version = (2, 1)

    desk.meanwhile = change
    desk.ask()
    assert len(desk.results) == 0


def test_clearing_also_keeps_out_what_is_being_found(desk):
    desk.meanwhile = desk.results.clear
    desk.ask()
    assert len(desk.results) == 0
    desk.meanwhile = lambda: None
    desk.ask()
    desk.results.clear()
    assert len(desk.results) == 0


def test_a_result_without_a_channel_is_not_held(desk):
    desk.missing = ("meaning",)
    desk.ask()
    desk.ask()
    assert desk.searches == 2


def test_it_stays_small(desk, monkeypatch):
    for number in range(cache.MOST_RESULTS + 5):
        desk.ask(number)
    assert len(desk.results) == cache.MOST_RESULTS
    desk.ask(4)
    assert desk.searches == cache.MOST_RESULTS + 6
    desk.ask(cache.MOST_RESULTS + 4)
    assert desk.searches == cache.MOST_RESULTS + 6
    monkeypatch.setattr(cache, "MOST_CHARACTERS", 40)
    desk.ask("last")
    assert len(desk.results) == 2
