"""The style sheet, written from tokens and a palette.

Widgets ask for their look by dynamic properties (`kind`, `role`), never by colours.
"""

from string import Template

import msgspec

from second_me.desktop.theme.palettes import Palette
from second_me.desktop.theme.tokens import Measure, Radius, Space, Type

_TEXT = """
* { outline: none; }
QWidget { color: $text; font-size: ${body}px; }
QMainWindow, QDialog, QWidget[role="page"] { background: $window; }
QLabel { background: transparent; }
QLabel[role="display"] { font-size: ${display}px; font-weight: 600; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="heading"] { font-size: ${body}px; font-weight: 600; }
QLabel[role="lead"] { font-size: ${lead}px; color: $quiet; }
QLabel[role="quiet"] { color: $quiet; }
QLabel[role="caption"] { color: $quiet; font-size: ${caption}px; }
QLabel[role="problem"] { color: $problem; font-size: ${small}px; }
QLabel[role="notice"] { color: $notice; font-size: ${small}px; }
QLabel[role="good"] { color: $good; font-size: ${small}px; }
QLabel[role="code"] {
  font-family: "JetBrains Mono", "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace;
  font-size: ${title}px; font-weight: 600;
}
QLabel[role="number"] {
  background: $accent_soft; color: $on_accent_soft; border-radius: 10px;
  font-size: ${caption}px; font-weight: 600; min-width: 20px; min-height: 20px;
  max-height: 20px; padding: 0;
}
QLabel[role="number"][chosen="true"] { background: $accent; color: $on_accent; }
QLabel[role="tag"] {
  background: $hover; color: $text; border-radius: 4px; font-size: ${caption}px; padding: 2px 6px;
}
QLabel[role="key"] {
  background: $window; color: $quiet; border: 1px solid $line; border-radius: 4px;
  font-size: ${caption}px; font-weight: 600; padding: 1px 6px;
}
QLabel[role="stat"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="over"] { color: $quiet; font-size: ${caption}px; font-weight: 600; }
QToolTip {
  background: $raised; color: $text; border: 1px solid $line; padding: ${xs}px ${s}px;
  font-size: ${caption}px;
}
"""

_BUTTONS = """
QPushButton {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius_m}px;
  padding: 7px 14px; min-height: 20px; font-weight: 500;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton:disabled { color: $edge; background: $window; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed { background: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled {
  background: $pressed; color: $quiet; border-color: $pressed;
}
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[kind="quiet"]:hover { background: $hover; color: $text; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; }
QPushButton[kind="quiet"]:disabled { color: $edge; }
QPushButton[kind="danger"] { color: $problem; border-color: $problem; }
QPushButton[kind="danger"]:disabled { color: $edge; border-color: $line; }
QPushButton[kind="danger"]:hover { background: $problem_soft; color: $on_problem_soft; }
QPushButton[kind="segment"] {
  background: transparent; border: 2px solid transparent; border-radius: ${radius_s}px;
  padding: 4px 12px; color: $quiet;
}
QPushButton[kind="segment"]:hover { color: $text; background: $hover; }
QPushButton[kind="segment"]:checked { background: $raised; color: $text; border-color: $raised; }
QPushButton[kind="segment"]:focus { border-color: $accent; }
QPushButton[kind="chip"] {
  background: $raised; border: 1px solid $edge; border-radius: 12px; padding: 3px 11px;
  font-weight: 400; min-height: 18px;
}
QPushButton[kind="chip"]:hover { background: $hover; }
QPushButton[kind="chip"]:checked {
  background: $accent_soft; color: $on_accent_soft; border-color: $accent;
}
QPushButton[kind="chip"]:focus { border: 2px solid $accent; padding: 2px 10px; }
QPushButton[kind="suggestion"] {
  background: $raised; border: 1px solid $line; border-radius: ${radius_l}px; color: $text;
  text-align: left; padding: 11px 15px; font-weight: 400;
}
QPushButton[kind="suggestion"]:hover { border-color: $accent; background: $raised; }
QPushButton[kind="suggestion"]:focus { border: 2px solid $accent; padding: 10px 14px; }
QPushButton[kind="choice"] {
  background: $raised; border: 1px solid $line; border-radius: ${radius_l}px;
  text-align: left; padding: 0; font-weight: 400;
}
QPushButton[kind="choice"]:hover { border-color: $accent; }
QPushButton[kind="choice"]:focus { border: 2px solid $accent; }
QToolButton {
  background: transparent; border: 2px solid transparent; border-radius: ${radius_s}px;
  padding: 4px; color: $quiet;
}
QToolButton:hover { background: $hover; color: $text; }
QToolButton:pressed { background: $pressed; }
QToolButton:checked { background: $accent_soft; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $edge; }
QToolButton[kind="send"] { background: $accent; border-color: $accent; padding: 4px; }
QToolButton[kind="send"]:hover { background: $accent_hover; border-color: $accent_hover; }
QToolButton[kind="send"]:focus { border-color: $text; }
QToolButton[kind="send"]:disabled { background: $pressed; border-color: $pressed; }
QToolButton[kind="inline"] {
  color: $quiet; padding: 2px 6px 2px 0; min-height: 20px; font-size: ${small}px;
}
QPushButton[kind="rail"] {
  background: transparent; border: 2px solid transparent; border-radius: ${radius_m}px;
  text-align: left; padding: 6px 8px; color: $text; font-weight: 500;
}
QPushButton[kind="rail"]:hover { background: $hover; }
QPushButton[kind="rail"]:checked { background: $accent_soft; color: $on_accent_soft; }
QPushButton[kind="rail"]:focus { border-color: $accent; }
"""

