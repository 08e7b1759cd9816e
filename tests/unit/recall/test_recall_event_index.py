import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recall_event_reference import Reference

from second_me.core.records import EventKind, Origin
from second_me.recall.event_index import KINDS, NONE, ORIGINS, Bm25, EventIndex
from second_me.recall.postings import PIECE_ROWS
from second_me.vault.event_rows import EventColumns, EventRow

HOUR = 3_600_000
VOCABULARY = ("cello", "concert", "train", "moved", "moving", "hazelnuts", "the", "Graz")


def row(id_, text="", **fields):
    return EventRow(
        **{
            "id": id_,
            "source_id": 1,
            "thread": "talk",
            "at": id_ * 60_000,
            "position": 0,
            "kind": "message",
            "origin": "other",
            "author": "Lena",
            "title": "",
            "text": text,
            **fields,
        }
    )


def made(rows):
    index = EventIndex()
    index.add(rows)
    return index


def ids(index, rows):
    return index.ids_of(rows).tolist()


rows_of_life = st.builds(
    row,
    st.integers(1, 40),
    st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join),
    source_id=st.integers(1, 2),
    thread=st.sampled_from(("", "talk", "other")),
    at=st.integers(0, 12).map(lambda number: number * 2 * HOUR),
    position=st.integers(0, 2),
    author=st.sampled_from(("", "Lena", "Tom")),
    title=st.sampled_from(("", "Concert")),
)
steps = st.lists(
    st.one_of(
        st.lists(rows_of_life, min_size=1, max_size=12),
        st.sets(st.integers(1, 40), min_size=1, max_size=15),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(steps, st.integers(0, 2), st.booleans())
def test_it_says_what_a_slow_reference_says(changes, reach, looks_between):
    index, held = EventIndex(), {}
    for change in changes:
        if isinstance(change, set):
            index.remove(sorted(change))
            held = {id_: one for id_, one in held.items() if id_ not in change}
        else:
            index.add(change)
            # The last of a kind in one call, but what is there already stays.
            held = {one.id: one for one in change} | held
        if looks_between:
            index.neighbours(index.rows_of([1]), 1)
    compare(index, Reference(list(held.values())), reach)


def compare(index, reference, reach):
    assert len(index) == len(reference.rows)
    known = sorted(reference.rows)
    rows = index.rows_of(known)
    assert ids(index, rows) == known
    for offset, links in ((1, reference.after), (-1, reference.before)):
        assert ids(index, index.neighbours(rows, offset)) == [links.get(id_, 0) for id_ in known]
    sessions = index.columns(rows).session.tolist()
    grouped = dict(zip(known, sessions, strict=True))
    for one in known:
        for other in known:
            same = reference.session[one] == reference.session[other]
            assert (grouped[one] == grouped[other]) == same
    terms = ["cello", "concert", "mov", "graz", "nowhere"]
    expected = [[reference.count(id_, term, reach) for term in terms] for id_ in known]
    assert index.term_counts(rows, terms, reach).tolist() == expected
    assert index.frequencies(terms).tolist() == [
        sum(term in counts for counts in reference.counts.values()) for term in terms
    ]
    how = Bm25(window=reach)
    wanted = reference.bm25(terms, reach, how.k1, how.b)
    found, scores = index.bm25(terms, 100, how)
    assert dict(zip(ids(index, found), scores.tolist(), strict=True)) == pytest.approx(
        wanted, rel=1e-4
    )
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    again = index.bm25_of(rows, terms, how)
    assert again.tolist() == pytest.approx([wanted.get(id_, 0) for id_ in known], rel=1e-4)


def test_what_is_known_of_an_event_is_told():
    index = made(
        [
            row(
                7,
                "Is the concert on Friday?",
                at=99,
                position=3,
                kind="mail",
                origin="own",
                title="Plans",
            ),
            row(9, "Yes.", author="Tom", at=99 + 7 * HOUR),
        ]
    )
    columns = index.columns(index.rows_of([7, 9, 11]))
    assert columns.ids.tolist() == [7, 9, 0]
    assert columns.at.tolist() == [99, 99 + 7 * HOUR, 0]
    names = index.authors()
    assert columns.author.tolist() == [names["Lena"], names["Tom"], 0]
    assert KINDS[columns.kind[0]] is EventKind.MAIL
    assert ORIGINS[columns.origin[0]] is Origin.OWN
    assert columns.asks.tolist() == [True, False, False]
    assert columns.words.tolist() == [6, 1, 0]
    assert columns.terms.tolist() == [3, 0, 0]
    assert columns.position[0] == 3
    assert columns.session[0] != columns.session[1]
    assert columns.thread[0] == columns.thread[1]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Really?", True),
        ("Really?! 😀", True),
        ("你好吗\uff1f", True),
        ("He asked: why? Nobody knew.", False),
        ("?", True),
        ("", False),
        ("“Who?”", True),
    ],
)
def test_a_question_is_known_by_its_end(text, asks):
    index = made([row(1, text)])
    assert index.columns(index.rows_of([1])).asks.tolist() == [asks]


