"""The evidence pane: the memories that an answer rests on, one card each."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from second_me.core.errors import SecondMeError
from second_me.core.protocol.memory import Events, EventsAround
from second_me.core.protocol.recall import Hit
from second_me.core.records import Act, Event
from second_me.desktop import reasons, wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.ask.why import Why
from second_me.desktop.calling import Caller
from second_me.desktop.feedback import Feedback
from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Card, Icon, IconButton, Label, label
from second_me.desktop.widgets.frames import clear

_SHOWN = 320
"""Letters of a memory shown before one asks for all of it."""


class EvidenceCard(Card):
    """One memory: who, when, where from, its words, and why it was found."""

    looked_at = Signal(int)
    event_wanted = Signal(int)

    def __init__(
        self,
        theme: Theme,
        number: int,
        hit: Hit,
        *,
        source_name: Callable[[int], str],
        caller: Caller,
        feedback: Feedback,
    ) -> None:
        super().__init__(theme)
        self.number = number
        self._event = hit.event
        self._caller = caller
        self._tell = feedback.teller(hit.event.id)
        self._text = plain(hit.event.text).strip()
        who = wording.who(hit.event)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Evidence {number}: {who}").format(number=number, who=who))
        self.setAccessibleDescription(self._text[:_SHOWN])
        self._number = Label(str(number), "number")
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words = label("", selectable=True)
        self._more = IconButton(
            theme, "chevron-down", tr("Show all of it"), kind="inline", text=tr("Show all")
        )
        self._more.clicked.connect(self._show_all)
        self._context = QVBoxLayout()
        self._context.setSpacing(Space.S)
        self.column.addLayout(self._head(who))
        self.column.addWidget(self._words)
        self.column.addWidget(self._more)
        self.column.addLayout(self._context)
        self.column.addLayout(self._foot(theme, hit.event, source_name(hit.event.source_id)))
        said = self._on_said if feedback.wanted else None
        self.why = Why(
            theme,
            reasons.lines(hit, source_name),
            self.accessibleName(),
            said,
            self._buttons(theme),
        )
        self.column.addWidget(self.why)
        short = len(self._text) <= _SHOWN
        self._words.setText(self._text if short else self._text[:_SHOWN].rstrip() + "…")
        self._more.setVisible(not short)

    def choose(self, chosen: bool) -> None:  # noqa: FBT001  (a state, not a switch)
        super().choose(chosen)
        self._number.setProperty("chosen", chosen)
        self._number.be("number")

    def _head(self, who: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._number)
        row.addWidget(label(who, "heading"), 1)
        return row

    def _foot(self, theme: Theme, event: Event, source: str) -> QHBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(Space.HAIR)
        column.addWidget(label(wording.where(event, source), "caption"))
        column.addWidget(label(wording.when(event.moment), "caption"))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(Icon(theme, event.kind.value, "quiet", 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        return row

    def _buttons(self, theme: Theme) -> list[QWidget]:
        made: list[QWidget] = []
        for icon, name, act in (
            ("timeline", tr("Show its place in the timeline (T)"), self._show_place),
            ("context", tr("Show what was said around it"), self._ask_context),
            ("copy", tr("Copy this memory"), self._copy),
        ):
            button = IconButton(theme, icon, name)
            button.clicked.connect(act)
            made.append(button)
        return made

    def opened(self) -> None:
        """Tell that the person came to look at this very memory."""
        self._tell(Act.OPENED)

    def _show_place(self) -> None:
        self.opened()
        self.event_wanted.emit(self._event.id)

    def _show_all(self) -> None:
        self._words.setText(self._text)
        self._more.hide()
        self.opened()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._tell(Act.COPIED)

    def _on_said(self, act: Act) -> None:
        self._words.be("quiet" if act is Act.WRONG else "")
        self._tell(act)

    def _ask_context(self) -> None:
        self.opened()
        request = EventsAround(id=self._event.id)
        self._caller.call(request, self._show_context, self._no_context)

    def _show_context(self, around: Events) -> None:
        clear(self._context)
        others = [event for event in around.events if event.id != self._event.id]
        if not others:
            self._context.addWidget(label(tr("Nothing stands around it."), "caption"))
        for event in around.events:
            here = event.id == self._event.id
            self._context.addWidget(label(_line(event), "heading" if here else "quiet"))

    def _no_context(self, error: SecondMeError) -> None:
        clear(self._context)
        self._context.addWidget(label(f"{error.message} {error.action}", "problem"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._show_all()
            self._ask_context()
            return
        if event.text() == "?":
            self.why.toggle()
            return
        if event.text().casefold() == "t":
            self._show_place()
            return
        if event.key() == Qt.Key.Key_Delete:
            self.why.say(Act.WRONG)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (Qt's name)
        """Show the place of what is clicked. Its words can be marked, which is no click."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self._show_place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Hold room for all lines: a layout within a scroll area asks once, at another width."""
        super().resizeEvent(event)
        self._words.setMinimumHeight(self._words.heightForWidth(self._words.width()))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802  (Qt's name)
        super().enterEvent(event)
        self.looked_at.emit(self.number)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  (Qt's name)
        super().focusInEvent(event)
        self.looked_at.emit(self.number)


class EvidencePane(QFrame):
    """The cards of one answer. `looked_at` follows mouse and keyboard, `event_wanted` names an
    event to be shown in the timeline.
    """

    looked_at = Signal(int)
    event_wanted = Signal(int)

    def __init__(self, theme: Theme, caller: Caller, source_name: Callable[[int], str]) -> None:
        super().__init__()
        self.setProperty("role", "pane")
        self.setFixedWidth(Measure.EVIDENCE)
        self._theme = theme
        self._caller = caller
        self._source_name = source_name
        self._hits: tuple[Hit, ...] = ()
        self._feedback = Feedback(caller, "")
        self._trace = ""
        self.cards: list[EvidenceCard] = []
        self._title = Label(tr("Evidence"), "heading")
        self._hint = label("", "quiet")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        content.setProperty("role", "content")
        self._column = QVBoxLayout(content)
        # The bar at the right takes the rest of the margin.
        self._column.setContentsMargins(Space.L, 0, Space.S, Space.L)
        self._column.setSpacing(Space.M)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll.setWidget(content)
        head = QVBoxLayout()
        head.setContentsMargins(Space.L, Space.XL, Space.L, Space.M)
        head.setSpacing(Space.S)
        head.addWidget(self._title)
        head.addWidget(self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        self.show_hits(())

    def show_hits(self, hits: tuple[Hit, ...], hint: str = "", trace: str = "") -> None:
        """Show a card a hit; the same hits again leave the cards as they stand. `trace` names the
        result that they are of.
        """
        self._hint.setText(hint or tr("The memories an answer rests on appear here."))
        self._hint.setVisible(bool(hint) or not hits)
        if (hits, trace) == (self._hits, self._trace):
            return
        self._hits = hits
        self._trace = trace
        self._feedback = Feedback(self._caller, trace)
        clear(self._column)
        self.cards = [self._card(number, hit) for number, hit in enumerate(hits, 1)]
        for card in self.cards:
            self._column.addWidget(card)

    @property
    def chosen(self) -> int:
        """Return the number of the card that is looked at, 0 for none."""
        return next((card.number for card in self.cards if card.is_chosen), 0)

    def choose(self, number: int, *, scroll: bool = True) -> None:
        """Ring one card, 0 for none, and bring it into view."""
        for card in self.cards:
            card.choose(card.number == number)
            if card.number == number and scroll:
                self._scroll.ensureWidgetVisible(card, 0, Space.M)

    def enter(self, number: int) -> None:
        """Move the keyboard to a card."""
        if 1 <= number <= len(self.cards):
            self.cards[number - 1].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.cards[number - 1].opened()
            self.choose(number)

    def _card(self, number: int, hit: Hit) -> EvidenceCard:
        card = EvidenceCard(
            self._theme,
            number,
            hit,
            source_name=self._source_name,
            caller=self._caller,
            feedback=self._feedback,
        )
        card.looked_at.connect(self._on_look)
        card.event_wanted.connect(self.event_wanted)
        return card

    def _on_look(self, number: int) -> None:
        self.choose(number, scroll=False)
        self.looked_at.emit(number)


def _line(event: Event) -> str:
    return f"{wording.who(event)}: {plain(event.text).strip()}"
