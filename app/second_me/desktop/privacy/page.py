"""The Privacy page."""

from collections.abc import Callable
from typing import Protocol, cast

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.erase import Outlived, Scope
from second_me.desktop.filling.sites import Sites
from second_me.desktop.filling.sites_view import SitesView
from second_me.desktop.privacy.activity import Activity
from second_me.desktop.privacy.backups_view import BackupsView
from second_me.desktop.privacy.care import Care
from second_me.desktop.privacy.confirming import ConfirmDialog
from second_me.desktop.privacy.erase_view import EraseView
from second_me.desktop.privacy.export_view import ExportView
from second_me.desktop.privacy.keep_view import KeepView
from second_me.desktop.privacy.keys import Keys
from second_me.desktop.privacy.part import Part
from second_me.desktop.privacy.stored import Stored
from second_me.desktop.privacy.units_view import UnitsView
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.theme.tokens import Measure
from second_me.desktop.throttle import WhileSeen
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Callout, PageHead, Reading, Segments

_STALE_MS = 500
_MARGIN = 64


class View(Protocol):
    """A part as the page knows it."""

    def refresh(self) -> None: ...


class PrivacyPage(QWidget):
    """Shows a `Care`, one part at a time."""

    def __init__(
        self, theme: Theme, care: Care, sites: Sites, session: Session, clock: Clock
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._care = care
        self._sites = sites
        self._session = session
        self._clock = clock
        # A part's words, what makes its view when it is first shown (all at once would hold up
        # the window), and whose errors and notices stand above it.
        self._parts: dict[str, tuple[str, Callable[[], QWidget], Part]] = {
            "stored": (tr("Stored"), self._make_stored, care),
            "erase": (tr("Erase"), self._make_erase, care.erasing),
            "keep": (tr("Keep"), self._make_keep, care.rules),
            "export": (tr("Export"), self._make_export, care.exporting),
            "units": (tr("Units"), self._make_units, care.giving),
            "backups": (tr("Backups"), self._make_backups, care.backups),
            "sites": (tr("Sites"), self._make_sites, sites),
            "keys": (tr("Keys"), self._make_keys, care.keys),
            "activity": (tr("Activity"), self._make_activity, care.trail),
        }
        self._views: dict[str, QWidget] = {}
        words = [(key, words) for key, (words, _, _) in self._parts.items()]
        self.parts = Segments(tr("Part"), words)
        self.parts.chosen.connect(self.show_part)
        self._error = Callout(theme)
        self._notice = Callout(theme, level="calm")
        self._reading = Reading(spacing=Space.M)
        head = PageHead(tr("Privacy"), tr("All of it stays on this machine."))
        for part in (head, self.parts, self._error, self._notice):
            self._reading.column.addWidget(part)
        self._tail = QWidget()
        self._reading.column.addWidget(self._tail, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._reading)
        care.guard.on_ask = self._on_ask
        self._stale = WhileSeen(self, care.refresh, _STALE_MS)
        care.tell(self.refresh, self._stale.ask)
        self.show_part("stored")

    def focus(self) -> None:
        self.parts.focus_chosen()

    def view(self, key: str) -> QWidget:
        """Return the view of a part, made if it was never shown."""
        if key not in self._views:
            made = self._parts[key][1]()
            # Above the tail, which is the last.
            stretch = int(key == "activity")
            self._reading.column.insertWidget(self._reading.column.count() - 1, made, stretch)
            self._views[key] = made
        return self._views[key]

    def show_part(self, key: str) -> None:
        """Show one part and hide the others."""
        for _, _, part in self._parts.values():
            part.hush()
        self.parts.choose(key)
        shown = self.view(key)
        for view in self._views.values():
            view.setVisible(view is shown)
        self._tail.setVisible(key != "activity")
        self._reading.verticalScrollBar().setValue(0)
        self.refresh()

    def plan_erase(self, scope: Scope) -> None:
        """Show what erasing something chosen elsewhere would take away."""
        self.show_part("erase")
        self._care.erasing.ask_plan(scope)

    def refresh(self) -> None:
        """Show the part as it stands."""
        part = self._parts[self.parts.key][2]
        self._error.say(part.error or self._care.error, "problem")
        self._notice.say(part.notice, "calm")
        cast("View", self.view(self.parts.key)).refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  (Qt's name)
        """Let the parts stand in two rows where one is too long."""
        super().resizeEvent(event)
        self.parts.fit(min(event.size().width() - _MARGIN, Measure.READING))

    def _make_stored(self) -> QWidget:
        return Stored(self._theme, self._care, self._session, self._clock)

    def _make_erase(self) -> QWidget:
        return EraseView(self._theme, self._care, self._session, self._clock)

    def _make_keep(self) -> QWidget:
        view = KeepView(self._theme, self._care.rules, self._session, self._clock)
        view.outlived.connect(self._on_outlived)
        return view

    def _make_export(self) -> QWidget:
        return ExportView(self._theme, self._care.exporting, self._session, self._clock)

    def _make_units(self) -> QWidget:
        return UnitsView(self._theme, self._care.giving, self._session, self._clock)

    def _make_backups(self) -> QWidget:
        care = self._care
        return BackupsView(self._theme, care.backups, care.settings, self._clock)

    def _make_sites(self) -> QWidget:
        return SitesView(self._theme, self._sites, self._clock)

    def _make_keys(self) -> QWidget:
        return Keys(self._theme, self._care.keys, self._care.settings, self._clock)

    def _make_activity(self) -> QWidget:
        return Activity(self._theme, self._care.trail, self._clock)

    def _on_outlived(self) -> None:
        self.plan_erase(Outlived())

    def _on_ask(self) -> None:
        ConfirmDialog(self._theme, self._care.guard, self).open()