@pytest.mark.parametrize(
    ("text", "term", "count"),
    [
        ("We moved. Moving again!", "mov", 2),
        ("Un café au lait", "cafe", 1),
        ("Un cafe\u0301 au lait", "café", 1),
        ("Straße und Brücke", "bruck", 1),
        ("我喜欢吃苹果和梨", "苹果", 1),
        ("我喜欢吃苹果和梨", "吃苹果", 1),
        ("我喜欢吃苹果和梨", "香蕉", 0),
        ("我喜欢iPhone手机", "iphon", 1),
        ("Платья купили", "платья", 1),
        ("🎉🎉", "🎉", 0),
        ("x" * 65, "x" * 65, 0),
        ("the and of", "the", 0),
        ('"NEAR(a, b)" OR 1=1 --', "near", 1),
    ],
)
def test_words_of_many_scripts_are_found(text, term, count):
    index = made([row(1, text)])
    assert index.term_counts(index.rows_of([1]), [term]).tolist() == [[count]]


def test_only_what_was_chosen_is_found():
    index = made(
        [
            row(1, "cello", at=10),
            row(2, "cello", at=20, author="Tom", kind="note"),
            row(3, "cello", at=30, origin="own"),
            row(4, "cello", at=40, author="Tom"),
        ]
    )

    def found(**filters):
        rows, _ = index.bm25(["cello"], 10, within=index.where(**filters))
        return sorted(ids(index, rows))

    assert found() == [1, 2, 3, 4]
    assert found(span=(20, 40)) == [2, 3]
    assert found(authors=["Tom", "Nobody"]) == [2, 4]
    assert found(authors=[]) == []
    assert found(kinds=[EventKind.NOTE]) == [2]
    assert found(origins=[Origin.OWN]) == [3]
    assert found(authors=["Tom"], span=(0, 30)) == [2]
    early = index.where()
    index.add([row(5, "cello")])
    rows, _ = index.bm25(["cello"], 10, within=early)
    assert 5 not in ids(index, rows)


def test_among_equals_the_latest_comes_first_and_the_limit_holds():
    index = made([row(number, "cello concert") for number in range(1, 50)])
    rows, scores = index.bm25(["cello"], 3)
    assert ids(index, rows) == [49, 48, 47]
    assert len(set(scores.tolist())) == 1


def test_frequent_terms_cost_little_and_still_count():
    rows = [row(number, "concert " * (number % 3 + 1), thread="") for number in range(1, 3000)]
    rows += [row(5000, "cello train"), row(5001, "cello concert")]
    index = made(rows)
    exact = index.bm25(["cello", "concert"], 20)
    quick = index.bm25(["cello", "concert"], 20, Bm25(scanned=10))
    assert ids(index, quick[0]) == [5001, 5000]
    assert ids(index, exact[0])[:2] == [5001, 5000]
    assert quick[1].tolist() == pytest.approx(exact[1][:2].tolist())
    assert len(index.bm25(["concert"], 20, Bm25(scanned=10))[0]) == 20


