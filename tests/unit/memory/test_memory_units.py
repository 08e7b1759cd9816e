"""Units put into memory: once, with versions, under their terms, never against what stands."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.paths import Home
from second_me.core.records import Actor, EventKind, FactStatus, NewEvent, NewFact, Origin, Quote
from second_me.core.units import Label, Terms
from second_me.memory import own_word
from second_me.memory.settling import Means, settle_facts
from second_me.memory.subjects import named
from second_me.memory.units import put_unit
from second_me.recall.vector_index import VectorIndex
from second_me.vault import DataKey, Vault
from second_me.vault.erasing.closure import Chosen
from second_me.vault.exporting.unit_reading import Opened, opened

DAY = 86_400_000
SAID = "I moved to Leeds in May. My sister has a boat. I keep bees."


@pytest.fixture
def theirs(home: Home, clock) -> Iterator[Vault]:
    """Return Marta's vault, which knows where she lived and lives, and of her bees."""
    their_home = Home(root=home.root / "theirs", models=home.models)
    vault = Vault.create(their_home, DataKey.generate(), clock)
    vault.write(lambda session: session.settings.set("owner.name", "Marta"))
    yield vault
    vault.close()


@pytest.fixture
def facts(theirs: Vault, clock) -> tuple[int, ...]:
    def fill(session):
        now = clock.now()
        source = session.sources.ensure("notes", "Diary", "/home/marta/diary", now)
        event = NewEvent(
            kind=EventKind.NOTE,
            origin=Origin.TYPED,
            text=SAID,
            moment=Moment(Timestamp(now + DAY), Precision.SECOND, 0),
            natural_key="1",
            author="Marta",
        )
        (id_,) = session.events.append(source, None, [event], now).event_ids

        def add(text, words, **values):
            start = SAID.index(words)
            quote = Quote(id_, start, start + len(words), words)
            new = NewFact(
                subject="Marta", kind="place", text=text, quotes=(quote,), maker="person", **values
            )
            return session.facts.add(new, Actor.EXTRACT, now)

        old = add("Marta lives in York", "I moved to Leeds", status=FactStatus.CURRENT)
        new = add("Marta lives in Leeds", "I moved to Leeds in May", status=FactStatus.CURRENT)
        bees = add("Marta keeps bees", "I keep bees", status=FactStatus.CURRENT)
        session.facts.set_status(
            old, FactStatus.SUPERSEDED, Actor.UPDATE, now, superseded_by=new, valid_to=now
        )
        return old, new, bees

    return theirs.write(fill)


@contextmanager
def given(vault: Vault, clock, chosen: Chosen, name: str = "Leeds", **terms) -> Iterator[Opened]:
    """Yield a unit as it is read from its file."""

    def write(session):
        lines: list[bytes] = []
        label = Label(
            key=session.unit_key(name),
            name=name,
            by="Marta",
            made_at=clock.now(),
            terms=Terms(**terms),
        )
        session.write_unit(lines.append, chosen, label)
        return lines

    with opened(iter(vault.read(write))) as unit:
        yield unit


def take(vault: Vault, clock, unit: Opened, *, mine: bool = False):
    return vault.write(lambda session: put_unit(session, unit, clock.now(), mine=mine))


def texts(vault: Vault) -> dict[str, FactStatus]:
    views = vault.read(lambda session: session.facts.list())
    return {view.fact.text: view.fact.status for view in views}


def test_facts_take_only_their_words_along_and_their_earlier_versions(vault, theirs, facts, clock):
    with given(theirs, clock, Chosen(scope="facts", facts=(facts[1],))) as unit:
        (event,) = unit.session.events.list()
        assert event.text == "I moved to Leeds in May"
        assert not unit.session.sources.list()[0].locator.startswith("/")
        take(vault, clock, unit)
    assert texts(vault) == {
        "Marta lives in Leeds": FactStatus.PROPOSED,
        "Marta lives in York": FactStatus.SUPERSEDED,
    }
    views = vault.read(lambda session: session.facts.list())
    by_text = {view.fact.text: view.fact for view in views}
    lives, lived = by_text["Marta lives in Leeds"], by_text["Marta lives in York"]
    assert (lived.superseded_by, lived.valid_to) == (lives.id, clock.now())
    assert {view.quotes[0].text for view in views} == {
        "I moved to Leeds",
        "I moved to Leeds in May",
    }