_INPUTS = """
QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius_m}px;
  padding: 7px 10px; min-height: 20px;
  selection-background-color: $selection; selection-color: $on_selection;
}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
  border: 2px solid $accent; padding: 6px 9px;
}
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: $edge; border-color: $line; }
QLineEdit[wrong="true"] { border-color: $problem; }
QFrame[role="composer"] {
  background: $surface; border: 1px solid $edge; border-radius: ${radius_l}px;
}
QFrame[role="composer"][focused="true"] { border: 2px solid $accent; }
QFrame[role="composer"] QPlainTextEdit { border: none; padding: 0; background: transparent; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {
  border: none; padding: 0; min-height: 0; background: transparent;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QTextBrowser { background: transparent; border: none; padding: 0; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: none; width: 0; }
QComboBox QAbstractItemView {
  background: $raised; color: $text; border: 1px solid $line;
  selection-background-color: $accent_soft; selection-color: $on_accent_soft;
}
QCheckBox { spacing: ${s}px; padding: 4px; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus { border-color: $accent; }
"""

_SURFACES = """
QWidget[role="rail"] { background: $rail; }
QFrame[role="segments"] { background: $rail; border-radius: ${radius_m}px; }
QFrame[role="list"] { background: $window; border-right: 1px solid $line; }
QFrame[role="slot"] {
  background: $raised; border: 1px solid $line; border-radius: ${radius_m}px;
}
QFrame[role="old"] { background: $window; border: 1px solid $line; border-radius: ${radius_m}px; }
QFrame[role="new"] {
  background: $accent_soft; border: 1px solid $accent; border-radius: ${radius_m}px;
}
QFrame[role="new"] QLabel { color: $on_accent_soft; }
QFrame[role="pane"] { background: $window; border-left: 1px solid $line; }
QFrame[role="card"] { background: $raised; border: 1px solid $line; border-radius: ${radius_l}px; }
QFrame[role="drop"] {
  background: $surface; border: 2px dashed $edge; border-radius: ${radius_l}px;
}
QFrame[role="drop"][over="true"] { background: $accent_soft; border-color: $accent; }
QFrame[role="banner"] { background: $notice_soft; border-bottom: 1px solid $line; }
QFrame[role="banner"] QLabel { color: $on_notice_soft; }
QFrame[role="callout"] { background: $notice_soft; border-radius: ${radius_m}px; }
QFrame[role="callout"] QLabel { color: $on_notice_soft; }
QFrame[role="callout"][level="problem"] { background: $problem_soft; }
QFrame[role="callout"][level="problem"] QLabel { color: $on_problem_soft; }
QFrame[role="callout"][level="calm"] { background: $accent_soft; }
QFrame[role="callout"][level="calm"] QLabel { color: $on_accent_soft; }
QFrame[role="why"] { background: $window; border-radius: ${radius_m}px; }
QFrame[role="line"] { background: $line; max-height: 1px; min-height: 1px; border: none; }
QFrame[role="popup"] { background: $raised; border: 1px solid $edge; border-radius: ${radius_l}px; }
QFrame[role="popup"] QLineEdit {
  border: none; background: transparent; font-size: ${lead}px; padding: 8px 0;
}
QScrollArea, QScrollArea > QWidget > QWidget[role="content"] {
  background: transparent; border: none;
}
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar::handle:vertical { background: $pressed; border-radius: 3px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle:horizontal { background: $pressed; border-radius: 3px; min-width: 32px; }
QProgressBar {
  background: $pressed; border: none; border-radius: 3px; max-height: 6px; min-height: 6px;
}
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QListView { background: transparent; border: none; }
QMenu { background: $raised; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 20px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $on_accent_soft; }
QMenu::item:disabled { color: $quiet; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QSplitter::handle { background: $line; }
"""


def style_sheet(palette: Palette) -> str:
    """Return the application's style sheet in the colours of `palette`."""
    values = {
        **msgspec.structs.asdict(palette),
        "xs": Space.XS,
        "s": Space.S,
        "caption": Type.CAPTION,
        "small": Type.SMALL,
        "body": Type.BODY,
        "lead": Type.LEAD,
        "title": Type.TITLE,
        "display": Type.DISPLAY,
        "control": Measure.CONTROL,
        "radius_s": Radius.SMALL,
        "radius_m": Radius.MEDIUM,
        "radius_l": Radius.LARGE,
    }
    return Template(_TEXT + _BUTTONS + _INPUTS + _SURFACES).substitute(values)
