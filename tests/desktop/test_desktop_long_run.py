"""Long runs leave nothing behind."""

import gc
import sys

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from second_me.desktop.ask.citations import split
from second_me.desktop.ask.page import AskPage
from second_me.desktop.desktop import Desktop
from second_me.desktop.rail import Place
from second_me.desktop.scenes import ANSWER
from second_me.desktop.widgets import Label

CALLS = 200_000
_UNTIL_ALL_IS_MADE = 8
"""Rounds in which parts of pages that are made when first seen, or in the background, come."""


class Bell(QObject):
    rung = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def hear(self, _what: object) -> None:
        self.heard += 1


@pytest.mark.promise("long-run")
def test_two_hundred_thousand_qt_calls_keep_reference_counts_steady(qapp: QApplication):
    """PySide6 6.12 lost a reference to None on every void call and died after 5,100."""
    widget, bell, shown = QWidget(), Bell(), Label("")
    bell.rung.connect(bell.hear)
    watched = (None, True, False, 0, "")
    gc.collect()
    before = [sys.getrefcount(one) for one in watched]
    memory = psutil.Process().memory_info().rss
    for number in range(CALLS // 5):
        widget.setObjectName("a")
        widget.update()
        widget.setEnabled(True)
        bell.rung.emit(None)
        shown.setText("b" if number % 2 else "c")
    QCoreApplication.processEvents()
    gc.collect()
    after = [sys.getrefcount(one) for one in watched]
    assert bell.heard == CALLS // 5
    assert max(abs(now - then) for now, then in zip(after, before, strict=True)) < 500
    assert psutil.Process().memory_info().rss < memory * 1.05 + 4_000_000


def test_switching_pages_and_answers_leaves_no_widgets_behind(window: Desktop, qtbot: QtBot):
    page = window.shell.page(Place.ASK)
    assert isinstance(page, AskPage)

    def round_trip() -> None:
        for place in Place:
            window.shell.go(place)
        page.ask("When was the dentist?")
        qtbot.waitUntil(lambda: window.conversation.running is None)
        window.conversation.forget()
        card = window.shell.page(Place.PEOPLE).card
        qtbot.waitUntil(lambda: not window.tasks.busy and not card.building)
        QCoreApplication.sendPostedEvents(None, 52)  # DeferredDelete
        QCoreApplication.processEvents()

    def count() -> int:
        round_trip()
        gc.collect()
        return len(window.shell.findChildren(QWidget))

    before = count()
    for _ in range(_UNTIL_ALL_IS_MADE):
        if (now := count()) == before:
            break
        before = now
    for _ in range(10):
        now = count()
    assert now <= before + 2


def test_a_long_streamed_answer_is_shown_as_it_came(window: Desktop, qtbot: QtBot):
    """What stands there already is left as it is."""
    page = window.shell.page(Place.ASK)
    assert isinstance(page, AskPage)
    page.ask("Everything?")
    qtbot.waitUntil(lambda: bool(page._views))
    text = ""
    view = page._views[-1].answer
    for _ in range(60):
        text += ANSWER[:40] + " [1] "
        view.show_segments(split(text, 3))
    assert view.plain() == text
    assert view.document().availableUndoSteps() == 0
