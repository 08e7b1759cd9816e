"""How buttons and words lie in the cards of the page."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.theme import Space, Theme
from second_me.desktop.widgets import Card, Label


def left(*widgets: QWidget) -> QHBoxLayout:
    """Return a row that begins at the left."""
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def doing(theme: Theme, title: str, words: QWidget, *buttons: QWidget) -> Card:
    """Return a card that says what can be done, with the buttons for it at the right."""
    card = Card(theme)
    text = QVBoxLayout()
    text.setSpacing(Space.HAIR)
    text.addWidget(Label(title, "heading"))
    text.addWidget(words)
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    row.addLayout(text, 1)
    for button in buttons:
        row.addWidget(button)
    card.column.addLayout(row)
    return card
