"""The Models page."""

import functools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from second_me.core.protocol.models import ModelView, Presence, Speed
from second_me.core.protocol.system import ModelState
from second_me.desktop import wording
from second_me.desktop.models.shelf import Shelf, cards, scores_first
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Callout,
    Card,
    IconButton,
    Label,
    Line,
    PageHead,
    PushButton,
    Question,
    Reading,
    label,
)
from second_me.desktop.widgets.frames import clear

_CARD_HEIGHT = 360


class ModelsPage(QWidget):
    """Shows a `Shelf`: what answers, what could, and what comes with it."""

    def __init__(self, theme: Theme, shelf: Shelf, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._shelf = shelf
        self._session = session
        self._shown: object = None
        self._bars: dict[str, QProgressBar] = {}
        self._state = label("", "quiet")
        self._error = Callout(theme)
        self._notice = Callout(theme, level="calm")
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.M)
        self._add = PushButton(tr("Add a file…"), theme=theme, icon="plus")
        self._add.clicked.connect(self._on_add)
        head = PageHead(
            tr("Models"), tr("They run on this machine, in a process without a network.")
        )
        head.buttons.addWidget(self._add)
        reading = Reading(spacing=Space.M)
        for part in (head, self._error, self._notice):
            reading.column.addWidget(part)
        reading.column.addLayout(self._list)
        reading.column.addWidget(self._make_cards())
        reading.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(reading)
        shelf.on_change = self.refresh
        self.refresh()

    def focus(self) -> None:
        self._add.setFocus()

    def refresh(self) -> None:
        """Show the catalogue as it stands."""
        shelf = self._shelf
        self._error.say(shelf.error, "problem")
        self._notice.say(shelf.notice, "calm")
        now = (shelf.models, tuple(shelf.downloads), shelf.measuring, self._session.status)
        if now != self._shown:
            self._shown = now
            self._bars = {}
            clear(self._list)
            for model in shelf.models:
                self._list.addWidget(self._model(model))
        for name, bar in self._bars.items():
            progress = shelf.downloads.get(name)
            if progress is not None and progress.total:
                bar.setRange(0, 1000)
                bar.setValue(progress.done * 1000 // progress.total)

    def _model(self, model: ModelView) -> QWidget:
        card = Card(self._theme)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(label(model.label, "heading"))
        words.addWidget(label(_facts(model), "quiet"))
        if model.in_use:
            words.addWidget(label(self._at_work(), "caption"))
        if model.speed is not None:
            words.addWidget(label(_speed(model.speed), "caption"))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addLayout(words, 1)
        for button in self._buttons(model):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        card.column.addLayout(row)
        progress = self._shelf.downloads.get(model.name)
        if progress is not None:
            bar = QProgressBar()
            bar.setTextVisible(False)
            bar.setRange(0, 0)
            bar.setAccessibleName(tr("Progress of {name}").format(name=model.label))
            self._bars[model.name] = bar
            card.column.addWidget(bar)
        return card

    def _buttons(self, model: ModelView) -> list[QWidget]:
        if model.name in self._shelf.downloads:
            stop = PushButton(tr("Stop"), theme=self._theme, icon="stop")
            stop.clicked.connect(functools.partial(self._shelf.stop, model.name))
            return [stop]
        if model.in_use:
            measure = PushButton(tr("Measuring…") if self._shelf.measuring else tr("Measure speed"))
            measure.setEnabled(not self._shelf.measuring)
            measure.setToolTip(tr("How fast it reads and writes here; takes some seconds."))
            measure.clicked.connect(self._shelf.measure)
            return [measure, Label(tr("In use"), "tag")]
        if model.presence is Presence.READY:
            use = PushButton(tr("Use it"), "primary")
            use.clicked.connect(functools.partial(self._shelf.use, model.name))
            words = tr("Remove {name} from this machine").format(name=model.label)
            remove = IconButton(self._theme, "erase", words)
            remove.clicked.connect(functools.partial(self._on_remove, model))
            return [use, remove]
        partly = model.presence is Presence.PARTIAL
        words = tr("Go on fetching") if partly else tr("Fetch {size}")
        fetch = PushButton(
            words.format(size=wording.size(model.size)), theme=self._theme, icon="download"
        )
        fetch.setToolTip(tr("The one use of the network, and only when you ask."))
        fetch.clicked.connect(functools.partial(self._shelf.fetch, model))
        return [fetch]

    def _at_work(self) -> str:
        """Return how the model in use is, as the agent tells."""
        status = self._session.status
        if status is None:
            return ""
        states = {
            ModelState.MISSING: tr("its file is not here"),
            ModelState.IDLE: tr("rests until you ask something"),
            ModelState.LOADING: tr("is being loaded"),
            ModelState.READY: tr("at work"),
            ModelState.FAILED: tr("could not be started"),
        }
        parts = [states[status.model], status.model_detail]
        if status.worker_memory_bytes:
            size = wording.size(status.worker_memory_bytes)
            parts.append(tr("{size} of memory").format(size=size))
        parts.append(tr("with adapters") if status.has_adapters else tr("by prompts alone"))
        return " · ".join(part for part in parts if part)

    def _make_cards(self) -> QWidget:
        card = Card(self._theme, spacing=Space.XS)
        card.column.addWidget(Label(tr("What comes with Second Me"), "heading"))
        words = tr("Small models of its own: how each was made and what it scores.")
        card.column.addWidget(label(words, "quiet"))
        for title, text in cards():
            card.column.addWidget(Line())
            shown = QTextBrowser()
            shown.setOpenLinks(False)
            shown.setFixedHeight(_CARD_HEIGHT)
            shown.setAccessibleName(title)
            shown.hide()
            link = IconButton(self._theme, "chevron-right", title, kind="inline", text=title)
            link.clicked.connect(functools.partial(_toggle, link, shown, title, text))
            row = QHBoxLayout()
            row.addWidget(link)
            row.addStretch(1)
            card.column.addLayout(row)
            card.column.addWidget(shown)
        return card

    def _on_remove(self, model: ModelView) -> None:
        Question(
            self,
            tr("Remove {name}?").format(name=model.label),
            tr("Its file goes from this machine. You can fetch it again."),
            tr("Remove"),
            functools.partial(self._shelf.remove, model.name),
        ).open()

    def _on_add(self) -> None:
        dialog = QFileDialog(self, tr("Choose a model file"))
        dialog.setNameFilter(tr("Models (*.gguf)"))
        dialog.fileSelected.connect(self.ask_trust)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def ask_trust(self, path: str) -> None:
        """Ask whether the person trusts a file of their own."""
        words = tr(
            "A model from an unknown hand may answer falsely, and its file may be made to do harm. "
            "It runs walled in, but take only what you trust."
        )
        title, yes = tr("Do you trust this file?"), tr("Take it in")
        Question(self, title, words, yes, functools.partial(self._shelf.add, path)).open()


def _toggle(link: IconButton, shown: QTextBrowser, title: str, text: str) -> None:
    """Open a card, or close it; its text is laid out when it is first looked at."""
    if not shown.toPlainText():
        shown.setMarkdown(scores_first(text))
    shown.setVisible(shown.isHidden())
    link.show_icon("chevron-right" if shown.isHidden() else "chevron-down", title)


def _speed(speed: Speed) -> str:
    """Return what was measured here, in words."""
    return tr("Here it reads {read} and writes {made} tokens a second").format(
        read=wording.number(speed.read_per_second), made=wording.number(speed.made_per_second)
    )


def _facts(model: ModelView) -> str:
    parts = [
        model.parameters,
        wording.size(model.size),
        tr("needs {size} of memory").format(size=wording.size(model.memory_needed)),
        model.licence,
    ]
    return " · ".join(part for part in parts if part)
