"""The parts that pages are made of, each in the one look the theme gives."""

from second_me.desktop.widgets.buttons import ChoiceButton, IconButton, PushButton
from second_me.desktop.widgets.frames import Callout, Card, EmptyState, Line, Reading
from second_me.desktop.widgets.inputs import Choice, SecretField, Switch
from second_me.desktop.widgets.labels import Icon, Label, label

__all__ = [
    "Callout",
    "Card",
    "Choice",
    "ChoiceButton",
    "EmptyState",
    "Icon",
    "IconButton",
    "Label",
    "Line",
    "PushButton",
    "Reading",
    "SecretField",
    "Switch",
    "label",
]
