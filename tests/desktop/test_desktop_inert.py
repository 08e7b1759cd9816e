"""What an answer or a memory holds is shown as it is, and carries nothing out."""

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from second_me.desktop import scenes
from second_me.desktop.ask.answer_text import AnswerText
from second_me.desktop.ask.citations import plain, split
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.rail import Place
from second_me.desktop.scenes import Scene
from second_me.desktop.theme import Theme

SHAPES = (
    '<img src="{url}">',
    "![picture]({url})",
    '<a href="{url}">click</a>',
    "[click]({url})",
    "[1]({url})",
    "<{url}>",
    "{url}",
    '<iframe src="{url}"></iframe>',
    "<style>@import '{url}';</style>",
    "\x1b]8;;{url}\x1b\\click\x1b]8;;\x1b\\",
)
URLS = (
    "https://evil.example/?q=secret",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,<b>x</b>",
    "evidence:1",
    "//evil.example/x.png",
    "mailto:a@evil.example",
    "qrc:/x.png",
    "smb://evil.example/share",
    "ftp://evil.example/x",
)
PAYLOADS = [shape.format(url=url) for shape in SHAPES for url in URLS]


@pytest.mark.promise("inert-answers")
def test_a_hundred_hostile_answers_load_and_open_nothing(
    qapp: QApplication, theme: Theme, qtbot: QtBot, monkeypatch
):
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    loads: list[object] = []
    real = AnswerText.loadResource
    monkeypatch.setattr(
        AnswerText,
        "loadResource",
        lambda self, kind, name: (loads.append(name), real(self, kind, name))[1],
    )
    assert len(PAYLOADS) == 100
    view = AnswerText(theme)
    qtbot.addWidget(view)
    view.resize(600, 200)
    view.show()
    chosen: list[int] = []
    view.chosen.connect(chosen.append)
    for payload in PAYLOADS:
        text = f"Look: {plain(payload)} so [1]."
        view.show_segments(split(text, 1))
        assert view.toPlainText() == text
        assert view.plain() == text
        assert anchors(view.document()) <= {"evidence:1"}
        for x in range(0, view.viewport().width(), 12):
            for y in (8, 20):
                qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, y))
        for _ in range(3):
            qtbot.keyClick(view, Qt.Key.Key_Tab)
            qtbot.keyClick(view, Qt.Key.Key_Return)
    assert loads == []
    assert opened == []
    assert set(chosen) == {1}


def anchors(document: QTextDocument) -> set[str]:
    """Return the targets of all links that a document holds."""
    found = set()
    block = document.begin()
    while block.isValid():
        for fragment in (part.fragment() for part in block):
            if fragment.charFormat().isAnchor():
                found.add(fragment.charFormat().anchorHref())
            assert not fragment.charFormat().isImageFormat()
        block = block.next()
    return found


def test_nothing_is_loaded_even_if_asked(theme: Theme, qtbot: QtBot):
    view = AnswerText(theme)
    qtbot.addWidget(view)
    assert view.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("x")) is None
    assert not isinstance(view.document().resource(2, QUrl("file:///etc/passwd")), QImage)


def test_no_label_takes_markup(window: Desktop, scene: Scene, qtbot: QtBot):
    hostile = scenes.event(7, PAYLOADS[0], author='<img src="x">', title="<b>x</b>")
    scene.hits = (scenes.hit(hostile),)
    scene.answer = PAYLOADS[1]
    page = window.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.ask(PAYLOADS[2])
    qtbot.waitUntil(lambda: len(page.evidence.cards) == 1)
    labels = window.shell.findChildren(QLabel)
    assert any(PAYLOADS[0] in one.text() for one in labels)
    taking = [
        one for one in labels if one.text() and one.textFormat() is not Qt.TextFormat.PlainText
    ]
    assert taking == []
