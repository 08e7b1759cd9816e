"""A few of the declared settings, beside what they are about."""

from PySide6.QtWidgets import QWidget

from second_me.core.protocol.system import SettingValue
from second_me.desktop.settings.editors import SettingRow
from second_me.desktop.settings.values import SettingValues
from second_me.desktop.theme import Theme
from second_me.desktop.widgets import Card, Label, Line


class SettingCard(Card):
    """Shows those of the settings whose keys begin with `group`, and those named in `more`."""

    def __init__(
        self,
        theme: Theme,
        values: SettingValues,
        title: str,
        group: str,
        more: tuple[str, ...] = (),
    ) -> None:
        super().__init__(theme, spacing=0)
        self._values = values
        self._group = group
        self._more = more
        self._rows: dict[str, SettingRow] = {}
        self.column.addWidget(Label(title, "heading"))

    def refresh(self) -> None:
        """Show the values as they stand."""
        for setting in self._values.settings:
            if not setting.key.startswith(self._group) and setting.key not in self._more:
                continue
            if setting.key not in self._rows:
                self._add(setting.key, SettingRow(self._theme, setting))
            error = self._values.errors.get(setting.key, "")
            self._rows[setting.key].refresh(setting, error)
        self.setVisible(bool(self._rows))

    def _add(self, key: str, row: SettingRow) -> None:
        line: QWidget = Line()
        row.changed.connect(self._on_changed)
        self._rows[key] = row
        self.column.addWidget(line)
        self.column.addWidget(row)

    def _on_changed(self, key: str, value: SettingValue) -> None:
        self._values.change(key, value)
