"""Mail: mboxes and single messages, what was written and what only was quoted or hidden."""

import base64
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_reading import NOW, ReadAll, Reading

from second_me.core.clock import ManualClock, Precision
from second_me.core.records import EventKind, Origin
from second_me.ingest import ReadOptions
from second_me.ingest.html_text import text_of_html
from second_me.ingest.mail import Mail
from second_me.ingest.mail_text import own_words

HEAD = """From: Jonas Adler <jonas@example.org>
To: mira@example.org
Date: Sat, 1 Mar 2025 21:50:12 +0100
Message-ID: <a1@example.org>
Subject: The move
"""


def mail(body: str, extra: str = "", head: str = HEAD) -> str:
    return f"{head}{extra}\n{body}\n"


def eml(path: Path, *args: str, name: str = "one.eml", **kwargs: str) -> Path:
    (path / name).write_bytes(mail(*args, **kwargs).encode())
    return path / name


def test_a_single_mail(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(eml(tmp_path, "My back says hello."), owner="mira@example.org")
    (event,) = found.events
    assert event.kind is EventKind.MAIL
    assert (event.author, event.title, event.text) == (
        "Jonas Adler", "The move", "My back says hello.",
    )  # fmt: skip
    assert found.times == ["2025-03-01 21:50:12"]
    assert event.moment.utc_offset_minutes == 60
    assert (event.thread, event.origin) == ("a1@example.org", Origin.OTHER)


@pytest.mark.parametrize("owner", ["jonas adler", "JONAS@example.org"])
def test_own_mail_is_known_by_name_or_address(
    owner: str, tmp_path: Path, read_all: ReadAll
) -> None:
    found = read_all(eml(tmp_path, "hi"), owner=owner)
    assert found.events[0].origin is Origin.OWN


def test_an_mbox_is_split_where_mails_begin(tmp_path: Path, read_all: ReadAll) -> None:
    answer = HEAD.replace("a1@", "b2@") + "In-Reply-To: <a1@example.org>\n"
    second = mail("Two.\n\nFrom here on it gets better.\n>From me", head=answer)
    text = (
        f"From jonas@example.org Sat Mar  1 20:50:12 2025\n{mail('One.')}\n"
        f"From mira@example.org Sun Mar  2 08:00:00 2025\n{second}\n"
    )
    path = tmp_path / "All.mbox"
    path.write_text(text, newline="")
    found = read_all(path)
    assert found.texts == ["One.", "Two.\n\nFrom here on it gets better.\nFrom me"]
    assert {event.thread for event in found.events} == {"a1@example.org"}
    assert found.items[-1].position == path.stat().st_size
    path.write_text(text.replace("\n", "\r\n"), newline="")
    assert read_all(path).texts == found.texts
    assert read_all(path, resume_at=read_all(path).items[0].position).texts == found.texts


def test_a_folder_of_mails(tmp_path: Path, read_all: ReadAll) -> None:
    (tmp_path / "in").mkdir()
    eml(tmp_path, "one", name="a.eml")
    eml(tmp_path / "in", "two", name="b.eml")
    found = read_all(tmp_path)
    assert sorted(found.texts) == ["one", "two"]
    assert found.items[-1].position == 2


ALTERNATIVE = """--x
Content-Type: text/plain; charset=utf-8

{plain}
--x
Content-Type: text/html; charset=utf-8

<p>rich</p>
--x--"""


@pytest.mark.parametrize(("plain", "expected"), [("simple", "simple"), ("  ", "rich")])
def test_the_plain_version_goes_first(
    plain: str, expected: str, tmp_path: Path, read_all: ReadAll
) -> None:
    kind = 'Content-Type: multipart/alternative; boundary="x"\n'
    found = read_all(eml(tmp_path, ALTERNATIVE.format(plain=plain), kind))
    assert found.texts == [expected]


def test_attachments_are_named_and_not_read(tmp_path: Path, read_all: ReadAll) -> None:
    body = """--x

See the lease.
--x
Content-Type: text/plain; name="notes.txt"
Content-Disposition: attachment; filename="notes.txt"

SECRET INSIDE
--x
Content-Type: application/pdf; name="=?utf-8?q?Vertr=C3=A4ge.pdf?="

JVBERi0=
--x--"""
    found = read_all(eml(tmp_path, body, 'Content-Type: multipart/mixed; boundary="x"\n'))
    assert found.texts == ["See the lease.\n\n[attached: notes.txt, Verträge.pdf]"]


@pytest.mark.parametrize(
    ("charset", "raw"),
    [
        ("utf-8", "Grüße".encode()),
        ("iso-8859-1", "Grüße".encode("latin-1")),
        ("utf-8", "Grüße".encode("cp1252")),  # the mail lies about it
        ("x-unheard-of", "Grüße".encode()),
        ("utf-16", "Grüße".encode("utf-16")),
    ],
)
def test_charsets(charset: str, raw: bytes, tmp_path: Path, read_all: ReadAll) -> None:
    extra = f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: base64\n"
    found = read_all(eml(tmp_path, base64.b64encode(raw).decode(), extra))
    assert found.texts == ["Grüße"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"=?utf-8?b?SW7DqnM=?= Duarte", "Inês Duarte"),
        ("Inês Duarte".encode(), "Inês Duarte"),
        ("Inês Duarte".encode("cp1252"), "Inês Duarte"),
        (b'"Duarte, Ines"', "Duarte, Ines"),
        (b"=?utf-8?b?broken", "=?utf-8?b?broken"),
    ],
)
def test_names_in_headers(written: bytes, name: str, tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(HEAD.encode().replace(b"Jonas Adler", written) + b"\nhi\n")
    assert read_all(path).events[0].author == name


def test_a_mail_without_a_date_is_kept_as_undated(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(eml(tmp_path, "hi", head=HEAD.replace("Sat, 1 Mar", "Whenever")))
    assert found.events[0].moment.precision is Precision.UNKNOWN
    assert [item.locator for item in found.skipped] == ["message"]


def test_a_mail_without_words_is_reported(tmp_path: Path, read_all: ReadAll) -> None:
    found = read_all(eml(tmp_path, "", head="X-Nothing: here\nTo: nobody\nMIME-Version: 1.0\n"))
    assert found.events == []
    assert len(found.skipped) == 1


def test_a_mail_without_end_is_kept_in_part_and_said(tmp_path: Path, read_all: ReadAll) -> None:
    path = tmp_path / "one.mbox"
    lines = "many words here\n" * (10 << 16)
    path.write_text(
        f"From a@b.c Sat Mar  1 2025\n{mail(lines)}\nFrom a@b.c Sat Mar  1 2025\n{mail('next')}"
    )
    found = read_all(path)
    assert [item.locator for item in found.skipped] == ["message 1"]
    assert sum(map(len, found.texts[:-1])) > 900_000
    assert found.texts[-1] == "next"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Yes.\n\nOn Sat, 1 Mar 2025, Jonas <j@example.org> wrote:\n> Coming?\n> J.", "Yes."),
        ("Yes.\n\nOn Sat, 1 Mar 2025, Jonas\n<j@example.org> wrote:\n\n> Coming?", "Yes."),
        ("Ja.\n\nAm 01.03.2025 um 20:00 schrieb Jonas:\n> Kommst du?", "Ja."),
        ("Yes.\n\nOn Sat, Jonas wrote:\nComing?\nOr not?", "Yes."),
        ("> Coming?\nYes.\n> When?\nAt six.", "Yes.\nAt six."),
        ("Yes.\n-- \nMira\nDrawings and letters", "Yes."),
        ("Yes.\nSent from my iPhone", "Yes."),
        ("Yes.\n\n-----Original Message-----\nFrom: J\nComing?", "Yes."),
        ("Yes.\n\nFrom: Jonas\nSent: Saturday\nTo: Mira\nSubject: x\n\nComing?", "Yes."),
        ("From: the bottom of my heart, thanks", "From: the bottom of my heart, thanks"),
        (
            "On reflection I wrote: nothing.\nStill, come.",
            "On reflection I wrote: nothing.\nStill, come.",
        ),
        ("> only\n> quoted", "only\nquoted"),
    ],
)
def test_only_own_words_are_kept(body: str, expected: str) -> None:
    assert own_words(body) == expected


