"""Vectors, batches, sources and settings."""

import pytest

from second_me.core.errors import Bug
from second_me.core.ids import BatchId, SourceId
from second_me.core.protocol.memory import Problem
from second_me.core.records import BatchState


def loaded(vault, model, owner="event", **given):
    return vault.read(lambda session: list(session.vectors.load(model, owner, **given)))


def put(vault, rows, model="m", owner="event"):
    vault.write(lambda session: session.vectors.put(model, owner, rows))


def test_vectors_come_back_in_chunks_end_to_end(vault, remember):
    ids = remember(*"abcde")
    put(vault, [(id_, bytes([id_] * 3)) for id_ in reversed(ids)])
    assert loaded(vault, "m", chunk=2) == [
        ([1, 2], b"\1\1\1\2\2\2"),
        ([3, 4], b"\3\3\3\4\4\4"),
        ([5], b"\5\5\5"),
    ]
    assert loaded(vault, "m", after_id=4) == [([5], b"\5\5\5")]
    assert loaded(vault, "other") == loaded(vault, "m", "fact") == []


def test_a_vector_is_replaced_and_one_of_a_missing_event_left_out(vault, remember):
    (id_,) = remember("a")
    put(vault, [(id_, b"old"), (99, b"who")])
    put(vault, [(id_, b"new")])
    assert loaded(vault, "m") == [([id_], b"new")]
    with pytest.raises(Bug, match="owner"):
        put(vault, [], owner="wish")


def test_models_are_apart_and_can_be_dropped(vault, remember):
    (id_,) = remember("a")
    put(vault, [(id_, b"1")])
    put(vault, [(id_, b"2")], model="n")
    count = lambda model: vault.read(lambda session: session.vectors.count(model))  # noqa: E731
    assert (count("m"), count("n"), count("o")) == (1, 1, 0)
    vault.write(lambda session: session.vectors.drop("m"))
    assert (count("m"), count("n")) == (0, 1)
    assert vault.read(lambda session: session.vectors.models()) == ["n"]
    assert vault.check(deep=True) == []


def test_a_model_is_thinned_out_to_its_end(vault, remember):
    ids = remember(*"abc")
    put(vault, [(id_, b"1") for id_ in ids])
    thin = lambda: vault.write(lambda session: session.vectors.thin("m", 2))  # noqa: E731
    models = lambda: vault.read(lambda session: session.vectors.models())  # noqa: E731
    assert (thin(), models()) == (2, ["m"])
    assert (thin(), models()) == (1, [])
    assert thin() == 0


def test_a_model_is_behind_as_long_as_an_event_needs_it(vault, remember):
    ids = remember(*"ab")
    put(vault, [(id_, b"1") for id_ in ids])
    put(vault, [(ids[0], b"2")], model="n")
    behind = lambda model: vault.read(lambda session: session.vectors.left_behind(model))  # noqa: E731
    assert (behind("n"), behind("m"), behind("none")) == (["m"], [], ["m", "n"])
    put(vault, [(ids[1], b"2")], model="n")
    assert behind("n") == []


def test_a_batch_from_start_to_end(vault, source, clock):
    def work(session):
        batches = session.batches
        id_ = batches.start(source, clock.now())
        batches.advance(id_, added=3, duplicates=1, problems=2, resume_at=500)
        batches.advance(id_, added=2)
        batches.add_problems(id_, [Problem(locator=f"line {n}", message="bad") for n in (1, 2)])
        return id_

    id_ = vault.write(work)
    get = lambda: vault.read(lambda session: session.batches.get(id_))  # noqa: E731
    batch = get()
    assert (batch.added, batch.duplicates, batch.problems, batch.resume_at) == (5, 1, 2, 500)
    assert (batch.state, batch.finished_at) == (BatchState.RUNNING, None)
    problems = vault.read(lambda session: session.batches.problems(id_, 1))
    assert problems == [Problem(locator="line 1", message="bad")]
    finish = lambda state: vault.write(  # noqa: E731
        lambda session: session.batches.finish(id_, state, clock.now(), "why")
    )
    finish(BatchState.STOPPED)
    assert (get().finished_at, get().message) == (clock.now(), "why")
    finish(BatchState.RUNNING)
    assert get().finished_at is None
    vault.write(lambda session: session.batches.start(source, clock.now()))
    listed = vault.read(lambda session: session.batches.list())
    assert [one.id for one in listed] == [id_ + 1, id_]


def test_what_was_never_there_is_a_bug(vault):
    with pytest.raises(Bug, match="No such import"):
        vault.read(lambda session: session.batches.get(BatchId(9)))
    with pytest.raises(Bug, match="No such source"):
        vault.read(lambda session: session.sources.get(SourceId(9)))


def test_a_source_is_made_once(vault, source, clock):
    ensure = lambda *args: vault.write(  # noqa: E731
        lambda session: session.sources.ensure(*args, clock.now())
    )
    assert ensure("notes", "Mine", "/n") == source
    assert ensure("notes", "Mine", "/other") != source
    got = vault.read(lambda session: session.sources.get(source))
    assert (got.format, got.name, got.locator, got.events) == ("notes", "Mine", "/n", 0)


@pytest.mark.parametrize("value", [True, False, 3, 2.5, "text", ""])
def test_a_setting_keeps_its_type(vault, value):
    vault.write(lambda session: session.settings.set("k", 0))
    vault.write(lambda session: session.settings.set("k", value))
    got = vault.read(lambda session: session.settings.get("k"))
    assert got == value
    assert type(got) is type(value)
    assert vault.read(lambda session: session.settings.all()) == {"k": value}
    assert vault.read(lambda session: session.settings.get("other")) is None
