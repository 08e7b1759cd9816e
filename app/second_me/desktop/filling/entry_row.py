"""One field of a plan: whether it is filled, with what, from where, and what else may be said."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from second_me.core.protocol.fill import Entry, Plan, Rule, Stage
from second_me.desktop.ask.citations import plain
from second_me.desktop.filling.filling import Filling
from second_me.desktop.filling.shown_by import ShownBy
from second_me.desktop.filling.wording import asks, breakable, choice_line, label_name
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Choice, Icon, IconButton, label

_ASKS_WIDTH = 168
_LINES = 3
_LINE = 22
_LONG = 80

Act = tuple[str, str, Callable[[], None]]
"""A key, what it does in words, and the doing."""


class _Writing(QPlainTextEdit):
    """A few lines to write a value in; Tab leaves it, as it leaves every field."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)


class EntryRow(QWidget):
    """Shows an entry of a `Filling`'s plan. E shows where the value comes from, W writes another
    one, P shows earlier ones, N never fills it here, A asks each time; none of them does
    anything before the row is `armed`.
    """

    def __init__(
        self,
        theme: Theme,
        filling: Filling,
        plan: Plan,
        entry: Entry,
        armed: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._armed = armed
        self._theme = theme
        self._filling = filling
        self._plan = plan
        self._waits = plan.stage is Stage.WAITING
        self._open = False
        self.entry = entry
        self._name = asks(entry)
        self.box = QCheckBox()
        self.box.setAccessibleName(tr("Fill {field}").format(field=self._name))
        self.box.clicked.connect(self._on_ticked)
        self._one = label("", "heading")
        self._one.setMinimumWidth(1)
        self._several: Choice | None = None
        self._line: _Writing | None = None
        self._shown_by: ShownBy | None = None
        self._from = IconButton(theme, "chevron-right", "", kind="inline", text=" ")
        self._from.clicked.connect(self.toggle_sources)
        self._told = label("", "caption")
        self._told.setMinimumWidth(1)
        self._values = QVBoxLayout()
        self._lay_out()
        self.refresh()

    def refresh(self) -> None:
        """Show what the person made of it so far, or what became of it."""
        place = self._filling.place(self.entry)
        own = self._filling.written(self.entry)
        self.box.setChecked(self._filling.ticked(self.entry))
        writes = self._line is not None
        if self._several is not None:
            self._several.setVisible(not writes)
            self._several.setCurrentIndex(place)
        self._one.setVisible(self._several is None and not writes)
        shown = self.entry.choices[place].shown if own is None else own
        self._one.be("" if len(shown) > _LONG else "heading")
        self._one.setText(breakable(shown))
        self._say_source(place, own)
        if self._shown_by is not None:
            self._shown_by.setVisible(self._open and own is None)
            self._shown_by.show_sources(self._filling.evidence.of(self.entry.choices[place]))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        """Do what a letter stands for; Escape takes back what was written."""
        if event.key() == Qt.Key.Key_Escape and self._line is not None:
            self._end_writing()
            return
        acts = {key: act for key, _, act in self._acts()}
        act = acts.get(event.text().upper()) if not event.modifiers() else None
        if act is not None and self._waits:
            if self._armed():
                act()
        else:
            super().keyPressEvent(event)

    def toggle_sources(self) -> None:
        """Show or hide the words that the value comes from."""
        self._open = not self._open
        if self._open:
            self._filling.evidence.ask(self.entry)
        if self._shown_by is None:
            self._shown_by = ShownBy()
            self._values.addWidget(self._shown_by)
        icon = "chevron-down" if self._open else "chevron-right"
        self._from.show_icon(icon, self._from.accessibleName())
        self.refresh()

    @property
    def focused(self) -> bool:
        """Say whether the keyboard is somewhere in the row."""
        widget = QApplication.focusWidget()
        return widget is not None and self.isAncestorOf(widget)

    @property
    def writing(self) -> bool:
        return self._line is not None

    def write(self) -> None:
        """Let the person write a value of their own, or go on with the one that they began."""
        own = self._filling.written(self.entry)
        if self._line is None:
            text = self.entry.choices[self._filling.place(self.entry)].shown if own is None else own
            lines = _LINES if len(text) > _LONG else 1
            self._line = _Writing(tr("What is filled into {field}").format(field=self._name))
            self._line.setFixedHeight(_LINE * lines + Space.L)
            self._line.setPlainText(plain(text) if own is None else text)
            self._line.textChanged.connect(self._on_written)
            self._values.insertWidget(0, self._line)
            self._line.show()
            self.refresh()
        self._line.setFocus()
        if own is None:
            self._line.selectAll()
        else:
            self._line.moveCursor(QTextCursor.MoveOperation.End)

    def _acts(self) -> tuple[Act, ...]:
        return (
            ("E", tr("Show where it comes from"), self.toggle_sources),
            ("W", tr("Write another value"), self.write),
            ("P", tr("Show earlier values"), self._ask_past),
            ("A", tr("Ask me each time on this site"), self._ask_each),
            ("N", tr("Never fill this on this site"), self._never),
        )

    def _lay_out(self) -> None:
        asked = label(self._name, "quiet")
        asked.setFixedWidth(_ASKS_WIDTH)
        foot = QHBoxLayout()
        foot.setContentsMargins(-Space.S, 0, 0, 0)
        foot.setSpacing(Space.XS)
        foot.addWidget(self._from)
        foot.addWidget(self._told, 1)
        self._values.setSpacing(Space.HAIR)
        if self._waits and len(self.entry.choices) > 1:
            self._several = self._choices()
            self._values.addWidget(self._several)
        self._values.addWidget(self._one)
        self._values.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.S)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.box if self._waits else self._mark(), 0, top)
        row.addWidget(asked, 0, top)
        row.addLayout(self._values, 1)
        if self._waits:
            more = IconButton(self._theme, "more", tr("More for {field}").format(field=self._name))
            more.clicked.connect(self._on_more)
            row.addWidget(more, 0, top)

    def _mark(self) -> Icon:
        """Return the mark of what became of the field."""
        filled = self.entry.field in self._plan.filled
        return Icon(self._theme, *(("good", "good") if filled else ("minus", "quiet")), 18)

    def _choices(self) -> Choice:
        made = Choice(self._theme, tr("Value for {field}").format(field=self._name))
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        made.addItems([choice_line(one) for one in self.entry.choices])
        made.activated.connect(self._on_taken)
        return made

    def _say_source(self, place: int, own: str | None) -> None:
        """Say where the value comes from and how sure it is what the field asks for."""
        choice = self.entry.choices[place]
        facts = len(choice.facts) + len(choice.events) if own is None else 0
        self._from.setVisible(facts > 0)
        words = tr_count("from 1 memory", "from %n memories", facts)
        self._from.setText(words)
        self._from.setAccessibleName(f"{self._name}: {words}")
        parts = [label_name(choice.label)] if own is None else [tr("written by you here")]
        if own is None and not facts:
            parts.append(tr("from what you told in Settings"))
        if own is None and choice.draft:
            answer = tr("an answer drawn from memory: read it over")
            parts.append(answer if self.entry.question else tr("not confirmed by you yet"))
        if own is None and choice.until is not None:
            parts.append(tr("held earlier"))
        if self._plan.stage is Stage.FILLED:
            taken = self.entry.field in self._plan.filled
            parts = [tr("filled") if taken else tr("left as it was")]
        elif self._plan.stage is Stage.UNDONE:
            parts = [tr("put back")] if self.entry.field in self._plan.filled else []
        elif not self.entry.question:
            share = round(100 * self.entry.confidence)
            parts.append(tr("{share} % sure of the field").format(share=share))
        self._told.setText(" · ".join(part for part in parts if part))
        unsure = choice.draft and own is None and self._waits
        self._told.be("notice" if unsure else "caption")

    def _end_writing(self) -> None:
        """Take the plan's value again."""
        if self._line is not None:
            self._line.hide()
            self._line.deleteLater()
            self._line = None
        self._filling.write(self.entry.field, "")
        self._filling.tick(self.entry.field, self.entry.ticked)
        self.box.setFocus()

    def _ask_past(self) -> None:
        self._filling.ask_past(self.entry.field)

    def _ask_each(self) -> None:
        self._filling.rule(Rule.ASK, self.entry)

    def _never(self) -> None:
        self._filling.rule(Rule.NEVER, self.entry)

    def _on_ticked(self, on: bool) -> None:  # noqa: FBT001  (a Qt slot)
        self._filling.tick(self.entry.field, on)

    def _on_taken(self, place: int) -> None:
        self._filling.take(self.entry, place)

    def _on_written(self) -> None:
        if self._line is not None:
            self._filling.write(self.entry.field, self._line.toPlainText())

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, words, act in self._acts():
            menu.addAction(f"{words}\t{key}").triggered.connect(act)
        menu.popup(self.mapToGlobal(QPoint(self.width() - menu.sizeHint().width(), Space.XXL)))
