"""What an erasure takes away, what it leaves, and that nothing is shown from its first moment."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from second_me.core.clock import Timestamp
from second_me.core.forms import FieldKind, Purpose
from second_me.core.ids import EventId
from second_me.core.paths import Home
from second_me.core.protocol.erase import (
    About,
    Between,
    Conversation,
    EpisodesAlone,
    Everything,
    FactsAlone,
    Memories,
    OfKind,
    OneImport,
    OneSource,
    Receipt,
    Stage,
)
from second_me.core.records import Actor, BatchState, EventKind, FactStatus, NewFact, Quote
from second_me.vault import Vault
from second_me.vault.erasing import engine
from second_me.vault.erasing.aftermath import clean
from second_me.vault.erasing.examination import ByChance


@pytest.fixture
def erase(vault, clock):
    """Return a function that erases a scope, its rows alone, and gives the erasure's number."""

    def run(scope, *, finish=True):
        chosen = vault.read(lambda session: session.erasures.choose(scope))
        mentions = getattr(scope, "mentions", True)
        begun = vault.write(
            lambda session: session.erasures.begin(chosen, "test", clock.now(), mentions=mentions)
        )
        more = finish
        while more:
            _, more = vault.write(
                lambda session: session.erasures.carry_on(begun.erasure_id, clock.now())
            )
        return begun

    return run


@pytest.fixture
def tell(vault, clock):
    """Return a function that states a fact which some events show as a whole."""

    def state(subject, text, *ids, actor=Actor.EXTRACT, **fields):
        def work(session):
            events = session.events.get(ids)
            quotes = tuple(Quote(one.id, 0, len(one.text), one.text) for one in events)
            fact = NewFact(subject=subject, kind="k", text=text, quotes=quotes, **fields)
            return session.facts.add(fact, actor, clock.now())

        return vault.write(work)

    return state


def texts(vault):
    return [event.text for event in vault.read(lambda session: session.events.list())][::-1]


def facts(vault):
    return {view.fact.text for view in vault.read(lambda session: session.facts.list())}


def proof(vault, erasure_id):
    vault.write(lambda session: session.erasures.forget_words(erasure_id))
    vault.flush()
    return vault.aftermath.search_vault(erasure_id)


def test_the_search_finds_what_is_there_and_nothing_once_it_is_erased(vault, remember, tell, clock):
    ids = remember("The violin teacher moved to Graz in spring", "Another thing altogether here")
    tell("Ruth", "Ruth moved to Graz in spring", ids[0])
    vault.write(lambda session: session.vectors.put("m", "event", [(ids[0], bytes(range(64)))]))
    chosen = vault.read(lambda session: session.erasures.choose(Memories(ids=ids[:1])))

    def only_take_prints(session):
        connection = session._connection
        number = engine._insert(connection, "memories", engine.Words(), "t", clock.now())
        engine.take_prints(connection, session.erasures._secret, number, chosen, {})
        connection.execute("INSERT INTO erasing VALUES (?, ?)", (ids[0], number))
        return number

    number = vault.write(only_take_prints)
    vault.flush()
    # It is live, so the words may stand there; what they were drawn into tells on it all the same.
    assert vault.aftermath.search_vault(number)[-1].found > 0
    vault.write(lambda session: session._connection.execute("DELETE FROM erasing"))
    begun = vault.write(lambda session: session.erasures.begin(chosen, "t", clock.now()))
    vault.write(lambda session: session.erasures.carry_on(begun.erasure_id, clock.now()))
    assert clean(proof(vault, begun.erasure_id))
    assert texts(vault) == ["Another thing altogether here"]
    assert vault.check(deep=True) == []


def test_words_left_in_any_other_row_are_found(vault, remember, erase):
    (id_,) = remember("The violin teacher moved to Graz in spring")
    begun = erase(Memories(ids=(id_,)))
    vault.write(
        lambda session: session._connection.execute(
            "INSERT INTO revisions (tbl, row_id, actor, at, before, after)"
            " VALUES ('facts', 77, 'person', 0, '', '{\"text\": \"violin teacher moved to Graz\"}')"
        )
    )
    looked = {one.place: one.found for one in proof(vault, begun.erasure_id)}
    assert looked["vault: pages"] > 0
    assert looked["vault: rows"] > 0