def test_whole_events_come_with_what_was_drawn_from_them_once(vault, theirs, facts, clock):
    chosen = Chosen(scope="memories", events=(1,))
    with given(theirs, clock, chosen) as unit:
        first = take(vault, clock, unit)
        second = take(vault, clock, unit)
    assert (len(first.events), len(first.facts)) == (1, 3)
    assert (len(second.events), len(second.facts), second.known) == (0, 0, 4)
    with given(theirs, clock, chosen, name="Another") as unit:
        assert take(vault, clock, unit).events == ()
    assert len(texts(vault)) == len(facts)


def test_what_came_home_again_is_known(theirs, facts, clock):
    with given(theirs, clock, Chosen(scope="memories", events=(1,))) as unit:
        done = take(theirs, clock, unit)
    assert (done.events, done.facts) == ((), ())
    assert len(texts(theirs)) == len(facts)


def test_a_unit_of_ones_own_stays_ones_own(vault, theirs, facts, clock):
    vault.write(lambda session: session.settings.set("owner.name", "Marta"))
    with given(theirs, clock, Chosen(scope="memories", events=(1,))) as unit:
        done = take(vault, clock, unit, mine=True)
    assert done.waiting == 0
    assert texts(vault)["Marta keeps bees"] is FactStatus.PROPOSED
    assert vault.read(lambda session: session.events.list())[0].origin is Origin.OWN


def test_of_somebody_of_the_same_name_it_waits(vault, theirs, facts, clock):
    vault.write(lambda session: session.settings.set("owner.name", "Marta"))
    with given(theirs, clock, Chosen(scope="facts", facts=(facts[2],))) as unit:
        assert take(vault, clock, unit).waiting == 1
    assert texts(vault) == {"Marta keeps bees": FactStatus.QUARANTINED}
    assert vault.read(lambda session: session.reviews.count()) == 1


def test_terms_hold(vault, theirs, facts, clock):
    chosen = Chosen(scope="facts", facts=(facts[2],))
    until = Timestamp(clock.now() + DAY)
    with given(theirs, clock, chosen, read_only=True, expires_at=until) as unit:
        (fact,) = take(vault, clock, unit).facts
    moment = Moment(clock.now())
    with pytest.raises(PersonFault, match="read only"):
        vault.write(lambda session: own_word.correct(session, fact, "Marta keeps ducks", moment))
    (event,) = vault.read(lambda session: session.events.list())
    with (
        pytest.raises(PersonFault, match="may not be passed on"),
        given(vault, clock, Chosen(scope="memories", events=(event.id,))),
    ):
        pass
    outlived = lambda at: vault.read(lambda session: session.retention.outlived(at))  # noqa: E731
    assert outlived(clock.now()) == ()
    assert outlived(until) == (event.id,)
    with (
        given(theirs, clock, chosen, expires_at=clock.now()) as unit,
        pytest.raises(PersonFault, match="expired"),
    ):
        take(vault, clock, unit)


def test_terms_go_on_where_it_may_be_passed_on(vault, theirs, facts, clock):
    until = Timestamp(clock.now() + DAY)
    with given(
        theirs, clock, Chosen(scope="memories", events=(1,)), pass_on=True, expires_at=until
    ) as unit:
        take(vault, clock, unit)
    with given(vault, clock, Chosen(scope="memories", events=(1,)), pass_on=True) as again:
        assert again.label.terms == Terms(pass_on=True, expires_at=until)


