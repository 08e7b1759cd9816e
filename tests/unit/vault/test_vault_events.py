import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from second_me.core.clock import Moment, Precision, Timestamp
from second_me.core.errors import Bug
from second_me.core.ids import SourceId
from second_me.core.protocol.system import Counts
from second_me.core.records import EventKind, NewEvent, Origin

SHARED = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def append(vault, source, clock):
    def store(events, batch=None, into=source):
        return vault.write(lambda session: session.events.append(into, batch, events, clock.now()))

    return store


@pytest.fixture
def found(vault):
    return lambda match: [
        id_ for id_, _ in vault.read(lambda session: session.events.search_words(match, 10))
    ]


def test_all_of_an_event_comes_back(vault, source, append, clock):
    batch = vault.write(lambda session: session.batches.start(source, clock.now()))
    new = NewEvent(
        kind=EventKind.MAIL,
        origin=Origin.OTHER,
        text="See you at the dentist",
        moment=Moment(Timestamp(-5), Precision.DAY, -120),
        natural_key="m1",
        author="Bob",
        thread="Re: teeth",
        position=7,
        locator="mail.mbox:12",
        language="en",
        title="Teeth",
    )
    (id_,) = append([new], batch).event_ids
    (event,) = vault.read(lambda session: session.events.get([id_]))
    for field in NewEvent.__struct_fields__:
        if field != "natural_key":
            assert getattr(event, field) == getattr(new, field)
    assert (event.source_id, event.batch_id, event.received_at) == (source, batch, clock.now())


def test_the_same_event_is_stored_once(vault, append, make_event):
    one, two = make_event("one"), make_event("two")
    assert append([one, two, one]).duplicates == 1
    again = append([two, make_event("three"), one])
    assert (len(again.event_ids), again.duplicates) == (1, 2)
    assert append([one]).event_ids == ()
    assert append([]).event_ids == ()
    assert vault.read(lambda session: session.events.count()) == 3


def test_the_same_event_from_another_file_of_that_format_is_known(vault, append, make_event, clock):
    ensure = lambda session: session.sources.ensure("notes", "Copy", "/copy", clock.now())  # noqa: E731
    copy = vault.write(ensure)
    assert vault.write(ensure) == copy
    append([make_event("one")])
    assert append([make_event("one")], into=copy).duplicates == 1
    other = vault.write(
        lambda session: session.sources.ensure("mbox", "Mail", "/mail", clock.now())
    )
    assert append([make_event("one")], into=other).duplicates == 0
    assert append([make_event("one", thread="t")]).duplicates == 0


def test_an_event_is_found_by_its_key(vault, source, append, make_event):
    (id_,) = append([make_event("one", thread="t", natural_key="k")]).event_ids
    find = lambda *key: vault.read(lambda session: session.events.find(source, *key))  # noqa: E731
    assert find("t", "k") == id_
    assert find("", "k") is None


def test_events_come_in_the_order_asked_for_and_the_missing_are_left_out(vault, remember):
    a, b, c = remember("a", "b", "c")
    get = lambda ids: vault.read(lambda session: session.events.get(ids))  # noqa: E731
    assert [event.id for event in get([c, 999, a, c, b])] == [c, a, c, b]
    assert get([]) == []