def test_nothing_is_shown_from_the_first_transaction_on(vault, remember, erase, monkeypatch):
    monkeypatch.setattr(engine, "AT_ONCE", 2)
    ids = remember("one", "two", "three", "four", "five")
    begun = erase(Memories(ids=ids[:4]), finish=False)
    look = lambda session: (  # noqa: E731
        [event.text for event in session.events.get(ids)],
        [event.text for event in session.events.around(ids[4], 9, 9)],
        [event.text for event in session.events.list()],
        [event.text for event in session.events.in_range(EventId(0), EventId(99))],
    )
    assert vault.read(look) == (["five"],) * 4
    assert vault.read(lambda session: session.events.count()) == 5
    more, steps = True, 0
    while more:
        _, more = vault.write(lambda session: session.erasures.carry_on(begun.erasure_id, 0))
        steps += 1
    assert steps == 3
    assert vault.read(lambda session: session.events.count()) == 1
    assert vault.check(deep=True) == []


def test_everything_goes_at_once_however_much_it_is(vault, remember, tell, erase, monkeypatch):
    monkeypatch.setattr(engine, "AT_ONCE", 3)
    ids = remember(*(f"the umbrella of number {n} is here" for n in range(9)))
    tell("Ben", "Ben has an umbrella", ids[0])
    vault.write(
        lambda session: session.vectors.put("m", "event", [(id_, b"1" * 30) for id_ in ids])
    )
    begun = erase(Everything(), finish=False)
    _, more = vault.write(lambda session: session.erasures.carry_on(begun.erasure_id, 0))
    assert not more
    assert (texts(vault), facts(vault)) == ([], set())
    (erasure,) = vault.read(lambda session: session.erasures.list())
    assert {erasure.erased[store] for store in ("events", "words", "vectors")} == {9}
    assert vault.read(lambda session: session.sources.list()) == []
    assert clean(proof(vault, begun.erasure_id))
    assert vault.check(deep=True) == []


def test_the_history_of_filling_goes_with_the_last_memory(vault, remember, clock, erase):
    first, second = remember("my mail is ana@example.org", "I live in Lisboa")
    vault.write(
        lambda session: session.fillings.add(
            "https://shop.example", Purpose.ADDRESS, [FieldKind.EMAIL], [], clock.now()
        )
    )
    erase(Memories(ids=(first,)))
    assert len(vault.read(lambda session: session.fillings.list())) == 1
    erase(Memories(ids=(second,)))
    assert vault.read(lambda session: session.fillings.list()) == []


def test_a_fact_that_others_carry_stays_and_one_that_they_do_not_goes(vault, remember, tell, erase):
    a, b = remember("Ben moved to Rome with Tara", "Ben lives in Rome now")
    tell("Ben", "Ben lives in Rome", a, b)
    tell("Ben", "Ben moved with Tara to Rome", a, b)
    begun = erase(Memories(ids=(a,)))
    assert facts(vault) == {"Ben lives in Rome"}
    assert begun.again == (b,)
    (view,) = vault.read(lambda session: session.facts.list())
    assert [quote.event_id for quote in view.quotes] == [b]
    history = vault.read(lambda session: session.revisions.list("facts", view.fact.id))
    assert not any(f"[{a}," in one.after for one in history)


def test_a_fact_that_the_erased_had_ended_stands_again(vault, remember, tell, erase, clock):
    a, b = remember("I live in Graz", "I moved to Linz")
    old = tell("me", "lives in Graz", a, status=FactStatus.CURRENT)
    new = tell("me", "lives in Linz", b, status=FactStatus.CURRENT)
    vault.write(
        lambda session: session.facts.set_status(
            old,
            FactStatus.SUPERSEDED,
            Actor.UPDATE,
            clock.now(),
            superseded_by=new,
            valid_to=Timestamp(5),
        )
    )
    erase(Memories(ids=(b,)))
    (view,) = vault.read(lambda session: session.facts.list())
    assert (view.fact.id, view.fact.status, view.fact.valid_to) == (old, FactStatus.CURRENT, None)
    assert view.fact.superseded_by is None


