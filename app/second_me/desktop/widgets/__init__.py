"""The parts that pages are made of, each in the one look the theme gives."""

from second_me.desktop.widgets.avatars import Avatar
from second_me.desktop.widgets.buttons import ChoiceButton, IconButton, PushButton
from second_me.desktop.widgets.frames import Callout, Card, EmptyState, Line, Reading
from second_me.desktop.widgets.heads import KeyHint, PageHead
from second_me.desktop.widgets.inputs import Choice, SearchField, SecretField, Switch
from second_me.desktop.widgets.labels import Icon, Label, label
from second_me.desktop.widgets.long_list import LongList
from second_me.desktop.widgets.questions import Question
from second_me.desktop.widgets.rows import GroupedRows
from second_me.desktop.widgets.segments import Segments

__all__ = [
    "Avatar",
    "Callout",
    "Card",
    "Choice",
    "ChoiceButton",
    "EmptyState",
    "GroupedRows",
    "Icon",
    "IconButton",
    "KeyHint",
    "Label",
    "Line",
    "LongList",
    "PageHead",
    "PushButton",
    "Question",
    "Reading",
    "SearchField",
    "SecretField",
    "Segments",
    "Switch",
    "label",
]
