"""An export holds everything, says so in its schema, and comes back as it was."""

import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from second_me.core.clock import Timestamp
from second_me.core.errors import EnvironmentFault, PersonFault, VaultTooNew, WrongSecret
from second_me.core.paths import Home
from second_me.core.protocol.erase import Memories
from second_me.core.protocol.export import ExportForm
from second_me.core.records import Actor, FactStatus, NewFact, Quote
from second_me.vault import DataKey, Vault
from second_me.vault.exporting import sealing
from second_me.vault.exporting.sealing import SealedWriter, is_sealed, lines, unsealed
from second_me.vault.exporting.tables import schema, shapes
from second_me.vault.stretching import Argon2Cost

CHEAP = Argon2Cost(memory_kib=64, passes=1)


@pytest.fixture
def filled(vault, source, make_event, clock):
    """Return the ids of three events of a vault in which every kind of thing is."""

    def fill(session):
        now = clock.now()
        batch = session.batches.start(source, now)
        events = [make_event(f"memory {n} \x00 ü", at=n, thread="t", title="T") for n in range(3)]
        ids = session.events.append(source, batch, events, now).event_ids
        quote = Quote(ids[0], 0, 8, "memory 0")
        old, new = (
            session.facts.add(
                NewFact(subject="me", kind="k", text=text, quotes=(quote,)), Actor.EXTRACT, now
            )
            for text in ("old", "new")
        )
        session.facts.set_status(
            old, FactStatus.SUPERSEDED, Actor.UPDATE, now, superseded_by=new, valid_to=Timestamp(9)
        )
        session.episodes.add(
            title="E*", summary="S", start=Timestamp(0), end=Timestamp(1),
            events=ids[:2], actor=Actor.EXTRACT, now=now,
        )  # fmt: skip
        one = session.entities.ensure("person", "A", (quote,), Actor.EXTRACT, now, aliases=("B",))
        two = session.entities.ensure("person", "C", (quote,), Actor.EXTRACT, now)
        session.relations.add(one, "knows", two, (quote,), actor=Actor.EXTRACT, now=now)
        session.vectors.put("m", "event", [(id_, bytes(range(9))) for id_ in ids])
        session.jobs.enqueue("embed", "1-2", {"first": 1, "last": 2}, now=now)
        session.settings.set("a", "b")
        session.audit.append("memory.add", "t", now, ids=ids)
        return ids

    return vault.write(fill)


def export(vault, chosen=None):
    out = []
    vault.read(lambda s: s.export_as(ExportForm.JSON, out.append, Timestamp(5), chosen))
    return out