def test_nothing_is_found_in_nothing():
    index = EventIndex()
    assert len(index) == 0
    for how in (Bm25(), Bm25(window=2)):
        assert [len(part) for part in index.bm25(["cello"], 5, how)] == [0, 0]
    full = made([row(1, "cello")])
    assert len(full.bm25([], 5)[0]) == 0
    assert len(full.bm25(["the"], 5)[0]) == 0
    assert full.term_counts(np.array([1]), []).shape == (1, 0)
    assert full.rows_of([5]).tolist() == [NONE]
    assert full.ids_of(np.array([NONE, 77])).tolist() == [0, 0]
    assert full.neighbours(np.array([NONE, 1]), 1).tolist() == [NONE, NONE]
    assert full.bm25_of(np.array([NONE]), ["cello"]).tolist() == [0]


def test_rows_asked_about_after_a_clear_are_gone():
    index = made([row(number, "cello") for number in range(1, 9)])
    rows, _ = index.bm25(["cello"], 9)
    index.clear()
    assert ids(index, rows) == [0] * 8
    assert index.columns(rows).ids.tolist() == [0] * 8
    assert index.term_counts(rows, ["cello"]).sum() == 0


def held_bytes(index):
    """Return all that the index holds of rows 1 on, but for their ids."""
    table = index._table
    columns = [column[1:] for name, column in table._whole.items() if name != "ids"]
    pieces = [
        array
        for piece in index._words._pieces
        for array in (piece._terms, piece.rows, piece.counts)
    ]
    return sum(int(array.astype(np.int64).sum()) for array in [*columns, *pieces])


def test_what_is_removed_leaves_no_bytes():
    index = made([row(number, f"secret{number} concert", author="Zoe") for number in range(1, 40)])
    before = (index._words._pieces[0].rows, index._words._pieces[0].counts)
    index.remove(range(1, 40))
    assert held_bytes(index) == 0
    assert all(not array.any() for array in before)
    assert index.authors() == {}
    assert len(index) == 0


def test_clearing_overwrites_what_was_there():
    index = made([row(1, "cello"), row(2, "concert")])
    table, words = index._table, index._words
    index.clear()
    assert not any(column.any() for column in table._whole.values())
    assert not any(piece.rows.any() or piece._terms.any() for piece in words._pieces)


def test_the_version_tells_of_changes_and_only_of_these():
    index = EventIndex()
    seen = [index.version]
    for change in (
        lambda: index.add([row(1, "cello")]),
        lambda: index.remove([1]),
        index.clear,
    ):
        change()
        seen.append(index.version)
    assert seen == sorted(set(seen))
    index.remove([1])
    index.bm25(["cello"], 3)
    assert index.version == seen[-1]


def test_a_question_asked_again_sees_what_came_and_went_since():
    index = made([row(1, "cello"), row(2, "x"), row(3, "piano")])
    window = Bm25(window=1)
    assert ids(index, index.bm25(["cello"], 5)[0]) == [1]
    assert set(ids(index, index.bm25(["cello"], 5, window)[0])) == {1, 2}
    alone = np.array([False, True, False, False])
    assert ids(index, index.bm25(["cello"], 5, window, within=alone)[0]) == [1]
    index.add([row(4, "cello")])
    assert set(ids(index, index.bm25(["cello"], 5, window)[0])) == {1, 2, 3, 4}
    index.remove([1])
    assert ids(index, index.bm25(["cello"], 5)[0]) == [4]
    assert index.bm25_of(index.rows_of([1, 4]), ["cello"])[0] == 0


def test_it_knows_who_tells_in_the_first_person():
    texts = (
        "I ran",
        "is it I?",
        "my",
        "Our cello",
        "we're off",
        "i.e. mine",
        "a_I b",
        "\u79c1 I",
        "",
    )
    late = "x" * 400 + " my"
    index = made([row(number, text) for number, text in enumerate((*texts, late), start=1)])
    index.add([row(20, "cello", title="My title")])
    tells = index.columns(index.rows_of([*range(1, 11), 20])).tells.tolist()
    assert tells == [True] * 5 + [False, False, True, False, False, False]


