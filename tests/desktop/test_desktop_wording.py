"""Times, sizes, names and passphrases in words."""

import pytest

from second_me.core.clock import ManualClock, Moment, Precision, Timestamp
from second_me.core.records import EventKind, Origin
from second_me.desktop import wording
from second_me.desktop.first_run.passphrase import Strength, guess_bits, rate
from second_me.desktop.first_run.recovery_sheet import save, sheet
from second_me.desktop.first_run.secret_steps import spaced
from second_me.desktop.scenes import CODE, NOW, event


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (Precision.UNKNOWN, "date not known"),
        (Precision.YEAR, "2025"),
        (Precision.MONTH, "November 2025"),
        (Precision.DAY, "10 November 2025"),
        (Precision.MINUTE, "10 November 2025, 13:00"),
    ],
)
def test_a_moment_is_told_no_more_precisely_than_known(precision: Precision, words: str):
    assert wording.when(Moment(NOW, precision, 60)) == words


def test_recent_times_are_told_by_day():
    clock = ManualClock(NOW, 60)
    assert wording.at(NOW, clock) == "today, 13:00"
    assert wording.at(Timestamp(NOW - 86_400_000), clock) == "yesterday, 13:00"
    assert wording.at(Timestamp(NOW - 3 * 86_400_000), clock) == "7 November 2025, 13:00"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (59, "59 seconds"), (61, "1 minute"), (7300, "2 hours"), (90000, "1 day")],
)
def test_durations(seconds: int, words: str):
    assert wording.duration(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"), [(12, "12 bytes"), (1500, "1.5 KB"), (98_000_000, "98 MB"), (2e9, "2.0 GB")]
)
def test_sizes(count: float, words: str):
    assert wording.size(count) == words


def test_who_and_where():
    assert wording.who(event(1, "x")) == "Lena"
    assert wording.who(event(1, "x", origin=Origin.TYPED, author="me")) == "You"
    assert wording.who(event(1, "x", origin=Origin.ASSISTANT, author="")) == "Assistant"
    assert wording.where(event(1, "x", origin=Origin.TYPED), "typed") == "Typed here"
    assert wording.where(event(1, "x"), "Chat") == "Chat"
    assert wording.where(event(1, "x", kind=EventKind.MAIL), "") == "Mail"


def test_how_it_was_found():
    assert wording.channels(("meaning", "words")) == "Found by meaning and words"
    assert wording.channels(("words",)) == "Found by words"
    assert wording.channels(()) == ""


@pytest.mark.parametrize(
    ("passphrase", "strength"),
    [
        ("", Strength.EMPTY),
        ("abc", Strength.TOO_SHORT),
        ("password", Strength.WEAK),
        ("12345678", Strength.WEAK),
        ("qwertyuiop", Strength.WEAK),
        ("aaaaaaaaaaaaaaaa", Strength.WEAK),
        ("orchid tractor velvet", Strength.FAIR),
        ("orchid tractor velvet monsoon", Strength.STRONG),
        ("kX9#vQ2!mZ7$pL4&", Strength.STRONG),
    ],
)
def test_strength(passphrase: str, strength: Strength):
    assert rate(passphrase).strength is strength


def test_more_words_are_never_weaker():
    words = ["orchid", "tractor", "velvet", "monsoon", "lantern"]
    bits = [guess_bits(" ".join(words[:count])) for count in range(1, 6)]
    assert bits == sorted(bits)


def test_the_sheet_is_for_the_person_alone(tmp_path):
    path = tmp_path / "code.txt"
    path.write_text("an older sheet")
    path.chmod(0o644)
    save(CODE, path)
    assert CODE in path.read_text()
    assert CODE in sheet(CODE)
    assert path.stat().st_mode & 0o077 == 0


def test_the_code_is_shown_in_rows():
    assert spaced(["A", "B", "C", "D", "E"]) == "A  B  C  D\nE"
