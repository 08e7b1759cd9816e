"""The Privacy page."""

from functools import cached_property
from typing import TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.erase import Scope
from second_me.desktop.privacy.activity import Activity
from second_me.desktop.privacy.care import Care
from second_me.desktop.privacy.confirming import ConfirmDialog
from second_me.desktop.privacy.erase_view import EraseView
from second_me.desktop.privacy.export_view import ExportView
from second_me.desktop.privacy.keys import Keys
from second_me.desktop.privacy.stored import Stored
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.throttle import WhileSeen
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Callout, PageHead, Reading, Segments

_STALE_MS = 500
_PARTS = ("stored", "erase", "export", "activity", "keys")
_View = Stored | EraseView | ExportView | Activity | Keys
_Part = TypeVar("_Part", Stored, EraseView, ExportView, Activity, Keys)


class PrivacyPage(QWidget):
    """Shows a `Care`, one part at a time."""

    def __init__(self, theme: Theme, care: Care, session: Session, clock: Clock) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._care = care
        self.parts = Segments(
            tr("Part"),
            list(
                zip(
                    _PARTS,
                    (tr("Stored"), tr("Erase"), tr("Export"), tr("Activity"), tr("Keys")),
                    strict=True,
                )
            ),
        )
        self.parts.chosen.connect(self.show_part)
        self._error = Callout(theme)
        self._notice = Callout(theme, level="calm")
        self._session = session
        self._clock = clock
        self._made: list[_View] = []
        head = PageHead(tr("Privacy"), tr("All of it stays on this machine."))
        head.buttons.addWidget(self.parts)
        self._reading = Reading(spacing=Space.M)
        for part in (head, self._error, self._notice):
            self._reading.column.addWidget(part)
        self._tail = QWidget()
        self._reading.column.addWidget(self._tail, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._reading)
        care.on_change = self.refresh
        care.guard.on_ask = self._on_ask
        self._stale = WhileSeen(self, care.refresh, _STALE_MS)
        care.on_stale = self._stale.ask
        self.show_part("stored")

    def focus(self) -> None:
        self.parts.focus_chosen()

    # Made when they are first shown: all at once they would hold up the window.

    @cached_property
    def stored(self) -> Stored:
        return self._placed(Stored(self._theme, self._care, self._session, self._clock))

    @cached_property
    def erase(self) -> EraseView:
        return self._placed(EraseView(self._theme, self._care, self._session, self._clock))

    @cached_property
    def export(self) -> ExportView:
        return self._placed(ExportView(self._theme, self._care))

    @cached_property
    def activity(self) -> Activity:
        return self._placed(Activity(self._theme, self._care, self._clock), stretch=1)

    @cached_property
    def keys(self) -> Keys:
        return self._placed(Keys(self._theme, self._care, self._clock))

    def show_part(self, key: str) -> None:
        """Show one part and hide the others."""
        self.parts.choose(key)
        shown: _View = getattr(self, key)
        for view in self._made:
            view.setVisible(view is shown)
        self._tail.setVisible(key != "activity")
        self._reading.verticalScrollBar().setValue(0)
        self.refresh()

    def plan_erase(self, scope: Scope) -> None:
        """Show what erasing something chosen elsewhere would take away."""
        self.show_part("erase")
        self._care.plan_erase(scope)

    def refresh(self) -> None:
        """Show the part as it stands."""
        self._error.say(self._care.error, "problem")
        self._notice.say(self._care.notice, "calm")
        shown: _View = getattr(self, self.parts.key)
        shown.refresh()

    def _placed(self, view: _Part, stretch: int = 0) -> _Part:
        """Put a part above the tail, which is the last."""
        self._reading.column.insertWidget(self._reading.column.count() - 1, view, stretch)
        self._made.append(view)
        return view

    def _on_ask(self) -> None:
        ConfirmDialog(self._theme, self._care.guard, self).open()