def test_a_fact_alone_goes_and_is_not_drawn_out_again(vault, remember, tell, erase):
    (a,) = remember("I was born in Pula")
    wrong = tell("me", "born in Pula", a)
    erase(FactsAlone(ids=(wrong,)))
    assert texts(vault) == ["I was born in Pula"]
    assert tell("me", "Born in  PULA", a) is None
    assert tell("me", "comes from Pula", a) is None
    assert tell("somebody else", "born in Pula", a) is not None
    assert tell("me", "born in Pula", a, actor=Actor.PERSON) is not None


def test_a_fact_or_an_episode_goes_with_its_words(vault, remember, tell, erase, clock):
    a, b, c = remember("one one", "two two", "three")
    fact = tell("me", "said one", a)
    episode = vault.write(
        lambda session: session.episodes.add(
            title="t",
            summary="s",
            start=Timestamp(0),
            end=Timestamp(1),
            events=[b],
            actor=Actor.EXTRACT,
            now=clock.now(),
        )
    )
    erase(FactsAlone(ids=(fact,), words=True))
    assert texts(vault) == ["two two", "three"]
    erase(EpisodesAlone(ids=(episode,)))
    assert texts(vault) == ["two two", "three"]
    assert vault.read(lambda session: session.episodes.count()) == 0
    assert c


def test_scopes_mean_what_they_say(vault, remember, source, make_event, clock):
    remember("a", "b", thread="x")
    remember("c", thread="y", kind=EventKind.MAIL)

    def bring(session):
        other = session.sources.ensure("chat", "Other", "/o", clock.now())
        batch = session.batches.start(other, clock.now())
        event = make_event("d", at=9_000_000, thread="x")
        session.events.append(other, batch, [event], clock.now())
        return other, batch

    other, batch = vault.write(bring)
    means = lambda scope: len(vault.read(lambda s: s.erasures.choose(scope)).events)  # noqa: E731
    assert means(Conversation(event_id=EventId(1))) == 2
    assert means(OneImport(batch_id=batch)) == 1
    assert means(OneSource(source_id=source)) == 3
    assert means(OneSource(source_id=other)) == 1
    assert means(Between(first=Timestamp(0), until=Timestamp(1000))) == 2
    assert means(Between(first=Timestamp(0), until=Timestamp(10**7), source_id=other)) == 1
    assert means(OfKind(kind=EventKind.MAIL)) == 1
    assert means(Everything()) == 4
    assert means(Memories(ids=(EventId(1), EventId(99)))) == 1


def test_an_import_that_is_erased_leaves_no_name_of_its_file(vault, make_event, clock, erase):
    def bring(session):
        source = session.sources.ensure("chat", "Chat with Alice", "/home/alice.txt", clock.now())
        batch = session.batches.start(source, clock.now())
        session.settings.set(f"import.{batch}", '{"path":"/home/alice.txt"}')
        session.events.append(source, batch, [make_event("x", thread="Alice")], clock.now())
        session.batches.finish(batch, BatchState.DONE, clock.now())
        return source, batch

    _, batch = vault.write(bring)
    begun = erase(OneImport(batch_id=batch))
    left = vault.read(
        lambda session: (session.sources.list(), session.batches.list(), session.settings.all())
    )
    assert left == ([], [], {})
    assert clean(proof(vault, begun.erasure_id))


def remember_alice(vault, source, make_event, clock):
    events = [
        make_event("Shall we meet on Friday?", at=1, author="Alice Novak", thread="Alice Novak"),
        make_event("Yes, at nine.", at=2, author="me", thread="Alice Novak"),
        make_event("Dinner with Alice's brother", at=3, author="me", thread="notes"),
        make_event("Malice is not a name", at=4, author="me", thread="notes"),
        make_event("Who was it?", at=5, author="Ben", thread="Trip with Alice and Ben"),
        make_event("ALICE NOVÁK called", at=6, author="Ben", thread="notes"),
    ]
    ids = vault.write(lambda s: s.events.append(source, None, events, clock.now())).event_ids

    def entities(session):
        quote = Quote(ids[0], 0, 5, "Shall")
        quotes = (Quote(ids[3], 0, 6, "Malice"),)
        alice = session.entities.ensure(
            "person",
            "Alice",
            (quote,),
            Actor.EXTRACT,
            clock.now(),
            aliases=("Alice Novak", "Lissy"),
        )
        ben = session.entities.ensure("person", "Ben", quotes, Actor.EXTRACT, clock.now())
        session.relations.add(ben, "knows", alice, quotes, actor=Actor.EXTRACT, now=clock.now())

    vault.write(entities)
    return ids


