"""The controls that settings are changed with."""

import pytest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from second_me.core.protocol.system import SettingView
from second_me.desktop.settings.editors import SettingRow
from second_me.desktop.theme import Theme
from second_me.desktop.widgets import Switch


def setting(value, **values) -> SettingView:
    known = {"key": "a.b", "label": "A setting", "help": "What it is for."}
    return SettingView(**{**known, "value": value, "default": value, **values})


@pytest.mark.parametrize(
    ("view", "kind"),
    [
        (setting(True), Switch),
        (setting("one", choices=("one", "two")), QComboBox),
        (setting(7, minimum=0, maximum=10), QSpinBox),
        (setting(0.5, minimum=0, maximum=1), QDoubleSpinBox),
        (setting("words"), QLineEdit),
    ],
    ids=["bool", "choices", "int", "float", "str"],
)
def test_the_control_fits_the_type_and_shows_the_value(
    theme: Theme, qtbot: QtBot, view: SettingView, kind: type
):
    row = SettingRow(theme, view)
    qtbot.addWidget(row)
    row.show()
    control = row._control
    assert isinstance(control, kind)
    assert control.accessibleName() == "A setting"
    if isinstance(control, QSpinBox | QDoubleSpinBox):
        # A style sheet can leave a number no room to be seen in.
        assert control.lineEdit().width() > control.width() / 2
        assert control.lineEdit().text().startswith(str(view.value))


def test_what_is_being_typed_is_not_replaced(theme: Theme, qtbot: QtBot):
    row = SettingRow(theme, setting("before"))
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    control = row._control
    assert isinstance(control, QLineEdit)
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    control.setText("half a wo")
    row.refresh(setting("from elsewhere"), "")
    assert control.text() == "half a wo"
    control.clearFocus()
    row.refresh(setting("from elsewhere"), "")
    assert control.text() == "from elsewhere"


def test_a_change_names_its_setting(theme: Theme, qtbot: QtBot):
    row = SettingRow(theme, setting(7, minimum=0, maximum=10))
    qtbot.addWidget(row)
    changes: list[tuple[str, object]] = []
    row.changed.connect(lambda key, value: changes.append((key, value)))
    control = row._control
    assert isinstance(control, QSpinBox)
    control.setValue(9)
    control.editingFinished.emit()
    assert changes == [("a.b", 9)]
