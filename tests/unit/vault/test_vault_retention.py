"""How long events are kept, which rule decides, and what goes by it."""

from datetime import timedelta

import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.protocol.erase import Outlived
from second_me.core.protocol.privacy import Rule
from second_me.core.records import EventKind
from second_me.vault import retention

DAY = retention.DAY


@pytest.fixture
def fill(vault, clock, make_event):
    """Store one event a day of a source for as many days, newest today; return the source."""

    def store(name, days, kind=EventKind.NOTE, precision=Precision.SECOND):
        def work(session):
            source = session.sources.ensure("notes", name, f"/{name}", clock.now())
            now = clock.now()
            events = [
                make_event(
                    f"{name} {age}",
                    kind=kind,
                    moment=Moment(Timestamp(now - age * DAY), precision),
                    natural_key=f"{name} {age}",
                )
                for age in range(days)
            ]
            session.events.append(source, None, events, now)
            return source

        return vault.write(work)

    return store


def outlived(vault, clock, **how):
    return vault.read(lambda s: s.retention.outlived(clock.now(), **how))


def texts(vault, ids):
    return {event.text for event in vault.read(lambda s: s.events.get(ids))}


def put(vault, clock, **rule):
    return vault.write(lambda s: s.retention.put(Rule(**rule), clock.now()))


def test_a_rule_shows_what_it_would_erase_and_acts_a_day_later(vault, clock, fill):
    fill("a", 5)
    rule = Rule(days=2, kind=EventKind.NOTE)
    effect = vault.read(lambda s: s.retention.preview(rule, clock.now()))
    assert effect.due == 2
    assert (effect.first_at, effect.last_at) == (clock.now() - 4 * DAY, clock.now() - 3 * DAY)
    assert effect.next_at == clock.now()
    view = put(vault, clock, days=2, kind=EventKind.NOTE)
    assert (view.due, view.acts_from) == (2, clock.now() + DAY)
    assert texts(vault, outlived(vault, clock)) == {"a 3", "a 4"}
    assert outlived(vault, clock, acting=True) == ()
    clock.advance(timedelta(days=1))
    assert texts(vault, outlived(vault, clock, acting=True)) == {"a 2", "a 3", "a 4"}


def test_the_narrower_rule_decides(vault, clock, fill):
    source = fill("a", 3)
    fill("b", 3)
    fill("c", 3, kind=EventKind.MAIL)
    put(vault, clock, days=1, kind=EventKind.NOTE)
    assert texts(vault, outlived(vault, clock)) == {"a 2", "b 2"}
    put(vault, clock, days=0, source_id=source)
    assert texts(vault, outlived(vault, clock)) == {"b 2"}
    put(vault, clock, days=1, source_id=source, kind=EventKind.NOTE)
    assert texts(vault, outlived(vault, clock)) == {"a 2", "b 2"}
    again = put(vault, clock, days=500, kind=EventKind.NOTE)
    assert texts(vault, outlived(vault, clock)) == {"a 2"}
    rules = vault.read(lambda s: s.retention.list(clock.now()))
    assert len(rules) == 3
    assert vault.write(lambda s: s.retention.remove(again.id))
    assert not vault.write(lambda s: s.retention.remove(again.id))


def test_an_event_of_unknown_time_is_as_old_as_its_arrival(vault, clock, fill):
    fill("a", 5, precision=Precision.UNKNOWN)
    put(vault, clock, days=1, kind=EventKind.NOTE)
    assert outlived(vault, clock) == ()
    clock.advance(timedelta(days=2))
    assert len(outlived(vault, clock)) == 5


def test_a_source_that_a_rule_empties_keeps_its_rule(vault, clock, fill):
    source, other = fill("a", 3), fill("b", 1)
    put(vault, clock, days=1, source_id=source)
    put(vault, clock, days=1, source_id=other)
    clock.advance(timedelta(days=30))
    chosen = vault.read(lambda s: s.erasures.choose(Outlived(acting=True), clock.now()))
    assert (chosen.scope, len(chosen.events)) == ("outlived", 4)
    vault.write(lambda s: s.erasures.begin(chosen, "retention", clock.now()))
    assert {one.id for one in vault.read(lambda s: s.sources.list())} == {source, other}
    assert len(vault.read(lambda s: s.retention.list(clock.now()))) == 2


@pytest.mark.parametrize(
    "rule", [Rule(days=1), Rule(days=-1, kind=EventKind.NOTE), Rule(days=1, source_id=99)]
)
def test_a_rule_that_cannot_be_is_refused(vault, clock, rule):
    with pytest.raises(PersonFault):
        vault.write(lambda s: s.retention.put(rule, clock.now()))