def test_forgetting_a_person_leaves_nothing_that_names_them(
    vault, source, make_event, clock, erase, tell
):
    ids = remember_alice(vault, source, make_event, clock)
    tell("Ben", "Ben is a friend of Lissy", ids[3])
    tell("Ben", "Ben is no friend of malice", ids[3])
    begun = erase(About(names=("alice",)))
    assert texts(vault) == ["Malice is not a name", "Who was it?"]
    assert facts(vault) == {"Ben is no friend of malice"}
    graph = vault.read(lambda s: ([one.name for one in s.entities.list()], s.relations.count()))
    assert graph == (["Ben"], 0)
    threads = {event.thread for event in vault.read(lambda session: session.events.list())}
    assert "notes" in threads
    assert not any("alice" in name.casefold() for name in threads)
    assert clean(proof(vault, begun.erasure_id))
    assert vault.check(deep=True) == []


def test_a_watched_folder_that_names_somebody_is_let_go_with_them(
    vault, source, make_event, clock, erase
):
    remember_alice(vault, source, make_event, clock)

    def watch(session):
        for number, folder in enumerate(("letters from Alice", "malice", "notes"), 1):
            watched = f'{{"asked":{{"path":"/home/me/{folder}","owner":""}},"since":0}}'
            session.settings.set(f"watch.{number}", watched)

    vault.write(watch)
    begun = erase(About(names=("alice",)))
    assert set(vault.read(lambda session: session.settings.all())) == {"watch.2", "watch.3"}
    assert clean(proof(vault, begun.erasure_id))


def test_forgetting_a_person_but_not_what_others_say_of_them(
    vault, source, make_event, clock, erase, tell
):
    ids = remember_alice(vault, source, make_event, clock)
    tell("Alice", "Alice has a brother", ids[2])
    tell("me", "had dinner with a brother", ids[2])
    erase(About(names=("alice",), mentions=False))
    assert texts(vault) == [
        "Dinner with Alice's brother",
        "Malice is not a name",
        "Who was it?",
        "ALICE NOVÁK called",
    ]
    assert facts(vault) == {"had dinner with a brother"}


@pytest.mark.parametrize("name", ["小明", "Zoë", "O'Brien", "x", "  "])
def test_names_of_any_script_are_found_as_they_are_written(vault, remember, name):
    remember(
        "昨天我和小明去看電影", "zoe was there", "Mr. O\u2019Brien", "said O'Brien", "x marks it"
    )
    meant = {"小明": 1, "Zoë": 1, "O'Brien": 2}
    chosen = vault.read(lambda session: session.erasures.choose(About(names=(name,))))
    assert len(chosen.events) == meant.get(name, 0)


def test_a_plan_says_what_will_be_done(vault, remember, tell, erase):
    a, b = remember("Ben moved to Rome with Tara", "Ben lives in Rome now")
    tell("Ben", "Ben lives in Rome", a, b)
    tell("Tara", "Tara moved", a)
    vault.write(lambda session: session.vectors.put("m", "event", [(a, b"1"), (b, b"2")]))
    chosen = vault.read(lambda session: session.erasures.choose(Memories(ids=(a,))))
    plan = vault.read(lambda session: session.erasures.plan(chosen))
    assert not plan.empty
    assert {line.store: line.count for line in plan.goes} == {"events": 1}
    assert {line.store: line.count for line in plan.derived} == {
        "facts": 1,
        "words": 1,
        "vectors": 1,
        "revisions": 1,
        "evidence": 2,
    }
    assert {line.store: line.count for line in plan.stays} == {"facts": 1}
    (sample,) = vault.read(lambda session: session.erasures.samples(chosen, 3))
    assert (sample.event_id, sample.text) == (a, "Ben moved to Rome with Tara")
    erase(Memories(ids=(a,)))
    erasure = vault.read(lambda session: session.erasures.list())[0]
    done = {line.store: line.count for line in (*plan.goes, *plan.derived)}
    assert {store: erasure.erased.get(store) for store in ("events", "facts", "vectors")} == {
        store: done[store] for store in ("events", "facts", "vectors")
    }
    empty = vault.read(lambda session: session.erasures.choose(Memories(ids=())))
    assert vault.read(lambda session: session.erasures.plan(empty)).empty


