"""Whether everything fits: words that are cut off, widgets that lie on each other or stick out.

Looks at geometry alone, so it needs no eyes; what is painted by hand it cannot judge.
"""

from collections.abc import Iterator
from itertools import combinations

import msgspec
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QCheckBox,
    QLabel,
    QLayout,
    QPushButton,
    QScrollBar,
    QStackedWidget,
    QToolButton,
    QWidget,
)

OVER = "over"
"""A widget whose property of this name is true is meant to lie over others."""

_SLACK = 1
_SHOWN = 60


class Misfit(msgspec.Struct, frozen=True):
    """What is wrong with a widget, named by its class and words."""

    kind: str  # "cut", "overlap", "outside"
    widget: str
    detail: str = ""


def misfits(root: QWidget) -> list[Misfit]:
    """Return all that does not fit in a shown widget and below it."""
    found: list[Misfit] = []
    for parent in (root, *_below(root)):
        if isinstance(parent, QLabel | QPushButton | QToolButton | QCheckBox):
            found += _cut(parent)
        children = [one for one in _children(parent) if one.isVisibleTo(root)]
        if not isinstance(parent, QStackedWidget):
            found += _overlaps(children)
        if not _scrolls(parent):
            found += _outside(parent, children)
    return found


def _below(root: QWidget) -> Iterator[QWidget]:
    for widget in root.findChildren(QWidget):
        if widget.isVisibleTo(root) and not widget.isWindow():
            yield widget


def _children(parent: QWidget) -> list[QWidget]:
    return [
        one
        for one in parent.children()
        if isinstance(one, QWidget) and not one.isWindow() and not one.property(OVER)
    ]


def _scrolls(widget: QWidget) -> bool:
    """Return whether what sticks out of a widget is reached by scrolling."""
    return isinstance(widget.parent(), QAbstractScrollArea) or isinstance(
        widget, QAbstractScrollArea
    )


def _cut(widget: QLabel | QPushButton | QToolButton | QCheckBox) -> Iterator[Misfit]:
    text = widget.text()
    if not text.strip():
        return
    if isinstance(widget, QLabel) and widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        if needed > widget.height() + _SLACK:
            yield Misfit("cut", _name(widget), f"{widget.height()} high, needs {needed}")
        return
    needed = (widget.sizeHint() if isinstance(widget, QLabel) else widget.minimumSizeHint()).width()
    if needed > widget.width() + _SLACK:
        yield Misfit("cut", _name(widget), f"{widget.width()} wide, needs {needed}")


def _overlaps(children: list[QWidget]) -> Iterator[Misfit]:
    shown = [one for one in children if one.width() > 0 and one.height() > 0]
    shown = [one for one in shown if not isinstance(one, QScrollBar)]
    for one, other in combinations(shown, 2):
        common = one.geometry().intersected(other.geometry())
        if common.width() > _SLACK and common.height() > _SLACK:
            detail = f"with {_name(other)} by {common.width()} x {common.height()}"
            yield Misfit("overlap", _name(one), detail)


def _outside(parent: QWidget, children: list[QWidget]) -> Iterator[Misfit]:
    room = QRect(QPoint(), parent.size()).adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
    for one in children:
        inside = one.geometry()
        if inside.isValid() and not room.contains(inside) and _laid_out(parent, one):
            detail = f"{inside.getRect()} in {parent.size().toTuple()}"
            yield Misfit("outside", _name(one), detail)


def _laid_out(parent: QWidget, child: QWidget) -> bool:
    layout = parent.layout()
    return isinstance(layout, QLayout) and layout.indexOf(child) >= 0


def _name(widget: QWidget) -> str:
    words = getattr(widget, "text", None)
    text = words() if callable(words) else ""
    said = str(text or widget.accessibleName()).replace("\n", " ")[:_SHOWN]
    return f"{type(widget).__name__} {said!r}"
