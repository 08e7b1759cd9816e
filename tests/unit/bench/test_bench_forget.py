"""Forgetting people of a collection: what is counted, and that it would be noticed."""

from second_me.bench.forget import Life, forgotten, spoken_of
from second_me.bench.forgotten_rows import (
    broken,
    carried_by_others,
    differing,
    naming,
    stands,
)
from second_me.core.clock import Moment, Timestamp
from second_me.core.records import EventKind, NewEvent, Origin
from second_me.corpora.corpus import Corpus
from second_me.vault.erasing.naming import Names


def corpus() -> Corpus:
    said = [
        ("Marta", "I will bring the violin on Friday evening."),
        ("Ben", "Ask Marta whether the bridge is open again."),
        ("Ben", "The dentist moved to another street this week."),
        ("Tara", "My sister Marta has a new garden by the river."),
        ("Tara", "We could take the train to the harbour instead."),
    ]
    events = tuple(
        NewEvent(
            kind=EventKind.MESSAGE,
            origin=Origin.OTHER,
            text=text,
            author=author,
            thread="talk",
            moment=Moment(Timestamp(1_000_000 * number)),
            natural_key=str(number),
            position=number,
        )
        for number, (author, text) in enumerate(said)
    )
    return Corpus(name="small", owner="Ben", events=events, questions=())


def test_people_are_forgotten_and_all_else_stays(tmp_path):
    part = forgotten(corpus(), tmp_path, 100, 2)
    assert part.figures["rows_that_name_them"] == 0
    assert part.figures["other_rows_changed"] == 0
    assert part.figures["erased_events"] >= 3
    assert part.figures["held"] == part.reference["held"] == 4
    assert part.figures["answers_that_name_them"] == part.figures["of_these_lost"] == 0
    assert part.figures["memories_of_broken_episodes"] > 0
    assert part.figures["of_these_in_no_episode"] == 0


def test_only_who_is_spoken_of_as_a_person_is_one():
    texts = [
        "Open the Python file, said Ada.",
        "Dr. Novak is in.",
        "Ada said no.",
        "Open said: go.",
    ]
    assert spoken_of([*texts, "please open it"]) == {"Novak", "Ada"}


def test_records_that_others_carry_and_broken_episodes_are_noticed():
    before = {
        "events": {1: (1, "a"), 2: (2, "it is of Marta"), 3: (3, "tells of rain")},
        "facts": {7: (7, "of Marta"), 8: (8, "of rain"), 6: (6, "of a wedding")},
        "entities": {},
        "relations": {9: (9, 4, "sister", 5)},
        "episodes": {1: (1,)},
        "evidence": {
            number: (number, *row)
            for number, row in enumerate(
                [("fact", 6, 1), ("fact", 6, 2),
                 ("fact", 7, 1), ("fact", 7, 2), ("fact", 8, 1), ("fact", 8, 3),
                 ("relation", 9, 1), ("relation", 9, 2), ("episode", 1, 1), ("episode", 1, 2)]
            )
        },
    }  # fmt: skip
    after = {
        "events": {2: (2,), 3: (3,)},
        "facts": {},
        "entities": {},
        "relations": {},
        "episodes": {},
    }
    meant = Names(("Marta",))
    assert carried_by_others(before, after) == [("facts", 7), ("facts", 8), ("relations", 9)]
    assert stands(after, ("facts", 7), meant, before)
    assert not stands(after, ("facts", 8), meant, before)
    assert stands(after, ("relations", 9), meant, before)
    assert broken(before, after) == {2}


def test_what_still_names_somebody_or_was_changed_is_counted(tmp_path):
    life = Life(corpus(), tmp_path, 100)
    try:
        rows = life.rows()
        assert {table for table, _ in naming(rows, Names(("Marta",)))} >= {"events", "facts"}
        changed = {**rows, "events": {**rows["events"], 3: ("other",)}}
        assert differing(rows, changed, set()) == [("events", 3)]
        assert differing(rows, changed, {("events", 3)}) == []
        gone = {**rows, "events": {}}
        assert len(differing(rows, gone, set())) == 5
    finally:
        life.close()