def test_finishing_forgets_what_was_asked_for(vault, remember, erase, clock):
    (a,) = remember("Alice said so")
    begun = erase(About(names=("Alice",)))
    assert vault.read(lambda session: session.erasures.unfinished()) == [begun.erasure_id]
    receipt = Receipt(
        erasure_id=begun.erasure_id,
        scope="about",
        program="test",
        asked_at=clock.now(),
        finished_at=clock.now(),
        erased={"events": 1},
        looked=(),
        verified=True,
    )
    vault.write(lambda session: session.erasures.finish(begun.erasure_id, receipt))
    (erasure,) = vault.read(lambda session: session.erasures.list())
    assert (erasure.stage, erasure.kept_out) == (Stage.DONE, 2 - 1)
    assert erasure.receipt.signature
    kept = vault.read(
        lambda session: [
            session._connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("erasing", "erasing_prints")
        ]
    )
    assert kept == [[], []]
    assert vault.read(lambda session: session.erasures.words(begun.erasure_id)).names == ()
    assert a


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    links=st.lists(st.sets(st.integers(0, 7), min_size=1, max_size=3), max_size=8),
    doomed=st.sets(st.integers(0, 7)),
)
def test_nothing_that_hangs_on_the_erased_is_left_and_nothing_else_is_gone(
    home, key, clock, make_event, links, doomed, tmp_path_factory
):
    root = tmp_path_factory.mktemp("erase")
    vault = Vault.create(Home(root=root, models=root), key, clock)
    try:
        _one_vault(vault, clock, make_event, links, doomed)
    finally:
        vault.close()


def _one_vault(vault, clock, make_event, links, doomed):
    def fill(session):
        source = session.sources.ensure("n", "n", "n", clock.now())
        events = [make_event(f"word{n} is said in the event", at=n) for n in range(8)]
        ids = session.events.append(source, None, events, clock.now()).event_ids
        for number, shown in enumerate(links):
            quotes = tuple(
                Quote(ids[n], 0, len(events[n].text), events[n].text) for n in sorted(shown)
            )
            fact = NewFact(subject="s", kind="k", text=f"fact {number}", quotes=quotes)
            session.facts.add(fact, Actor.EXTRACT, clock.now())
            session.entities.ensure("thing", f"t{number}", quotes, Actor.EXTRACT, clock.now())
            session.episodes.add(
                title=f"episode {number}",
                summary="",
                start=Timestamp(0),
                end=Timestamp(1),
                events=[quote.event_id for quote in quotes],
                actor=Actor.EXTRACT,
                now=clock.now(),
            )
        return ids

    ids = vault.write(fill)
    gone = tuple(ids[n] for n in doomed)
    chosen = vault.read(lambda session: session.erasures.choose(Memories(ids=gone)))
    begun = vault.write(lambda session: session.erasures.begin(chosen, "t", clock.now()))
    vault.write(lambda session: session.erasures.carry_on(begun.erasure_id, clock.now()))
    kept = {number for number, shown in enumerate(links) if shown - doomed}
    whole = {number for number, shown in enumerate(links) if not shown & doomed}
    look = lambda session: (  # noqa: E731
        [event.id for event in session.events.in_range(EventId(0), EventId(99))],
        {view.fact.text for view in session.facts.list()},
        {entity.name for entity in session.entities.list()},
        {episode.title for episode in session.episodes.list()},
    )
    assert vault.read(look) == (
        [id_ for id_ in ids if id_ not in gone],
        {f"fact {number}" for number in kept},
        {f"t{number}" for number in kept},
        {f"episode {number}" for number in whole},
    )
    assert clean(proof(vault, begun.erasure_id))
    assert vault.check(deep=True) == []


def test_a_piece_that_only_borders_on_what_stays_is_there_by_chance():
    said = b"Met her at the old harbour".lower()
    chance = ByChance({b"the old harbour\n", b"\x07\x03met her at the", b"her at the old h"})
    chance.take_off(said)
    assert chance.left == {b"her at the old h"}
    chance.take_off(b"somewhere else")
    assert len(chance.left) == 1
