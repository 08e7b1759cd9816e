"""The Fill page."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.desktop.filling.browsers import Browsers
from second_me.desktop.filling.filling import Filling
from second_me.desktop.filling.plan_view import PlanView
from second_me.desktop.filling.setup_view import SetupView
from second_me.desktop.filling.sites import Sites
from second_me.desktop.filling.sites_view import SitesView
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Callout, EmptyState, PageHead, PushButton, Reading, Segments

_WIDTH = 860
_PARTS = ("now", "sites", "browsers")


class FillPage(QWidget):
    """Shows the plan of a `Filling` whenever there is one; else sites, history and browsers."""

    def __init__(
        self, theme: Theme, filling: Filling, sites: Sites, browsers: Browsers, clock: Clock
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._filling = filling
        self._sites = sites
        self._browsers = browsers
        self.plan = PlanView(theme, filling)
        names = (tr("Now"), tr("Sites"), tr("Browsers"))
        self.parts = Segments(tr("Part"), list(zip(_PARTS, names, strict=True)))
        self.parts.chosen.connect(self.show_part)
        self._error = Callout(theme)
        self._idle = EmptyState(
            theme,
            "fill",
            tr("No form waits"),
            tr(
                "With a form before you, press the button of Second Me in the browser, or "
                "Ctrl+Shift+Y. The plan comes up here, and nothing is filled before you approve it."
            ),
        )
        self.pdf = PushButton(tr("Fill a PDF form…"), theme=theme, icon="document")
        self.pdf.clicked.connect(self._on_pdf)
        self._idle.column.addSpacing(Space.M)
        self._idle.column.addWidget(self.pdf, 0, Qt.AlignmentFlag.AlignHCenter)
        self.sites = SitesView(theme, sites, clock)
        self.setup = SetupView(theme, browsers)
        self._faces = QStackedWidget()
        self._lay_out()
        filling.on_change = self.refresh
        sites.watchers.append(self.refresh)
        browsers.on_change = self._on_browsers
        self.refresh()

    def focus(self) -> None:
        if self._filling.current is not None:
            self.plan.focus()
        else:
            self.parts.focus_chosen()

    def refresh(self) -> None:
        """Show the plan if there is one."""
        waits = self._filling.current is not None
        came = waits and self._faces.currentIndex() == 0
        self._faces.setCurrentIndex(1 if waits else 0)
        self.plan.refresh()
        self._error.say(self._filling.error or self._sites.error, "problem")
        if came and self.isVisible():
            self.plan.focus()

    def show_part(self, key: str) -> None:
        """Show one part of what there is without a plan."""
        self.parts.choose(key)
        now = key == "now"
        needed = self._browsers.told is not None and not self._browsers.connected
        self._idle.setVisible(now and not needed)
        self.sites.setVisible(key == "sites")
        self.setup.setVisible(key == "browsers" or (now and needed))
        self.setup.refresh()

    def _lay_out(self) -> None:
        head = PageHead(tr("Fill"), tr("From what you confirmed, where you ask for it."))
        head.buttons.addWidget(self.parts)
        reading = Reading(width=_WIDTH, spacing=Space.M)
        for part in (head, self._error, self._idle, self.sites, self.setup):
            reading.column.addWidget(part)
        reading.column.addStretch(1)
        self._faces.addWidget(reading)
        self._faces.addWidget(self.plan)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._faces)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.show_part("now")

    def _on_pdf(self) -> None:
        """Ask for a file and have a plan made for it."""
        chosen = QFileDialog(self, tr("Fill a PDF form"))
        chosen.setFileMode(QFileDialog.FileMode.ExistingFile)
        chosen.setNameFilter(tr("PDF files (*.pdf)"))
        chosen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen.fileSelected.connect(self._filling.open_pdf)
        chosen.open()

    def _on_browsers(self) -> None:
        self.show_part(self.parts.key)
