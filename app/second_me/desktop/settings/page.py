"""The Settings page and the Health page."""

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.protocol.system import Check, Level, SettingValue, SettingView
from second_me.desktop.settings.editors import SettingRow
from second_me.desktop.settings.learned import Learned
from second_me.desktop.settings.learning_card import LearningCard
from second_me.desktop.settings.look import LookRow
from second_me.desktop.settings.values import HealthView, SettingValues
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Callout,
    Card,
    Icon,
    Label,
    Line,
    PushButton,
    Reading,
    label,
)
from second_me.desktop.widgets.frames import clear


def group_title(prefix: str) -> str:
    """Return what settings whose keys begin alike are about, "" for those of no named group."""
    return {
        "owner": tr("About you"),
        "lock": tr("Locking"),
        "work": tr("Work in the background"),
        "recall": tr("Finding and answering"),
        "model": tr("Language model"),
        "backup": tr("Backups"),
        "privacy": tr("Privacy"),
        "fill": tr("Filling forms"),
    }.get(prefix, "")


def _prefix(setting: SettingView) -> str:
    prefix = setting.key.partition(".")[0]
    return "recall" if prefix == "ask" else prefix


class SettingsPage(QWidget):
    """Shows `SettingValues`: a row a setting, made from its declaration."""

    about = Signal()

    def __init__(
        self, theme: Theme, values: SettingValues, look: LookRow, learned: Learned
    ) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._values = values
        self._rows: dict[str, SettingRow] = {}
        reading = Reading(spacing=Space.M)
        reading.column.addWidget(Label(tr("Settings"), "display"))
        window = Card(theme)
        window.column.addWidget(look)
        reading.column.addWidget(window)
        self._groups = QVBoxLayout()
        self._groups.setSpacing(Space.M)
        reading.column.addLayout(self._groups)
        reading.column.addWidget(LearningCard(theme, learned))
        about = PushButton(tr("About Second Me"), "quiet", theme=theme, icon="about")
        about.clicked.connect(self.about)
        reading.column.addWidget(about, 0, Qt.AlignmentFlag.AlignHCenter)
        reading.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(reading)
        values.on_change = self.refresh
        self.refresh()

    def focus(self) -> None:
        self.findChildren(QComboBox)[0].setFocus()

    def refresh(self) -> None:
        """Show the values as they stand."""
        settings = self._values.settings
        if [one.key for one in settings] != list(self._rows):
            clear(self._groups)
            self._rows = {}
            for prefix, group in groupby(settings, key=_prefix):
                self._add_group(prefix, tuple(group))
        for setting in settings:
            self._rows[setting.key].refresh(setting, self._values.errors.get(setting.key, ""))

    def _add_group(self, prefix: str, settings: tuple[SettingView, ...]) -> None:
        title = group_title(prefix)
        if title:
            self._groups.addWidget(Label(title, "heading"))
        card = Card(self._theme, spacing=0)
        for setting in settings:
            if card.column.count():
                card.column.addWidget(Line())
            row = SettingRow(self._theme, setting)
            row.changed.connect(self._on_changed)
            self._rows[setting.key] = row
            card.column.addWidget(row)
        self._groups.addWidget(card)

    def _on_changed(self, key: str, value: SettingValue) -> None:
        self._values.change(key, value)


_PLACES = {"model": "models", "vault": "privacy", "keyring": "privacy"}
"""Pages where the person mends what no single click can."""


class HealthPage(QWidget):
    """Shows a `HealthView`: a line a check, what was found and what to do. `go` names a page."""

    go = Signal(str)

    _INKS = {Level.GOOD: "good", Level.NOTICE: "notice", Level.PROBLEM: "problem"}  # noqa: RUF012  (constant)

    def __init__(self, theme: Theme, health: HealthView) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._theme = theme
        self._health = health
        self._shown: tuple[Check, ...] | None = None
        self._error = Callout(theme)
        self._again = PushButton(tr("Look again"), theme=theme, icon="retry")
        self._again.clicked.connect(self._on_again)
        self._deep = PushButton(tr("Check every page"), "quiet")
        self._deep.clicked.connect(self._on_deep)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(Label(tr("Health"), "display"), 1)
        buttons.addWidget(self._deep)
        buttons.addWidget(self._again)
        self._card = Card(theme, spacing=Space.M)
        reading = Reading(spacing=Space.M)
        reading.column.addLayout(buttons)
        reading.column.addWidget(self._error)
        reading.column.addWidget(self._card)
        reading.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(reading)
        health.on_change = self.refresh
        self.refresh()

    def focus(self) -> None:
        self._again.setFocus()

    def refresh(self) -> None:
        """Show what was found last."""
        health = self._health
        self._again.setEnabled(not health.busy)
        self._deep.setEnabled(not health.busy)
        self._again.setText(tr("Looking…") if health.busy else tr("Look again"))
        self._error.say(health.error, "problem")
        if health.checks == self._shown:
            return
        self._shown = health.checks
        clear(self._card.column)
        self._card.setVisible(bool(health.checks))
        for check in health.checks:
            self._card.column.addWidget(self._line(check))

    def _line(self, check: Check) -> QWidget:
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(label(check.title, "heading"))
        if check.detail:
            words.addWidget(label(check.detail, "quiet", selectable=True))
        if check.action:
            words.addWidget(label(check.action, self._INKS[check.level]))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        picture = Icon(self._theme, check.level.value, self._INKS[check.level], 20)
        picture.setAccessibleName(check.level.value)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        repair = _repair(check)
        if repair:
            button = PushButton(repair)
            button.setProperty("check", check.name)
            button.clicked.connect(self._on_repair)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _on_again(self) -> None:
        self._health.refresh()

    def _on_deep(self) -> None:
        self._health.refresh(deep=True)

    def _on_repair(self) -> None:
        sender = self.sender()
        if sender is None:
            return
        name = sender.property("check")
        if name in _PLACES:
            self.go.emit(_PLACES[name])
        else:
            self._health.repair(name)


def _repair(check: Check) -> str:
    """Return what a click does about a check, "" if nothing is wrong or nothing can be done."""
    if check.level is Level.GOOD:
        return ""
    return {
        "jobs": tr("Try them again"),
        "backup": tr("Back up now"),
        "work": tr("Go on working"),
        "model": tr("Choose a model"),
        "vault": tr("To backups and rescue"),
        "keyring": tr("To the keys"),
    }.get(check.name, "")
