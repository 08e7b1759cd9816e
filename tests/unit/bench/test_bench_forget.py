"""Forgetting people of a collection: what is counted, and that it would be noticed."""

from second_me.bench.forget import Life, differing, forgotten, naming
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