def test_more_rows_than_a_piece_holds_are_found():
    count = PIECE_ROWS + 100
    index = made(
        [row(number, "cello" if number % 1000 == 0 else "x") for number in range(1, count)]
    )
    rows, _ = index.bm25(["cello"], 1000)
    assert sorted(ids(index, rows)) == list(range(1000, count, 1000))
    edge = index.rows_of([PIECE_ROWS - 1])
    assert ids(index, index.neighbours(edge, 2)) == [PIECE_ROWS + 1]
    index.remove([65_000])
    assert 65_000 not in ids(index, index.bm25(["cello"], 1000)[0])
    assert index.nbytes < 100 * count


class HeldVault:
    """Hands out one chunk, then waits to be let on."""

    def __init__(self, chunks):
        self.events = self.rows = self
        self.first_taken, self.go_on = threading.Event(), threading.Event()
        self._chunks = chunks

    def read(self, work):
        return work(self)

    def load(self):
        yield self._chunks[0]
        self.first_taken.set()
        assert self.go_on.wait(5)
        yield from self._chunks[1:]


@pytest.fixture
def held():
    chunks = [[row(1, "cello"), row(2, "cello")], [row(3, "cello"), row(4, "cello")]]
    return HeldVault([EventColumns.of(chunk) for chunk in chunks])


def start_loading(index, vault):
    thread = threading.Thread(target=index.load, args=(vault,))
    thread.start()
    assert vault.first_taken.wait(5)
    return thread


def everything(index):
    return sorted(ids(index, index.bm25(["cello"], 100)[0]))


def test_what_is_erased_while_loading_does_not_come_back(held):
    index = EventIndex()
    thread = start_loading(index, held)
    index.remove([1, 4])
    assert not index.ready
    held.go_on.set()
    thread.join(5)
    assert everything(index) == [2, 3]
    assert index.ready


def test_what_is_added_while_loading_is_found_at_once_and_stays_once(held):
    index = EventIndex()
    thread = start_loading(index, held)
    index.add([row(4, "cello"), row(5, "cello")])
    assert everything(index) == [1, 2, 4, 5]
    held.go_on.set()
    thread.join(5)
    assert everything(index) == [1, 2, 3, 4, 5]
    compare(index, Reference([row(number, "cello") for number in range(1, 6)]), 1)
    index.add([row(6, "cello")])
    index.remove([2])
    rest = [row(number, "cello") for number in (1, 3, 4, 5, 6)]
    compare(index, Reference(rest), 1)


def test_clearing_ends_a_loading(held):
    index = EventIndex()
    thread = start_loading(index, held)
    index.clear()
    held.go_on.set()
    thread.join(5)
    assert not index.ready
    assert len(index) == 0


def test_a_second_loading_takes_the_place_of_the_first(held):
    index = EventIndex()
    thread = start_loading(index, held)
    second = HeldVault([EventColumns.of([row(1, "cello"), row(3, "cello")])])
    second.go_on.set()
    index.load(second)
    held.go_on.set()
    thread.join(5)
    assert everything(index) == [1, 2, 3]
    assert index.ready


def test_it_loads_what_the_vault_holds(vault, remember):
    known = remember([("Lena", "The cello concert"), ("Tom", "moved to Graz")])
    index = EventIndex()
    index.load(vault)
    assert index.ready
    rows, _ = index.bm25(["mov"], 5)
    assert ids(index, rows) == [known[1]]
    vault.write(lambda session: session.events.erase([known[1]]))
    assert vault.read(lambda s: s.events.rows.present(known)) == {known[0]}
    other = EventIndex()
    other.add(vault.read(lambda session: session.events.get(known)))
    other.add(vault.read(lambda session: session.events.rows.get(known)))
    assert len(other) == 1


def test_threads_may_search_while_others_change_it():
    index = made([row(number, "concert") for number in range(1, 1000)] + [row(5000, "cello")])
    stop, faults = threading.Event(), []

    def look():
        while not stop.is_set():
            rows, _ = index.bm25(["cello", "concert"], 5, Bm25(window=1))
            index.neighbours(rows, -1)
            if index.columns(rows).ids[0] != 5000:
                faults.append(rows)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for first in range(6000, 7000, 50):
        index.add([row(number, "concert") for number in range(first, first + 50)])
        index.remove(range(first - 5990, first - 5960))
    stop.set()
    for thread in threads:
        thread.join(5)
    assert faults == []