def test_neighbours_are_of_the_same_thread_in_order(vault, append, make_event):
    talk = [make_event(f"t{n}", at=n // 2, position=n % 2, thread="talk") for n in range(6)]
    other = [make_event("elsewhere", at=1, thread="other")]
    ids = append([*talk[3:], *other, *talk[:3]]).event_ids
    around = lambda *args: [  # noqa: E731
        event.text for event in vault.read(lambda session: session.events.around(*args))
    ]
    third = ids[-1]
    assert around(third, 1, 2) == ["t1", "t2", "t3", "t4"]
    assert around(third, 9, 9) == [f"t{n}" for n in range(6)]
    assert around(third, 0, 0) == ["t2"]
    assert around(999) == []


def test_the_timeline_goes_back_from_the_newest(vault, source, append, make_event, clock):
    append([make_event(f"e{n}", at=n) for n in range(5)])
    listed = lambda **given: [  # noqa: E731
        event.text for event in vault.read(lambda session: session.events.list(**given))
    ]
    assert listed(limit=2) == ["e4", "e3"]
    assert listed(before=Timestamp(2)) == ["e1", "e0"]
    assert listed(source_id=source, before=Timestamp(1)) == ["e0"]
    assert listed(source_id=SourceId(99)) == []


def test_ranges_and_batches(vault, source, append, make_event, clock):
    batch = vault.write(lambda session: session.batches.start(source, clock.now()))
    first = append([make_event("a"), make_event("b")]).event_ids
    second = append([make_event("c"), make_event("d")], batch).event_ids
    within = lambda *ids: vault.read(lambda session: session.events.in_range(*ids))  # noqa: E731
    assert [event.text for event in within(first[1], second[0])] == ["b", "c"]
    assert tuple(vault.read(lambda session: session.events.ids_of_batch(batch))) == second


def test_words_are_found_by_stem_accent_author_and_title(remember, found):
    (id_,) = remember("Visited the dentists", author="José", title="Appointment")
    remember("Something else")
    for match in ("dentist", "visiting", "jose", "appointment", "dent*", '"the dentists"'):
        assert found(match) == [id_]
    assert found("nothing") == []


def test_the_better_match_comes_first(vault, remember):
    once, often = remember("tea and a long walk in the park with friends", "tea tea tea")
    scores = vault.read(lambda session: session.events.search_words("tea", 10))
    assert [id_ for id_, _ in scores] == [often, once]
    assert scores[0][1] > scores[1][1] > 0


def test_a_broken_expression_is_a_bug_without_its_words(vault):
    with pytest.raises(Bug) as error:
        vault.read(lambda session: session.events.search_words('"secret', 5))
    assert "secret" not in str(error.value)


def test_an_unknown_source_is_a_bug(append, make_event):
    with pytest.raises(Bug, match="No such source"):
        append([make_event("a")], into=SourceId(99))


def test_half_a_surrogate_pair_is_replaced_and_the_rest_kept(vault, append, make_event):
    events = [make_event("whole"), make_event("half \ud83d", thread="x\udc00")]
    ids = append(events).event_ids
    stored = vault.read(lambda session: session.events.get(ids))
    assert [event.text for event in stored] == ["whole", "half ?"]
    assert stored[1].thread == "x?"
    assert append(events).duplicates == 2


def test_an_id_is_never_given_twice(vault, remember):
    ids = remember("a", "b")
    vault.write(lambda session: session.events.erase(ids))
    assert min(remember("c")) > max(ids)


@SHARED
@given(texts=st.lists(st.text(max_size=300), min_size=1, max_size=8))
def test_any_text_comes_back_as_it_was(vault, append, make_event, texts):
    new = [make_event(text, natural_key=f"{n} {text}") for n, text in enumerate(texts)]
    append(new)
    find = lambda session, event: session.events.find(SourceId(1), "", event.natural_key)  # noqa: E731
    ids = vault.read(lambda session: [find(session, event) for event in new])
    stored = vault.read(lambda session: session.events.get(ids))
    assert [event.text for event in stored] == texts


def test_events_without_a_vector_are_listed(vault, remember):
    a, b, c = remember("a", "b", "c")
    vault.write(lambda session: session.vectors.put("m", "event", [(b, b"\1")]))
    missing = lambda model, limit: vault.read(  # noqa: E731
        lambda session: session.events.without_vector(model, limit)
    )
    assert missing("m", 10) == [a, c]
    assert missing("other", 2) == [a, b]


def test_counts(vault, remember, clock):
    assert vault.read(lambda session: session.counts()).events == 0
    ids = remember("a", "b")
    vault.write(lambda session: session.vectors.put("m", "event", [(ids[0], b"\1")]))
    vault.write(lambda session: session.jobs.enqueue("embed", "k", {}, now=clock.now()))
    counts = vault.read(lambda session: session.counts())
    assert counts == Counts(sources=1, events=2, vectors=1, jobs_waiting=1)
    assert vault.read(lambda session: session.sources.list())[0].events == 2
