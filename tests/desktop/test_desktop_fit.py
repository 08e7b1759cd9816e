"""What does not fit is found: words that are cut, widgets on each other, widgets sticking out."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QWidget

from second_me.desktop.fit import OVER, misfits

LONG = "Words that need more room than they are given"


def shown(width: int = 400, height: int = 200) -> QWidget:
    window = QWidget()
    window.resize(width, height)
    return window


def kinds(window: QWidget) -> list[str]:
    window.show()
    QApplication.processEvents()
    return [one.kind for one in misfits(window)]


def test_what_fits_is_left_alone(qapp: QApplication):
    window = shown()
    row = QHBoxLayout(window)
    row.addWidget(QLabel("Short"))
    row.addWidget(QPushButton("Go"))
    assert kinds(window) == []


def test_cut_words_are_found(qapp: QApplication):
    window = shown()
    label = QLabel(LONG, window)
    label.setGeometry(0, 0, 60, 20)
    button = QPushButton(LONG, window)
    button.setGeometry(0, 50, 60, 30)
    wrapped = QLabel(LONG, window)
    wrapped.setWordWrap(True)
    wrapped.setGeometry(0, 100, 80, 16)
    assert kinds(window) == ["cut", "cut", "cut"]


def test_widgets_on_each_other_are_found_unless_they_are_meant_to_be(qapp: QApplication):
    window = shown()
    first, second = QWidget(window), QWidget(window)
    first.setGeometry(0, 0, 100, 100)
    second.setGeometry(50, 50, 100, 100)
    assert kinds(window) == ["overlap"]
    second.setProperty(OVER, True)
    assert kinds(window) == []


def test_a_widget_that_sticks_out_of_its_layout_is_found(qapp: QApplication):
    window = shown(200, 100)
    row = QHBoxLayout(window)
    inside = QWidget()
    row.addWidget(inside)
    window.show()
    QApplication.processEvents()
    inside.setGeometry(QRect(150, 10, 100, 20))
    assert [one.kind for one in misfits(window)] == ["outside"]


def test_what_is_hidden_is_not_looked_at(qapp: QApplication):
    window = shown()
    label = QLabel(LONG, window)
    label.setGeometry(0, 0, 60, 20)
    label.hide()
    assert kinds(window) == []