HIDING = [
    '<p style="display:none">SPY</p>',
    '<p style="display : NONE !important">SPY</p>',
    '<p style="visibility:hidden">SPY</p>',
    '<span style="font-size:0">SPY</span>',
    '<span style="font-size:0.5px">SPY</span>',
    '<span style="opacity:0">SPY</span>',
    '<span style="color:#FFF">SPY</span>',
    '<span style="color: rgb(255, 255, 255)">SPY</span>',
    '<font color="white">SPY</font>',
    '<div bgcolor="#222222"><span style="color:#222">SPY</span></div>',
    '<span style="color:transparent">SPY</span>',
    '<div style="max-height:0px;overflow:hidden">SPY</div>',
    '<div style="position:absolute;left:-9999px">SPY</div>',
    '<div style="text-indent:-5000px">SPY</div>',
    "<div hidden>SPY</div>",
    '<div aria-hidden="true">SPY</div>',
    '<div class="pre">SPY</div>',
    '<div id="gone">SPY</div>',
    "<!-- SPY -->",
    "<!--[if mso]>SPY<![endif]-->",
    "<script>SPY</script>",
    "<template>SPY</template>",
    "<title>SPY</title>",
    '<div style="display:none"><div><b>SPY</b></div>SPY</div>',
    '<div class="gmail_quote">SPY</div>',
    '<blockquote type="cite">SPY</blockquote>',
]


