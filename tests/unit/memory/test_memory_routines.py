from datetime import UTC, date, datetime, timedelta

import pytest

from second_me.core.clock import Moment, Precision, from_datetime
from second_me.core.records import EventKind, Origin
from second_me.core.routines import Rhythm, RoutineKind
from second_me.memory.rhythm import by_chance, rhythm_of
from second_me.memory.routines import distill

MONDAY = date(2024, 1, 1).toordinal()


def moment(day: int, hour: int = 18, minute: int = 0) -> Moment:
    at = datetime(2024, 1, 1, hour, minute, tzinfo=UTC) + timedelta(days=day)
    return Moment(from_datetime(at), Precision.MINUTE, 0)


@pytest.fixture
def do(remember):
    """Return a function that notes something on some days."""

    def note(text, days, hour=18, **fields):
        given = {"origin": Origin.OWN, "kind": EventKind.RECORD, **fields}
        return [remember(text, moment=moment(day, hour), **given)[0] for day in days]

    return note


@pytest.fixture
def night(vault):
    def run(day):
        return distill(vault, moment(day).at)

    return run


def listed(vault):
    return vault.read(lambda session: session.routines.list())


@pytest.mark.parametrize(
    ("days", "minutes", "found"),
    [
        (range(0, 70, 7), [1080] * 10, (Rhythm.WEEKLY, (0,), 1080)),
        (range(30), [400 + day % 5 for day in range(30)], (Rhythm.DAILY, (), 402)),
        (
            [date(2024, month, 5).toordinal() - MONDAY for month in range(1, 13)],
            [],
            (Rhythm.MONTHLY, (), None),
        ),
    ],
)
def test_rhythms(days, minutes, found):
    rhythm = rhythm_of([MONDAY + day for day in days], minutes)
    assert (rhythm.rhythm, rhythm.weekdays, rhythm.minute) == found


@pytest.mark.parametrize("days", [range(8), [0, 9, 16, 22, 31, 44], [0, 7, 14, 21, 28]])
def test_no_rhythm_by_chance(days):
    assert rhythm_of([MONDAY + day for day in days], []) is None


def test_chance_is_the_tail_of_the_binomial():
    assert by_chance(0, 5, 0.5) == pytest.approx(1)
    assert by_chance(5, 5, 0.5) == pytest.approx(1 / 32)
    assert by_chance(6, 5, 0.5) == 0


def test_a_routine_is_found_with_its_steps_and_refined(vault, do, night):
    weeks = [7 * week + 1 for week in range(12)]
    do("Pottery class at the studio", weeks, 18)
    do("Tram ride home slowly", weeks, 20)
    do("Bought umbrella stand", [3, 40])
    assert night(90).routines == 2
    assert night(91).changes.topics == frozenset()
    found = {one.title: one for one in listed(vault)}
    pottery = next(one for title, one in found.items() if title.startswith("Pottery"))
    assert (pottery.rhythm, pottery.weekdays, pottery.minute) == (Rhythm.WEEKLY, (1,), 18 * 60)
    assert (pottery.times, len(pottery.steps)) == (12, 1)
    assert pottery.steps == ("Tram ride home slowly",)
    do("Pottery class at the studio", [7 * 12 + 1], 18)
    night(92)
    again = next(one for one in listed(vault) if one.id == pottery.id)
    assert (again.times, again.learned_at) == (13, pottery.learned_at)


def test_what_is_no_longer_done_is_let_go_and_what_was_dismissed_stays_away(vault, do, night):
    ids = do("Pottery class at the studio", [7 * week for week in range(12)])
    night(90)
    (routine,) = listed(vault)
    vault.write(lambda session: session.routines.dismiss([routine.id], moment(91).at))
    night(92)
    assert listed(vault) == []
    vault.write(lambda session: session.events.erase(ids[:1]))
    assert vault.read(lambda session: session.routines.list()) == []


def test_erasing_what_shows_a_routine_takes_it(vault, do, night):
    ids = do("Pottery class at the studio", [7 * week for week in range(12)])
    night(90)
    vault.write(lambda session: session.events.erase([ids[-1]]))
    assert listed(vault) == []
    night(91)
    assert listed(vault)[0].times == 11


def test_what_shows_no_rhythm_for_a_year_is_forgotten(vault, do, night):
    ids = do("Pottery class at the studio", [7 * week for week in range(12)])
    night(90)
    vault.write(lambda session: session.events.erase(ids[:1]))  # not one that shows it
    do("x" * 5, [500])
    assert len(listed(vault)) == 1
    vault.write(lambda session: session.routines.forget((), moment(600).at))
    assert listed(vault) == []


def test_how_a_thing_is_done_is_taken_from_notes_and_grows(vault, do, night):
    note = {"kind": EventKind.NOTE}
    do("How to renew the passport\n1. Form\n2. Two photos\n3. Wait six weeks", [1], **note)
    do(
        "Renew passport, how to: form, photos, six weeks\n- Bring the old one\n- Form\n- Fee",
        [50],
        **note,
    )
    do("Groceries\n1. Milk\n2. Bread\n3. Tea", [60], **note)
    night(90)
    (one,) = listed(vault)
    assert (one.kind, one.times) == (RoutineKind.HOW_TO, 2)
    assert {"Form", "Fee", "Two photos", "Wait six weeks"} <= set(one.steps)


def test_steps_in_one_line_count_too(vault, do, night):
    do("Renew the passport: form, two photos, six weeks", [1], kind=EventKind.NOTE)
    night(90)
    assert listed(vault)[0].steps == ("form", "two photos", "six weeks")


def test_others_words_make_no_routine(vault, do, night):
    do("Pottery class at the studio", [7 * week for week in range(12)], origin=Origin.OTHER)
    night(90)
    assert listed(vault) == []
