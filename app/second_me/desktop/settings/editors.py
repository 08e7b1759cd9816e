"""The control that fits a setting's type."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from second_me.core.protocol.system import SettingView
from second_me.desktop.theme import Space, Theme
from second_me.desktop.widgets import Choice, Label, Switch, label

_WIDTH = 176
_LARGEST = 2_000_000_000

Control = Switch | QComboBox | QSpinBox | QDoubleSpinBox | QLineEdit


class SettingRow(QWidget):
    """One setting: its words at the left, its control at the right."""

    changed = Signal(str, object)

    def __init__(self, theme: Theme, setting: SettingView) -> None:
        super().__init__()
        self._key = setting.key
        self._control = _control(theme, setting)
        self._error = Label("", "problem", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(Space.HAIR)
        words.addWidget(label(setting.label, "heading"))
        words.addWidget(label(setting.help, "quiet"))
        words.addWidget(self._error)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.S, 0, Space.S)
        row.setSpacing(Space.XL)
        row.addLayout(words, 1)
        row.addWidget(self._control)
        self._connect()
        self.refresh(setting, "")

    def refresh(self, setting: SettingView, error: str) -> None:
        """Show a value, without calling it a change; what is being typed stays."""
        self._error.setText(error)
        self._error.setVisible(bool(error))
        control = self._control
        if control.hasFocus() and isinstance(control, QLineEdit | QSpinBox | QDoubleSpinBox):
            return
        control.blockSignals(True)
        _show(control, setting)
        control.blockSignals(False)

    def _connect(self) -> None:
        control = self._control
        if isinstance(control, Switch):
            control.clicked.connect(self._tell)
        elif isinstance(control, QComboBox):
            control.currentIndexChanged.connect(self._tell)
        else:
            control.editingFinished.connect(self._tell)

    def _tell(self) -> None:
        control = self._control
        if isinstance(control, Switch):
            self.changed.emit(self._key, control.isChecked())
        elif isinstance(control, QComboBox):
            self.changed.emit(self._key, control.currentText())
        elif isinstance(control, QLineEdit):
            self.changed.emit(self._key, control.text().strip())
        else:
            self.changed.emit(self._key, control.value())


def _control(theme: Theme, setting: SettingView) -> Control:
    control: Control
    if isinstance(setting.default, bool):
        return Switch(theme, setting.label)
    if setting.choices:
        control = Choice(theme, setting.label)
        control.addItems(list(setting.choices))
    elif isinstance(setting.default, int):
        control = QSpinBox()
        control.setRange(int(setting.minimum or 0), int(setting.maximum or _LARGEST))
    elif isinstance(setting.default, float):
        control = QDoubleSpinBox()
        control.setRange(setting.minimum or 0.0, setting.maximum or float(_LARGEST))
    else:
        control = QLineEdit()
    if isinstance(control, QSpinBox | QDoubleSpinBox):
        # The style sheet's padding does not reach the line inside.
        control.lineEdit().setTextMargins(Space.S + 1, 0, Space.S, 0)
    control.setFixedWidth(_WIDTH)
    control.setAccessibleName(setting.label)
    control.setAccessibleDescription(setting.help)
    return control


def _show(control: Control, setting: SettingView) -> None:
    value = setting.value
    if isinstance(control, Switch):
        control.setChecked(bool(value))
    elif isinstance(control, QComboBox):
        control.setCurrentText(str(value))
    elif isinstance(control, QSpinBox):
        control.setValue(int(value))
    elif isinstance(control, QDoubleSpinBox):
        control.setValue(float(value))
    else:
        control.setText(str(value))
