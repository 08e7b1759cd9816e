"""What was erased so far, each with its receipt."""

import msgspec
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.erase import Erasure, Stage
from second_me.desktop import wording
from second_me.desktop.privacy.erasing import Erasing
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import Card, Icon, IconButton, Label, Line, label
from second_me.desktop.widgets.frames import clear

_SHOWN = 50


class Receipts(Card):
    """A line for each erasure: when, how much, looked through how thoroughly."""

    def __init__(self, theme: Theme, erasing: Erasing, clock: Clock) -> None:
        super().__init__(theme, spacing=Space.XS)
        self._erasing = erasing
        self._clock = clock
        self._shown: tuple[Erasure, ...] = ()
        self.hide()

    def refresh(self) -> None:
        """Show the erasures as they stand."""
        erasures = self._erasing.erasures
        self.setVisible(bool(erasures))
        if erasures == self._shown:
            return
        self._shown = erasures
        clear(self.column)
        self.column.addWidget(Label(tr("Erased so far"), "heading"))
        for erasure in erasures[:_SHOWN]:
            self.column.addWidget(Line())
            self.column.addWidget(self._line(erasure))

    def _line(self, erasure: Erasure) -> QWidget:
        done, receipt = erasure.stage is Stage.DONE, erasure.receipt
        verified = receipt is not None and receipt.verified
        icon, ink = ("good", "good") if verified else ("retry", "quiet")
        count = erasure.erased.get("events", 0)
        title = tr("{count} erased").format(count=wording.memories(count))
        words = [wording.at(erasure.asked_at, self._clock), erasure.program]
        if receipt is not None:
            places = len(receipt.looked)
            found = tr_count("1 place looked through", "%n places looked through", places)
            left = sum(one.found for one in receipt.looked)
            none, some = tr("nothing found"), tr("{count} traces left").format(count=left)
            words += [found, some if left else none]
        elif not done:
            words.append(tr("under way"))
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(label(title))
        text.addWidget(label(" · ".join(words), "caption"))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(Icon(self._theme, icon, ink, 20))
        row.addLayout(text, 1)
        if receipt is not None:
            copy = IconButton(self._theme, "copy", tr("Copy the signed receipt"))
            copy.setProperty("erasure", erasure.id)
            copy.clicked.connect(self._on_copy)
            row.addWidget(copy)
        if erasure.kept_out:
            again = IconButton(self._theme, "import", tr("Let it be imported again"))
            again.setProperty("erasure", erasure.id)
            again.clicked.connect(self._on_lift)
            row.addWidget(again)
        return holder

    def _on_copy(self) -> None:
        id_ = self._asked()
        for erasure in self._shown:
            if erasure.id == id_ and erasure.receipt is not None:
                text = msgspec.json.format(msgspec.json.encode(erasure.receipt), indent=2)
                QGuiApplication.clipboard().setText(text.decode())

    def _on_lift(self) -> None:
        self._erasing.lift(self._asked())

    def _asked(self) -> int:
        sender = self.sender()
        return int(sender.property("erasure")) if sender is not None else 0