def everything(vault):
    """Return all rows of all tables that are exported, and what is made again from them."""

    def look(session):
        run = session._connection.execute
        names = [shape.name for shape in shapes(session._connection)]
        return {
            name: sorted(run(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in (*names, "meta", "sqlite_sequence")
        }

    return vault.read(look)


@pytest.fixture
def other(tmp_path, clock):
    made = Vault.create(Home(root=tmp_path / "o", models=tmp_path), DataKey.generate(), clock)
    yield made
    made.close()


@pytest.mark.promise("export")
def test_an_export_taken_into_an_empty_vault_is_the_same_vault(
    vault, filled, other, source, make_event, clock
):
    before = everything(vault)
    assert all(before[name] for name in ("facts", "relations", "vectors", "revisions", "jobs"))
    counts = other.take_in(export(vault))
    assert everything(other) == before
    assert counts["events"] == 3
    assert other.check(deep=True) == []
    assert other.read(lambda session: session.audit.verify())
    assert len(other.read(lambda session: session.events.search_words("memory", 9))) == 3
    again = [make_event("memory 1 \x00 ü", at=1, thread="t", title="T")]
    append = lambda session: session.events.append(source, None, again, clock.now())  # noqa: E731
    assert other.write(append).duplicates == 1
    assert everything(vault) == before


def fits(schema, value):
    """Return whether a value fits a JSON Schema of the few words that ours uses."""
    if "const" in schema:
        return value == schema["const"]
    if "enum" in schema:
        return value in schema["enum"]
    if "oneOf" in schema:
        return sum(fits(one, value) for one in schema["oneOf"]) == 1
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    python = {"string": str, "integer": int, "number": (int, float), "null": type(None)}
    if "object" not in kinds:
        return any(isinstance(value, python[kind]) for kind in kinds)
    if not isinstance(value, dict) or not set(schema.get("required", ())) <= set(value):
        return False
    more, known = schema["additionalProperties"], schema.get("properties", {})
    return all(
        fits(known[name], one) if name in known else more is not False and fits(more, one)
        for name, one in value.items()
    )


@pytest.mark.promise("export")
def test_every_line_fits_the_schema_that_is_shipped(vault, filled):
    from second_me.core.paths import packaged  # noqa: PLC0415

    shipped = msgspec.json.decode((packaged("resources") / "export.schema.json").read_bytes())
    ours = vault.read(lambda session: schema(session._connection))
    assert shipped == msgspec.json.decode(msgspec.json.encode(ours)), (
        "run: python packaging/export_schema.py"
    )
    out = [msgspec.json.decode(line) for line in export(vault)]
    assert all(fits(shipped, line) for line in out)
    assert not fits(shipped, {"table": "events", "row": {}})
    assert not fits(shipped, {"table": "wishes", "row": {}})


def test_a_scoped_export_holds_what_belongs_to_it_and_comes_back(vault, filled, other):
    chosen = vault.read(lambda session: session.erasures.choose(Memories(ids=filled[1:2])))
    out = export(vault, chosen)
    counts = other.take_in(out)
    assert (counts["events"], counts["episodes"], counts.get("facts", 0)) == (1, 1, 0)
    assert "audit" not in counts
    assert other.check(deep=True) == []
    whole = vault.read(lambda session: session.erasures.choose(Memories(ids=filled[:1])))
    counts = vault.read(lambda s: s.export_as(ExportForm.JSON, [].append, Timestamp(5), whole))
    assert (counts["facts"], counts["entities"], counts["relations"]) == (2, 2, 1)


def changed(out, number, text):
    return [*out[:number], text, *out[number + 1 :]]


def test_what_is_not_a_whole_export_changes_nothing(vault, filled, other):
    out = export(vault)
    row = next(number for number, line in enumerate(out) if b'"table":"events"' in line)
    before = everything(other)
    for wrong in (
        [],
        out[1:],
        out[:-1],
        [*out, out[0]],
        [*out, out[row]],
        changed(out, row, b"{"),
        changed(out, row, b'{"table":"events","row":{"id":"x"}}'),
        changed(out, row, b'{"table":"wishes","row":{}}'),
        changed(out, row, b'{"table":"meta","row":{"name":"x","value":"aa=="}}'),
        changed(out, row, out[row].replace(b'"id":1,', b'"id":1,"strange":1,')),
        [line for number, line in enumerate(out) if number != row],
    ):
        with pytest.raises(PersonFault):
            other.take_in(wrong)
        assert everything(other) == before
    newer = msgspec.json.decode(out[0])
    newer["head"]["schema"] += 1
    with pytest.raises(VaultTooNew):
        other.take_in(changed(out, 0, msgspec.json.encode(newer)))
    with pytest.raises(PersonFault, match="not empty"):
        vault.take_in(out)


def test_nothing_is_exported_while_something_is_being_erased(vault, filled, clock):
    chosen = vault.read(lambda session: session.erasures.choose(Memories(ids=filled[:1])))
    vault.write(lambda session: session.erasures.begin(chosen, "t", clock.now()))
    with pytest.raises(EnvironmentFault, match="being erased"):
        export(vault)


def test_people_can_read_the_text(vault, filled):
    out = []
    counts = vault.read(lambda s: s.export_as(ExportForm.MARKDOWN, out.append, Timestamp(5)))
    text = b"".join(out).decode()
    assert counts == {"facts": 2, "episodes": 1, "events": 3}
    assert "### me\n" in text
    assert text.index("- new") < text.index("- old (superseded)")
    assert "“memory 0” (memory 1)" in text
    assert "**E\\*** S" in text
    assert "[3] 1970-01-01 00:00 · T: memory 2" in text
    chosen = vault.read(lambda session: session.erasures.choose(Memories(ids=filled[2:])))
    scoped = vault.read(
        lambda s: s.export_as(ExportForm.MARKDOWN, out.append, Timestamp(5), chosen)
    )
    assert scoped == {"facts": 0, "episodes": 0, "events": 1}


def sealed(content: bytes, passphrase="a passphrase") -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, passphrase, CHEAP)
    for start in range(0, len(content), 1000):
        writer.write(content[start : start + 1000])
    writer.close()
    return file.getvalue()


@pytest.mark.parametrize("size", [0, 1, sealing.PIECE - 1, sealing.PIECE, 3 * sealing.PIECE + 5])
def test_what_is_sealed_comes_back_by_its_passphrase_alone(size):
    content = bytes(number % 251 for number in range(size))
    file = sealed(content)
    assert content[:40] not in file or size < 3
    assert is_sealed(io.BytesIO(file))
    assert not is_sealed(io.BytesIO(content))
    assert b"".join(unsealed(io.BytesIO(file), "a passphrase")) == content
    with pytest.raises(WrongSecret):
        list(unsealed(io.BytesIO(file), "another one"))


def test_a_sealed_file_that_was_changed_or_cut_is_noticed():
    file = sealed(b"x" * (2 * sealing.PIECE + 10))
    head = file.index(b"\n") + 1
    piece = sealing.PIECE + 16
    for wrong in (
        file[:-1],
        file[: head + piece],
        file[: head + 2 * piece],
        file[:head] + file[head + piece :],
        file[:head] + file[head + piece : head + 2 * piece] + file[head:],
        file[:-5] + bytes([file[-5] ^ 1]) + file[-4:],
        file.replace(b'"passes":1', b'"passes":2'),
        b'{"form":"second-me-sealed"}\n' + file[head:],
        b"",
    ):
        with pytest.raises(PersonFault):
            list(unsealed(io.BytesIO(wrong), "a passphrase"))


@given(st.lists(st.binary(max_size=8).map(lambda one: one.replace(b"\n", b"")), max_size=8))
def test_lines_come_whole_however_they_are_cut(rows):
    content = b"".join(row + b"\n" for row in rows)
    pieces = [content[at : at + 3] for at in range(0, len(content), 3)]
    assert list(lines(iter(pieces))) == rows
