"""WhatsApp exports: every style of dates, and what is a message and what is not."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_reading import NOW, ReadAll, Reading

from second_me.core.clock import ManualClock, Precision, Timestamp
from second_me.core.records import EventKind, Origin
from second_me.ingest import ReadOptions, Skipped, describe, detect, size
from second_me.ingest.whatsapp import WhatsApp

STYLES = {
    "android": "{d:02}/{m:02}/{y:02}, {H:02}:{M:02} - {who}: {what}",
    "android four digits": "{d}/{m}/20{y}, {H}:{M:02} - {who}: {what}",
    "android dots": "{d:02}.{m:02}.{y:02}, {H:02}:{M:02} - {who}: {what}",
    "android dutch": "{d:02}-{m:02}-20{y} {H:02}:{M:02} - {who}: {what}",
    "android french": "{d:02}/{m:02}/20{y} à {H:02}:{M:02} - {who}: {what}",
    "android finnish": "{d}.{m}.20{y} klo {H}.{M:02} - {who}: {what}",
    "android american": "{m}/{d}/{y:02}, {h}:{M:02} {half} - {who}: {what}",
    "android narrow blank": "{m}/{d}/{y:02}, {h}:{M:02}\u202f{half} - {who}: {what}",
    "android spanish": "{d}/{m}/20{y}, {h}:{M:02} {half_es} - {who}: {what}",
    "android spanish nbsp": "{d}/{m}/20{y}, {h}:{M:02}\u202f{half_es_nbsp} - {who}: {what}",
    "android year first": "20{y}-{m:02}-{d:02}, {H:02}:{M:02} - {who}: {what}",
    "android slashes year first": "20{y}/{m:02}/{d:02}, {H:02}:{M:02} - {who}: {what}",
    "android korean": "20{y}년 {m}월 {d}일 {half_ko} {h}:{M:02} - {who}: {what}",
    "android arabic digits": (
        "{d_ar}\u200f/{m_ar}\u200f/{y_ar}، {h_ar}:{M_ar} {half_ar} - {who}: {what}"
    ),
    "android indian": "{d:02}/{m:02}/{y:02}, {h}:{M:02} {half_hi} - {who}: {what}",
    "android bulgarian": "{d:02}.{m:02}.{y:02} \u0433., {H:02}:{M:02} - {who}: {what}",
    "android slovak": "{d}. {m}. 20{y}, {H}:{M:02} - {who}: {what}",
    "iphone": "[{d:02}.{m:02}.{y:02}, {H:02}:{M:02}:{S:02}] {who}: {what}",
    "iphone american": "[{m}/{d}/{y:02}, {h}:{M:02}:{S:02}\u202f{half}] {who}: {what}",
    "iphone marked": "\u200e[{d:02}/{m:02}/20{y}, {H:02}:{M:02}:{S:02}] {who}: {what}",
    "iphone no comma": "[{d:02}/{m:02}/{y:02} {H:02}:{M:02}] {who}: {what}",
    "iphone chinese": "[20{y}/{m}/{d} {half_zh}{h}:{M:02}:{S:02}] {who}: {what}",
    "iphone day name": "[Mon, {d:02}/{m:02}/20{y}, {H:02}:{M:02}:{S:02}] {who}: {what}",
    "copied from the browser": "[{H:02}:{M:02}, {d}/{m}/20{y}] {who}: {what}",
}
TALK = [
    (3, 2, 23, 9, 5, 10, "Mira", "Good morning"),
    (3, 2, 23, 12, 30, 0, "Jonas", "Lunch?"),
    (14, 2, 23, 0, 7, 59, "Mira", "Still awake"),
    (28, 2, 23, 23, 59, 1, "Jonas", "Good night"),
]


def arabic(number: int) -> str:
    return str(number).translate({48 + digit: 0x660 + digit for digit in range(10)})


def line(style: str, row: tuple[int, int, int, int, int, int, str, str]) -> str:
    day, month, year, hour, minute, second, who, what = row
    late = hour >= 12
    values = {
        "d": day, "m": month, "y": year, "H": hour, "M": minute, "S": second,
        "h": hour % 12 or 12, "who": who, "what": what, "half": "PM" if late else "AM",
        "half_es": "p. m." if late else "a. m.",
        "half_es_nbsp": "p.\u00a0m." if late else "a.\u00a0m.",
        "half_ko": "오후" if late else "오전", "half_zh": "下午" if late else "上午",
        "half_hi": "अपराह्न" if late else "पूर्वाह्न",
        "half_ar": "م" if late else "ص", "d_ar": arabic(day), "m_ar": arabic(month),
        "y_ar": arabic(2000 + year), "h_ar": arabic(hour % 12 or 12),
        "M_ar": arabic(minute).rjust(2, arabic(0)),
    }  # fmt: skip
    return STYLES[style].format(**values)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_of_dates_is_read(style: str, tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("\n".join(line(style, row) for row in TALK), encoding="utf-8")
    found = read_all(path)
    assert found.skipped == []
    assert [(event.author, event.text) for event in found.events] == [row[6:] for row in TALK]
    seconds = "{S" in STYLES[style]
    expected = [
        f"20{y:02}-{m:02}-{d:02} {H:02}:{M:02}:{S if seconds else 0:02}"
        for d, m, y, H, M, S, _, _ in TALK
    ]
    assert found.times == expected
    precision = Precision.SECOND if seconds else Precision.MINUTE
    assert {event.moment.precision for event in found.events} == {precision}
    assert {event.kind for event in found.events} == {EventKind.MESSAGE}


def chat(tmp_path: Path, *lines: str, name: str = "chat.txt") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_local_time_becomes_universal_time(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(chat(tmp_path, "13/02/23, 09:05 - Mira: hi"))
    moment = found.events[0].moment
    assert moment.at == 1_676_275_500_000  # 2023-02-13 08:05 UTC
    assert moment.utc_offset_minutes == 60


def test_messages_of_several_lines_stay_whole(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(
        chat(
            tmp_path,
            "13/02/23, 09:05 - Mira: The list:",
            "- milk",
            "",
            "[13/02/23, 09:00:00] Jonas: a pasted line in another style",
            "13/02/23, 09:06 - Jonas: ok",
        )
    )
    assert found.texts == [
        "The list:\n- milk\n\n[13/02/23, 09:00:00] Jonas: a pasted line in another style",
        "ok",
    ]
    assert [event.locator for event in found.events] == ["line 1", "line 5"]


def test_what_the_app_wrote_is_no_message(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(
        chat(
            tmp_path,
            "13/02/23, 09:00 - Messages and calls are end-to-end encrypted. Learn more.",
            '13/02/23, 09:01 - Mira created group "Flat: the hunt"',
            '13/02/23, 09:02 - Mira changed the subject from "Flat: the hunt" to "Flat: found"',
            "13/02/23, 09:03 - Mira: <Media omitted>",
            "13/02/23, 09:04 - Mira: This message was deleted",
            "13/02/23, 09:05 - Mira: IMG-20230213-WA0001.jpg (file attached)",
            "13/02/23, 09:06 - Mira: \u200eLease draft.pdf (file attached)",
            "13/02/23, 09:07 - Mira: IMG-20230213-WA0002.jpg (file attached)",
            "The kitchen",
            "13/02/23, 09:08 - Mira: It is ours: all of it <This message was edited>",
            "13/02/23, 09:09 - Jonas: <3 <3",
        )
    )
    assert found.texts == [
        "[attached: Lease draft.pdf]",
        "The kitchen",
        "It is ours: all of it",
        "<3 <3",
    ]
    assert found.skipped == []


def test_lines_below_what_the_app_wrote_are_told(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(
        chat(
            tmp_path,
            "13/02/23, 09:00 - Mira: hi",
            "13/02/23, 09:01 - You were added",
            "and this",
            "and that",
        )
    )
    assert found.texts == ["hi"]
    assert [item.locator for item in found.skipped] == ["line 3"]


def test_what_an_iphone_marks_is_no_message(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(
        chat(
            tmp_path,
            "[13.02.23, 09:00:00] Flat: \u200eMessages and calls are end-to-end encrypted.",
            "[13.02.23, 09:00:01] Flat: \u200eMira created this group",
            "[13.02.23, 09:00:02] Flat: \u200eMira hat die Gruppe erstellt",
            "\u200e[13.02.23, 09:00:03] Mira: \u200eimage omitted",
            "\u200e[13.02.23, 09:00:04] Mira: \u200eBild weggelassen",
            "\u200e[13.02.23, 09:00:05] Mira: \u200e<attached: 00000012-PHOTO-2023-02-13.jpg>",
            "\u200e[13.02.23, 09:00:06] Mira: Lease.pdf \u200e<attached: 00000013-Lease.pdf>",
            "[13.02.23, 09:00:07] ~\u202fMira: \u200eLocation: https://maps.example/x",
            name="WhatsApp Chat - Flat.txt",
        )
    )
    assert found.texts[-1] == "Location: https://maps.example/x"
    assert {event.author for event in found.events} == {"Mira"}
    assert len(found.events) == 2


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("02/01/23", "02/13/23"), "2023-02-01"),  # 13 can only be a day
        (("01/02/23", "13/02/23"), "2023-02-01"),
        (("11/12/25", "12/12/25"), "2025-12-11"),  # one day apart, not a month
        (("12/11/25", "12/12/25"), "2025-12-11"),
        (("01/02/26", "01/03/26"), "2026-01-02"),  # February 2026 had not come yet
        (("02/03/23", "04/03/23", "01/04/23"), "2023-03-02"),  # else time would run back
    ],
)
def test_the_order_of_day_and_month_is_found(
    dates: tuple[str, ...], expected: str, tmp_path: Path, read_all: ReadAll
) -> None:
    path = chat(tmp_path, *(f"{day}, 09:05 - Mira: hi" for day in dates))
    assert read_all(path).times[0].startswith(expected)


def test_an_order_that_nothing_settles_is_said_and_can_be_given(
    tmp_path: Path, read_all: ReadAll
) -> None:
    path = chat(tmp_path, "05/06/23, 09:05 - Mira: hi")
    guessed = read_all(path)
    assert [item.locator for item in guessed.skipped] == ["dates"]
    assert guessed.times == ["2023-06-05 09:05:00"]
    told = read_all(path, date_order="mdy")
    assert told.skipped == []
    assert told.times == ["2023-05-06 09:05:00"]


def test_impossible_dates_are_reported_and_the_rest_is_kept(
    tmp_path: Path, read_all: ReadAll
) -> None:
    found = read_all(
        chat(
            tmp_path,
            "a stray line",
            "13/02/23, 09:05 - Mira: one",
            "31/02/23, 09:05 - Mira: never",
            "was",
            "14/02/23, 29:05 - Mira: nor this",
            "15/02/23, 09:05 - Mira: two",
        )
    )
    assert found.texts == ["one", "two"]
    assert [item.locator for item in found.skipped] == ["line 1", "line 3", "line 5"]
    assert not any("never" in item.message for item in found.skipped)


@pytest.mark.parametrize("owner", ["Mira Novak", "mira novak", "MIRA NOVAK 🌸", " Mira  Novak"])
def test_the_owners_words_are_known(owner: str, tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(
        chat(
            tmp_path,
            "13/02/23, 09:05 - Mira Novak 🌸: mine",
            "13/02/23, 09:06 - Mira: another Mira",
            "13/02/23, 09:07 - You: mine too",
            "13/02/23, 09:08 - +49 151 000: theirs",
        ),
        owner=owner,
    )
    assert [event.origin for event in found.events] == [
        Origin.OWN, Origin.OTHER, Origin.OWN, Origin.OTHER,
    ]  # fmt: skip


def test_a_number_is_a_name_too(tmp_path: Path, read_all: ReadAll) -> None:
    path = chat(tmp_path, "13/02/23, 09:05 - +49 151 000-123: mine")
    assert read_all(path, owner="+49 (151) 000123").events[0].origin is Origin.OWN


def test_the_title_of_the_file_tells_who_exported(tmp_path: Path, read_all: ReadAll) -> None:
    path = chat(
        tmp_path,
        "13/02/23, 09:05 - Mira: mine",
        "13/02/23, 09:06 - Jonas: his",
        name="WhatsApp Chat with Jonas (1).txt",
    )
    assert [event.origin for event in read_all(path).events] == [Origin.OWN, Origin.OTHER]
    importer = detect(path)
    assert isinstance(importer, WhatsApp)
    assert describe(path, importer) == ("Jonas", str(path))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("WhatsApp Chat with Flat hunt.txt", "Flat hunt"),
        ("WhatsApp-Chat mit Flat hunt(2).txt", "Flat hunt"),
        ("Chat de WhatsApp con Flat hunt.txt", "Flat hunt"),
        ("Discussion WhatsApp avec Flat hunt.txt", "Flat hunt"),
        ("WhatsApp Chat - Flat hunt/_chat.txt", "Flat hunt"),
        ("flat (3).txt", "flat"),
    ],
)
def test_a_group_is_called_as_its_file(
    name: str, title: str, tmp_path: Path, read_all: ReadAll
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    lines = [f"13/02/23, 09:05 - {who}: hi" for who in ("Mira", "Jonas", "Lena")]
    found = read_all(chat(tmp_path, *lines, name=name))
    assert {event.thread for event in found.events} == {title}


def test_overlapping_exports_add_only_what_is_new(tmp_path: Path, read_all: ReadAll) -> None:
    lines = [
        "13/02/23, 09:05 - Mira: hi",
        "13/02/23, 09:06 - Jonas: ok",
        "13/02/23, 09:06 - Jonas: ok",
        "13/02/23, 09:07 - Mira: bye",
        "14/02/23, 09:07 - Jonas: back",
    ]
    early = read_all(chat(tmp_path, *lines[:4], name="one.txt"))
    late = read_all(chat(tmp_path, *lines[1:], name="two.txt"))
    assert len(set(early.keys)) == 4
    assert set(late.keys) - set(early.keys) == {late.keys[-1]}


def test_an_iphone_and_an_android_export_of_one_chat_agree(
    tmp_path: Path, read_all: ReadAll
) -> None:
    android = [line("android", row) for row in TALK]
    iphone = [line("iphone", row) for row in TALK]
    first = read_all(chat(tmp_path, *android, name="a.txt"))
    assert first.keys == read_all(chat(tmp_path, *iphone, name="b.txt")).keys


def test_a_zip_is_looked_into(tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "WhatsApp Chat - Jonas.zip"
    text = "\r\n".join(line("iphone", row) for row in TALK)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("00000001-PHOTO.jpg", b"\xff\xd8")
        archive.writestr("_chat.txt", text)
    found = read_all(path)
    assert found.texts == [row[7] for row in TALK]
    importer = detect(path)
    assert isinstance(importer, WhatsApp)
    assert describe(path, importer)[0] == "Jonas"
    assert size(path, importer) == len(text.encode())
    assert found.items[-1].position == size(path, importer)


def test_reading_goes_on_where_it_stopped(tmp_path: Path, read_all: ReadAll) -> None:
    lines = [f"13/02/23, 09:{n // 3:02} - Mira: ok" for n in range(90)]
    path = chat(tmp_path, *lines)
    whole = read_all(path)
    assert len(set(whole.keys)) == 90
    for stop in (0, 1, 44, 89):
        rest = read_all(path, resume_at=whole.items[stop].position)
        assert set(rest.keys) | set(whole.keys[: stop + 1]) == set(whole.keys)
        assert len(rest.events) <= 90 - stop


def test_a_message_without_end_is_cut_and_kept(tmp_path: Path, read_all: ReadAll) -> None:
    rows = [f"row {n} " + "x" * 90 for n in range(3_000)]
    found = read_all(chat(tmp_path, "13/02/23, 09:05 - Mira: start", *rows))
    assert max(len(text) for text in found.texts) <= 4_000
    words = " ".join(found.texts).split()
    assert words == " ".join(["start", *rows]).split()


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.binary(max_size=400),
    st.sampled_from(["", "13/02/23, 09:05 - Mira: ", "[13.02.23, 09:05:01] M: \u200e"]),
)
def test_no_bytes_make_it_fail(tmp_path: Path, tail: bytes, head: str) -> None:
    path = tmp_path / "any.txt"
    path.write_bytes(head.encode() + tail)
    options = ReadOptions(clock=ManualClock(Timestamp(NOW)), owner="Mira")
    found = Reading(list(WhatsApp().read(path, options)))
    assert all(event.text and event.text.encode() for event in found.events)
    assert all(isinstance(item.position, int) for item in found.items)
    assert all(item.message for item in found.items if isinstance(item, Skipped))
