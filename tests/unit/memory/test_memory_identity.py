import pytest

from second_me.core.clock import Moment, Precision
from second_me.core.records import EventKind, FactStatus, Origin, ReviewKind
from second_me.memory import own_word
from second_me.memory.identity import read_identity
from second_me.memory.profile import history_of, profile_of
from second_me.memory.self_told import told

CARD = """Name: Anna Novak
Relation: Mother
Nickname: Annie
Mobile: 13937981234
Work email: Anna@Firm.example
Birthday: 3 May 1960"""


@pytest.fixture
def owned(vault):
    vault.write(lambda session: session.settings.set("owner.name", "Mia Novak"))
    return vault


@pytest.fixture
def read(owned, clock):
    def work(ids):
        return read_identity(owned, ids[0], ids[-1], clock)

    return work


def slots(vault, subject=""):
    found = vault.read(lambda session: profile_of(session, subject))
    return {(one.slot, one.label): one.value for one in found.values}


def test_a_card_tells_whose_it_is(owned, remember, read):
    read(remember(CARD, origin=Origin.OWN, kind=EventKind.RECORD))
    found = slots(owned, "Anna Novak")
    assert found["birth_date", ""] == "1960-05-03"
    assert found["email", "work"] == "anna@firm.example"
    assert found["relation", ""] == "mother"
    assert found["phone", "mobile"] == "13937981234"
    assert slots(owned, "Annie") == found


def test_numbers_get_the_country_of_the_person(owned, remember, read):
    owned.write(lambda session: session.settings.set("owner.country", "CN"))
    read(remember(CARD, origin=Origin.OWN, kind=EventKind.RECORD))
    assert slots(owned, "Anna Novak")["phone", "mobile"] == "+8613937981234"


def test_what_the_person_types_of_themselves_is_confirmed(owned, remember, read):
    read(remember("My phone number is +49 170 1234567. I live in 12 Rose Lane, Leeds, UK."))
    profile = owned.read(profile_of)
    assert profile.of("phone").confirmed
    assert (profile.of("phone").value, profile.of("country").value) == ("+491701234567", "GB")
    assert (profile.of("street").value, profile.of("house_number").value) == ("Rose Lane", "12")
    assert (profile.of("given_name").value, profile.of("family_name").value) == ("Mia", "Novak")


def test_read_again_it_adds_nothing(owned, remember, read):
    ids = remember(CARD, origin=Origin.OWN, kind=EventKind.RECORD)
    assert len(read(ids).fact_ids) == 5
    assert read(ids).fact_ids == ()


@pytest.mark.promise("untrusted-text")
def test_somebody_elses_card_of_the_person_waits_for_their_word(owned, remember, read):
    text = "Name: Mia Novak\nPhone: +49 170 7654321"
    ids = remember(text, origin=Origin.PROGRAM, kind=EventKind.RECORD, author="web")
    read(ids)
    read(ids)
    assert "phone" not in {slot for slot, _ in slots(owned)}
    (review,) = owned.read(lambda session: session.reviews.list())
    assert review.kind is ReviewKind.QUARANTINE
    (view,) = owned.read(lambda session: session.facts.get([review.fact_id]))
    assert view.fact.status is FactStatus.QUARANTINED


@pytest.mark.parametrize(
    "text",
    [
        "Is my phone number +49 170 1234567?",
        "I used to live in Rome.",
        "If I lived in Rome, my address would be Via Appia 1.",
        "Name: somebody said that Anna is here\nPhone: +49 170 1234567",
        "Total: 12\nPhone: +49 170 1234567",
        "Name: Hotel Rose\nAddress: 12 Rose Lane, Leeds, UK\nPhone: +49 170 1234567",
        "I sent it to your email address anna@firm.example",
        "My KTP number is 3173011505920001.",
        "Everyone works as a salesperson here.",
        "Weight is 71 kg today.",
        "I am engaged in a long talk.",
    ],
)
def test_what_is_no_plain_statement_tells_nothing(owned, remember, read, text):
    assert read(remember(text)).fact_ids == ()


def test_a_history_names_all_values(owned, remember, read, clock):
    read(remember("My shoe size is 38"))
    read(remember("My shoe size is 39"))
    found = owned.read(lambda session: history_of(session, "", "shoe_size"))
    assert [one.value for one in found] == ["38", "39"]


def test_a_part_that_was_told_itself_goes_before_one_that_is_guessed(owned, clock):
    moment = Moment(clock.now(), Precision.SECOND, 0)
    owned.write(lambda session: own_word.state(session, "given_name", "Mia Sofia", moment))
    profile = owned.read(profile_of)
    assert profile.of("given_name").value == "Mia Sofia"
    assert profile.of("family_name").value == "Novak"


@pytest.mark.parametrize(
    ("text", "whose", "value"),
    [
        ("My sister Anna Novak lives in Brno and plays the cello.", "Anna Novak", "Brno"),
        ("My brother lives in Leeds.", "brother", "Leeds"),
        ("My mum, Eva, lives in Hull.", "Eva", "Hull"),
        ("I moved to Leeds in May 2024 and work at a mill.", "", "Leeds"),
        ("I have moved to York since last spring.", "", "York"),
        ("Anna Novak moved to Vienna, she works at the Opera.", "Anna Novak", "Vienna"),
        ("My home address is 12 Rose Lane, Leeds.", "", "12 Rose Lane, Leeds"),
    ],
)
def test_who_lives_where(vault, remember, text, whose, value):
    ids = remember(text)
    (event,) = vault.read(lambda session: session.events.get(ids))
    (found,) = told(event)
    assert (found.whose, found.slot.name, found.slot.value) == (whose, "home", value)


@pytest.mark.parametrize(
    "text", ["My company moved to Hull.", "My old bike lives in Leeds.", "Our team works at Acme."]
)
def test_what_is_the_persons_lives_nowhere(vault, remember, text):
    ids = remember(text)
    (event,) = vault.read(lambda session: session.events.get(ids))
    assert list(told(event)) == []