@pytest.mark.parametrize("hidden", HIDING)
def test_hidden_text_of_html_is_dropped(hidden: str) -> None:
    sheet = "<style>.pre, .x {display:none} #gone{visibility:hidden}</style>"
    html = f"<html><head>{sheet}</head><body><p>before</p>{hidden}<p>after</p></body></html>"
    assert text_of_html(html).split() == ["before", "after"]


@pytest.mark.parametrize(
    "shown",
    [
        '<div style="background:#000"><span style="color:#fff">seen</span></div>',
        '<table bgcolor="black"><tr><td><font color="white">seen</font></td></tr></table>',
        '<span style="opacity:0.9">seen</span>',
        '<span style="font-size:10px">seen</span>',
        '<p style="margin-left:-10px">seen</p>',
        '<p style="line-height:0.9;max-height:100px">seen</p>',
        "<P CLASS='other'>seen",
        "<p>se<b>en</b>",
    ],
)
def test_visible_text_of_html_is_kept(shown: str) -> None:
    assert text_of_html(f"<body>{shown}</body>") == "seen"


def test_the_layout_of_html_becomes_lines() -> None:
    html = (
        "<p>Dear&nbsp;Mira,<br>it&#39;s 1 &lt; 2</p><ul><li>one<li>two</ul>"
        "<table><tr><td>a<td>b</table>"
    )
    assert text_of_html(html).split("\n") == [
        "Dear Mira,",
        "it's 1 < 2",
        "",
        "- one",
        "- two",
        "",
        "a b",
    ]


@pytest.mark.parametrize("unit", ["<!--", "<a ", "</", "<![cdata[", "<", "<a b='", "<script>"])
@pytest.mark.timeout(20)
def test_html_made_to_be_slow_is_not(unit: str) -> None:
    assert isinstance(text_of_html(unit * 50_000), str)


@pytest.mark.parametrize("sender", ["(" * 100_000, "<" * 100_000, "a," * 50_000])
def test_senders_made_to_break_the_parser_cost_only_the_name(
    sender: str, tmp_path: Path, read_all: ReadAll
) -> None:
    found = read_all(eml(tmp_path, "hi", head=HEAD.replace("Jonas Adler", sender)))
    assert found.texts == ["hi"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>!-/='\"abp style:hidden\n&#;", max_size=200))
def test_no_html_makes_it_fail(html: str) -> None:
    assert isinstance(text_of_html(html), str)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.sampled_from(
            ["From: a <b@c>\n", "Date: Mon, 99 Foo\n", "\n", "--x\n", "--x--\n", "From a 2020\n",
             'Content-Type: multipart/mixed; boundary="x"\n', "Content-Type: text/html\n",
             "Content-Transfer-Encoding: base64\n", "Subject: =?utf-8?q?=ff?=\n", "\xff\x00\n",
             "Content-Type: message/rfc822\n", 'Content-Type: text/plain; charset="\n', "word\n",
             "References: <a> <b\n", "Content-Disposition: attachment; filename*=x''%ff\n"]
        ) | st.text(max_size=10),
        max_size=25,
    )
)  # fmt: skip
def test_no_mail_makes_it_fail(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "any.eml"
    path.write_bytes("".join(lines).encode("latin-1", "replace"))
    found = Reading(list(Mail().read(path, ReadOptions(clock=ManualClock(NOW)))))
    assert all(f"{event.text}{event.title}{event.author}".encode() for event in found.events)
    assert all(found.texts)
    assert not any("broken" in item.message for item in found.skipped)
