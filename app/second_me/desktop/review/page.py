"""The Review page."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from second_me.core.protocol.deciding import Word
from second_me.core.protocol.persona import ReviewView
from second_me.core.records import TYPED_IN_FORM, ReviewKind
from second_me.desktop.review.reviewing import Reviewing, old_and_new
from second_me.desktop.review.sides import Side
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.throttle import Throttle
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import (
    Callout,
    EmptyState,
    KeyHint,
    Label,
    PageHead,
    PushButton,
    Question,
    Reading,
    label,
)

_WIDTH = 860
_SIDE_BY_SIDE = 640
_STALE_MS = 300


class ReviewPage(QWidget):
    """Shows a `Reviewing`: A accepts, B keeps both, R rejects, E edits, U undoes."""

    def __init__(self, theme: Theme, reviewing: Reviewing, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Review"))
        self._theme = theme
        self._reviewing = reviewing
        self._shown: ReviewView | None = None
        self._head = PageHead(tr("Review"))
        self._undo = PushButton(tr("Undo"), "quiet", theme=theme, icon="undo")
        self._undo.clicked.connect(reviewing.undo)
        self._sure = PushButton("", theme=theme, icon="check")
        self._sure.clicked.connect(self._on_sure)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("How much is decided"))
        self._error = Callout(theme)
        self._question = label("", "title")
        self._why = label("", "quiet")
        self._old = Side("old", tr("KNOWN SO FAR"), session)
        self._new = Side("new", tr("NEW"), session)
        self._edit = QLineEdit()
        self._edit.setAccessibleName(tr("How it should read"))
        self._edit.returnPressed.connect(self._on_edited)
        self._buttons: dict[str, PushButton] = {}
        self._faces = QStackedWidget()
        self._lay_out()
        reviewing.on_change = self.refresh
        self._stale = Throttle(reviewing.refresh, _STALE_MS, self)
        reviewing.on_stale = self._stale.ask
        self.refresh()

    def focus(self) -> None:
        self.setFocus()

    def refresh(self) -> None:
        """Show what is looked at and how much is left."""
        reviewing = self._reviewing
        current = reviewing.current
        self._error.say(reviewing.error, "problem")
        left = len(reviewing.waiting)
        self._head.say(_left(left) if left else " ")
        self._undo.setVisible(bool(reviewing.can_undo or reviewing.busy))
        self._undo.setEnabled(reviewing.can_undo)
        sure = len(reviewing.sure)
        self._sure.setVisible(sure > 1)
        self._sure.setText(tr("Accept {count} sure ones").format(count=sure))
        self._bar.setVisible(left > 0)
        self._bar.setRange(0, max(left + reviewing.decided, 1))
        self._bar.setValue(reviewing.decided)
        self._faces.setVisible(reviewing.loaded)
        self._faces.setCurrentIndex(0 if current is not None else 1)
        if current is not None:
            self._show(current)
        else:
            self._shown = None
            self._end_words.setText(self._ending())
        for button in self._buttons.values():
            button.setEnabled(not reviewing.busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (Qt's name)
        button = self._buttons.get(event.text().casefold())
        if button is not None and button.isVisible() and button.isEnabled():
            button.click()
        elif event.text().casefold() == "u":
            self._reviewing.undo()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._reviewing.go(1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._reviewing.go(-1)
        elif event.key() == Qt.Key.Key_Escape and self._edit.isVisible():
            self._end_edit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._head.buttons.addWidget(self._undo)
        self._head.buttons.addWidget(self._sure)
        reading = Reading(width=_WIDTH, spacing=Space.M)
        for part in (self._head, self._bar, self._error):
            reading.column.addWidget(part)
        reading.column.addSpacing(Space.S)
        self._faces.addWidget(self._make_review())
        self._faces.addWidget(self._make_end())
        reading.column.addWidget(self._faces, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(reading)

    def _make_review(self) -> QWidget:
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(Space.M)
        self._sides.addWidget(self._old, 1)
        self._sides.addWidget(self._new, 1)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._question)
        column.addWidget(self._why)
        column.addSpacing(Space.S)
        column.addLayout(self._sides)
        column.addSpacing(Space.S)
        column.addWidget(self._edit)
        column.addLayout(self._make_buttons())
        column.addStretch(1)
        self._edit.hide()
        return holder

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        for key, words, kind, slot in (
            ("a", tr("Accept"), "primary", self._on_accept),
            ("b", tr("Both hold"), "", self._on_both),
            ("r", tr("Reject"), "", self._on_reject),
            ("e", tr("Edit"), "quiet", self._on_edit),
        ):
            button = PushButton(words, kind)
            button.clicked.connect(slot)
            button.setToolTip(key.upper())
            button.setAccessibleDescription(tr("Key {key}").format(key=key.upper()))
            self._buttons[key] = button
            row.addWidget(button)
            hint = KeyHint(key.upper())
            self._buttons[key].setProperty("hint", hint)
            row.addWidget(hint)
            row.addSpacing(Space.S)
        self._place = label("", "caption")
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._place, 1)
        return row

    def _make_end(self) -> QWidget:
        end = EmptyState(self._theme, "good", tr("All decided"), "")
        self._end_words = end.findChildren(Label)[-1]
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(2)
        column.addWidget(end)
        column.addStretch(3)
        return holder

    def _show(self, view: ReviewView) -> None:
        if self._shown is None or view.review.id != self._shown.review.id:
            self._end_edit()
        self._shown = view
        self._question.setText(_question(view))
        self._why.setText(_why(view))
        old, new = old_and_new(view)
        merging = view.review.kind is ReviewKind.MERGE
        if merging:
            sides = (self._old, self._new)
            for side, entity, words in zip(
                sides, view.entities, view.words or ((), ()), strict=False
            ):
                side.show_entity(entity, words, self._reviewing.events)
        events = self._reviewing.events
        for side, fact in ((self._old, old), (self._new, new)):
            side.setVisible(fact is not None or merging)
            if fact is not None:
                quoted = fact.quotes[0].event_id if fact.quotes else None
                side.show_fact(fact, events.get(quoted) if quoted is not None else None)
        self._name_buttons(view)
        place = tr("{place} of {count} · arrow keys look further")
        count = len(self._reviewing.waiting)
        self._place.setText(place.format(place=self._reviewing.place + 1, count=count))

    def _name_buttons(self, view: ReviewView) -> None:
        of_two = view.review.kind in {ReviewKind.UPDATE, ReviewKind.CONFLICT}
        merging = view.review.kind is ReviewKind.MERGE
        for key in ("b", "e"):
            self._buttons[key].setVisible(of_two)
            roomy = self.width() >= _SIDE_BY_SIDE
            self._buttons[key].property("hint").setVisible(of_two and roomy)
        self._buttons["a"].setText(
            tr("The same") if merging else tr("The new one") if of_two else tr("It is so")
        )
        self._buttons["r"].setText(
            tr("Not the same") if merging else tr("The known one") if of_two else tr("It is not")
        )

    def _ending(self) -> str:
        done = self._reviewing.decided
        if not done:
            return tr("Nothing waits for your word. What memory is unsure of will come here.")
        return tr_count(
            "You settled 1 question. Memory is the surer for it.",
            "You settled %n questions. Memory is the surer for it.",
            done,
        )

    def _on_accept(self) -> None:
        self._say(Word.ACCEPT)

    def _on_both(self) -> None:
        self._say(Word.BOTH)

    def _on_reject(self) -> None:
        self._say(Word.REJECT)

    def _say(self, word: Word, text: str = "") -> None:
        self._reviewing.say(word, text)
        self._end_edit()
        self.setFocus()

    def _on_edit(self) -> None:
        _, new = old_and_new(self._shown) if self._shown is not None else (None, None)
        if new is not None:
            self._edit.setText(new.fact.text)
            self._edit.show()
            self._edit.setFocus()
            self._edit.selectAll()

    def _on_edited(self) -> None:
        if self._edit.text().strip():
            self._say(Word.ACCEPT, self._edit.text())

    def _end_edit(self) -> None:
        if self._edit.isVisible():
            self._edit.hide()
            self.setFocus()

    def _on_sure(self) -> None:
        count = len(self._reviewing.sure)
        Question(
            self,
            tr("Accept {count} at once?").format(count=count),
            tr("Those that memory is sure of. You can undo it right after."),
            tr("Accept"),
            self._reviewing.accept_sure,
        ).open()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Put the sides below each other, and leave out the hints, where there is little room."""
        super().resizeEvent(event)
        wide = self.width() >= _SIDE_BY_SIDE
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(across if wide else down)
        self._place.setVisible(wide)
        for button in self._buttons.values():
            button.property("hint").setVisible(wide and not button.isHidden())


def _left(count: int) -> str:
    return tr_count("1 question waits for your word", "%n questions wait for your word", count)


def _question(view: ReviewView) -> str:
    if view.review.reason == TYPED_IN_FORM:
        return tr("You typed this into a form. Shall memory keep it?")
    return {
        ReviewKind.UPDATE: tr("Has this changed?"),
        ReviewKind.CONFLICT: tr("Which of them is so?"),
        ReviewKind.MERGE: tr("Are these the same?"),
    }.get(view.review.kind, tr("Somebody else says this of you. Is it so?"))


def _why(view: ReviewView) -> str:
    sure = view.review.confidence
    if view.review.reason == TYPED_IN_FORM:
        return tr("You asked for it in the browser. Nothing is filled from it before you accept.")
    if view.review.kind is ReviewKind.CONFLICT:
        return tr("Both cannot hold; this never changes in a life.")
    if sure >= 0.75:  # noqa: PLR2004  (words for a share)
        return tr("Memory would say yes, but asks you first.")
    return tr("Memory is not sure.")