def test_a_unit_ends_nothing_that_is_known(vault, theirs, facts, clock, embedder, remember):
    words = "Marta lives in Hull"
    (said,) = remember(words)

    def known(session):
        quote = Quote(said, 0, len(words), words)
        fact = NewFact(
            subject="Marta",
            kind="place",
            text=words,
            quotes=(quote,),
            status=FactStatus.CURRENT,
            slot="home",
            value="Hull",
        )
        return session.facts.add(fact, Actor.PERSON, clock.now())

    old = vault.write(known)
    with given(theirs, clock, Chosen(scope="facts", facts=(facts[1],))) as unit:
        done = take(vault, clock, unit)
    means = Means(index=VectorIndex(), embedder=embedder, clock=clock)
    settle_facts(vault, means, done.facts)
    assert vault.read(lambda session: session.facts.get([old]))[0].fact.status is FactStatus.CURRENT
    assert texts(vault)["Marta lives in Leeds"] is FactStatus.CURRENT
    assert vault.read(lambda session: session.reviews.count()) == 1


def test_taking_it_back_takes_all_of_it(vault, theirs, facts, clock):
    with given(theirs, clock, Chosen(scope="memories", events=(1,))) as unit:
        done = take(vault, clock, unit)
    vault.write(lambda session: session.events.erase(done.events))
    assert texts(vault) == {}
    assert vault.read(lambda session: session.units.list()) == []
    with given(theirs, clock, Chosen(scope="memories", events=(1,))) as unit:
        assert len(take(vault, clock, unit).facts) == len(facts)


@pytest.mark.parametrize(
    "damage", ["", "{}\n", '{"head":{"form":"second-me-export","unit":null}}\n']
)
def test_what_is_no_unit_is_refused(damage):
    with pytest.raises(PersonFault, match="no unit"), opened(iter([damage.encode()])):
        pass


def written(vault: Vault, clock) -> list[bytes]:
    """Return the lines of a unit of the first event."""

    def write(session):
        lines: list[bytes] = []
        label = Label(key="1", name="Leeds", by="Marta", made_at=clock.now())
        session.write_unit(lines.append, Chosen(scope="memories", events=(1,)), label)
        return lines

    return vault.read(write)


def test_a_unit_that_lost_a_line_is_refused(theirs, facts, clock):
    lines = written(theirs, clock)
    with pytest.raises(PersonFault), opened(iter(lines[:-2] + lines[-1:])):
        pass
    row = msgspec.json.decode(lines[1])
    row["row"]["strange"] = 1
    with pytest.raises(PersonFault), opened(iter([lines[0], msgspec.json.encode(row), *lines[2:]])):
        pass


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("events", "at", 2**62),
        ("events", "at", -(2**62)),
        ("events", "utc_offset", 10**9),
        ("events", "kind", "bogus"),
        ("events", "origin", "bogus"),
        ("events", "precision", "bogus"),
        ("facts", "status", "bogus"),
        ("facts", "valid_from", 2**62),
        ("facts", "confidence", 1e300),
        ("facts", "confidence", -1),
        ("unit", "made_at", 2**70),
        ("unit", "name", " "),
        ("unit", "name", "Leeds\nThe vault is empty."),
        ("unit", "by", ""),
    ],
)
def test_a_unit_with_values_that_nothing_could_show_is_refused(
    theirs, facts, clock, table, column, value
):
    lines = [msgspec.json.decode(line) for line in written(theirs, clock)]
    for line in lines:
        row = line["head"]["unit"] if table == "unit" and "head" in line else line.get("row", {})
        if table in {"unit", line.get("table")} and column in row:
            row[column] = value
    with pytest.raises(PersonFault, match="no unit"), opened(map(msgspec.json.encode, lines)):
        pass


def test_a_fact_that_shows_no_words_is_left_out(vault, theirs, facts, clock):
    lines = [msgspec.json.decode(line) for line in written(theirs, clock)]
    for line in lines:
        if line.get("table") == "evidence":
            line["row"]["end_at"] = line["row"]["start_at"]
    with opened(map(msgspec.json.encode, lines)) as unit:
        done = take(vault, clock, unit)
    assert (len(done.events), done.facts) == (1, ())


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("You live in Leeds", "Marta lives in Leeds"),
        ("You have a boat", "Marta has a boat"),
        ("You moved to your sister's", "Marta moved to their sister's"),
        ("You carry your bag", "Marta carries their bag"),
        ("Your phone number is 12345", "Marta's phone number is 12345"),
        ("Bees are kept", "Marta: Bees are kept"),
    ],
)
def test_what_was_said_to_somebody_is_told_of_them(said, told):
    assert named(said, "Marta") == told
