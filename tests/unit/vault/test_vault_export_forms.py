"""Exports for address books, calendars and people, the page of what is known, and the check."""

import pytest

from second_me.core.clock import Precision, Timestamp
from second_me.core.protocol.erase import Memories
from second_me.core.protocol.export import ExportForm
from second_me.core.records import Actor, EventKind, FactStatus, NewFact, Quote
from second_me.vault.exporting import checking
from second_me.vault.exporting.text_lines import line, text

NOON = 1_609_502_400_000  # 2021-01-01 12:00


@pytest.fixture
def filled(vault, source, make_event, clock):
    events = [
        make_event("Ruth Müller, ruth@example.org; her sister is here", at=NOON),
        make_event("Dentist at the corner", at=NOON, kind=EventKind.RECORD, title="Dentist; 1"),
    ]

    def work(session):
        ids = session.events.append(source, None, events, clock.now()).event_ids
        quote = Quote(ids[0], 0, 11, "Ruth Müller")
        for slot, value, said in (
            ("email", "ruth@example.org", "Ruth Müller's address is ruth@example.org"),
            ("", "", "Ruth Müller plays, \\ loves; chess"),
        ):
            fact = NewFact(
                subject="Ruth Müller", kind="k", text=said, quotes=(quote,), slot=slot,
                value=value, status=FactStatus.CURRENT, valid_from=Timestamp(NOON),
                valid_precision=Precision.DAY,
            )  # fmt: skip
            session.facts.add(fact, Actor.PERSON, clock.now())
        mine = NewFact(subject="You", kind="k", text="You live in Tampere", quotes=(quote,))
        session.facts.add(mine, Actor.EXTRACT, clock.now())
        session.entities.ensure(
            "person", "Ruth Müller", (quote,), Actor.EXTRACT, clock.now(), aliases=("Ruthie",)
        )
        return ids

    return vault.write(work)


def export(vault, form, chosen=None):
    out = []
    counts = vault.read(lambda s: s.export_as(form, out.append, Timestamp(NOON), chosen))
    return counts, b"".join(out).decode()


def unfolded(said):
    assert all(len(one.encode()) <= 77 for one in said.split("\r\n"))
    return said.replace("\r\n ", "").split("\r\n")


def test_people_become_cards(vault, filled):
    counts, said = export(vault, ExportForm.VCARD)
    lines = unfolded(said)
    assert counts == {"people": 1}
    assert lines[:2] == ["BEGIN:VCARD", "VERSION:4.0"]
    assert {"FN:Ruth Müller", "NICKNAME:Ruthie", "EMAIL:ruth@example.org"} <= set(lines)
    assert "NOTE:Ruth Müller plays\\, \\\\ loves\\; chess" in lines
    assert lines[-2:] == ["END:VCARD", ""]


def test_what_has_a_day_becomes_a_calendar(vault, filled):
    counts, said = export(vault, ExportForm.CALENDAR)
    lines = unfolded(said)
    assert counts == {"entries": 3}
    assert {"DTSTART:20210101T120000Z", "SUMMARY:Dentist\\; 1"} <= set(lines)
    assert {"DTSTART;VALUE=DATE:20210101", "DTEND;VALUE=DATE:20210102"} <= set(lines)
    assert len({one for one in lines if one.startswith("UID:")}) == 3


def test_a_part_holds_its_own_alone(vault, filled):
    chosen = vault.read(lambda s: s.erasures.choose(Memories(ids=filled[1:])))
    assert export(vault, ExportForm.VCARD, chosen)[0] == {"people": 0}
    assert export(vault, ExportForm.CALENDAR, chosen)[0] == {"entries": 1}


def test_the_page_tells_what_is_known_and_how_sure(vault, filled):
    counts, said = export(vault, ExportForm.PAGE)
    assert counts == {"facts": 1, "people": 1, "events": 2}
    assert "# What Second Me knows about you" in said
    assert "- You live in Tampere (not confirmed)" in said
    assert "**Ruth Müller**" in said
    assert "January 2021" in said
    assert len(said.splitlines()) < 60


def test_an_empty_vault_has_a_page_too(vault):
    known = vault.read(lambda s: s.known_page("Ada *Lovelace*", Timestamp(NOON)))
    assert "about Ada \\*Lovelace\\*" in known.text
    assert "nobody yet" in known.text


def test_long_lines_are_folded_between_characters():
    folded = line("NOTE", text("ä" * 100))
    assert max(map(len, folded.split(b"\r\n"))) <= 75
    assert folded.replace(b"\r\n ", b"").decode() == "NOTE:" + "ä" * 100 + "\r\n"
    assert text("a\nb\x1b") == "a\\nb"


def test_a_check_tells_a_whole_file_from_another(vault, filled):
    _, said = export(vault, ExportForm.JSON)
    lines = said.encode().splitlines()
    found = checking.check(lines)
    assert (found.whole, found.rows["events"]) == (True, 2)
    assert not checking.check(lines[:-1]).whole
    without = [one for one in lines if b'"table":"threads"' not in one]
    assert "missing" in checking.check(without).fault or not checking.check(without).whole
    assert "Line 2" in checking.check([lines[0], b'{"table":"wishes","row":{}}']).fault
