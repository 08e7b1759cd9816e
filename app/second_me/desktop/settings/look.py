"""What the window alone decides: scheme, size, language, the start at login, its key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.desktop.hotkeys import DEFAULT_KEYS
from second_me.desktop.languages import LANGUAGES
from second_me.desktop.preferences import Preferences
from second_me.desktop.theme import Space, Theme, ThemeChoice
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Choice, Label, Line, Switch, label

SCALES = (100, 125, 150, 175, 200)
_WIDTH = 176


class LookRow(QWidget):
    """Rows of the window's own settings; each signal brings what was chosen."""

    theme_chosen = Signal(str)
    scale_chosen = Signal(int)
    language_chosen = Signal(str)
    login_chosen = Signal(bool)

    def __init__(
        self, theme: Theme, preferences: Preferences, *, at_login: bool, key_trouble: str
    ) -> None:
        """`at_login`: it is started then; `key_trouble` says why no key opens quick recall."""
        super().__init__()
        self._scheme = self._choose_scheme(theme, preferences)
        self._scale = self._choose_scale(theme, preferences)
        self._language = self._choose_language(theme, preferences)
        self.login = Switch(theme, tr("Open at login"))
        self.login.setChecked(at_login)
        self.login.toggled.connect(self.login_chosen)
        self._error = Label("", "problem", wrap=True)
        self._error.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        anew = tr("Takes effect when the window is opened anew.")
        key = Label(DEFAULT_KEYS, "key")
        key.setVisible(not key_trouble)
        for title, words, control in (
            (tr("Appearance"), tr("Light, dark, or whatever the system says."), self._scheme),
            (tr("Size"), anew, self._scale),
            (tr("Language"), anew, self._language),
            (tr("Open at login"), tr("It waits in the tray until you want it."), self.login),
            (tr("Quick recall"), key_trouble or tr("Opens over everything, by this key."), key),
        ):
            self._add(title, words, control)
        self._column.addWidget(self._error)

    def refuse_login(self, why: str, *, at_login: bool) -> None:
        """Say that the start at login could not be changed."""
        self.login.blockSignals(True)
        self.login.setChecked(at_login)
        self.login.blockSignals(False)
        self._error.setText(why)
        self._error.setVisible(bool(why))

    def _add(self, title: str, words: str, control: QWidget) -> None:
        if isinstance(control, Choice):
            control.setFixedWidth(_WIDTH)
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(Label(title, "heading"))
        text.addWidget(label(words, "quiet"))
        row = QHBoxLayout()
        row.setContentsMargins(0, Space.S, 0, Space.S)
        row.setSpacing(Space.XL)
        row.addLayout(text, 1)
        row.addWidget(control)
        if self._column.count():
            self._column.addWidget(Line())
        self._column.addLayout(row)

    def _choose_scheme(self, theme: Theme, preferences: Preferences) -> Choice:
        scheme = Choice(theme, tr("Appearance"))
        for choice, words in (
            (ThemeChoice.SYSTEM, tr("As the system")),
            (ThemeChoice.LIGHT, tr("Light")),
            (ThemeChoice.DARK, tr("Dark")),
        ):
            scheme.addItem(words, choice.value)
        scheme.setCurrentIndex(scheme.findData(preferences.theme.value))
        scheme.currentIndexChanged.connect(self._on_scheme)
        return scheme

    def _choose_scale(self, theme: Theme, preferences: Preferences) -> Choice:
        scales = Choice(theme, tr("Size"))
        for scale in SCALES:
            scales.addItem(f"{scale} %", scale)
        scales.setCurrentIndex(max(scales.findData(preferences.scale), 0))
        scales.currentIndexChanged.connect(self._on_scale)
        return scales

    def _choose_language(self, theme: Theme, preferences: Preferences) -> Choice:
        languages = Choice(theme, tr("Language"))
        languages.addItem(tr("As the system"), "")
        for tag, name in LANGUAGES.items():
            languages.addItem(name, tag)
        languages.setCurrentIndex(max(languages.findData(preferences.language), 0))
        languages.currentIndexChanged.connect(self._on_language)
        return languages

    def _on_scheme(self) -> None:
        self.theme_chosen.emit(self._scheme.currentData())

    def _on_scale(self) -> None:
        self.scale_chosen.emit(self._scale.currentData())

    def _on_language(self) -> None:
        self.language_chosen.emit(self._language.currentData())
