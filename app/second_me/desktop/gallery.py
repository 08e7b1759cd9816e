"""Every component in each of its states: `second-me window --gallery`."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from second_me.core.paths import packaged
from second_me.desktop.theme import Space, Theme, ThemeChoice
from second_me.desktop.theme.palettes import contrast
from second_me.desktop.widgets import (
    Avatar,
    Callout,
    Card,
    Choice,
    ChoiceButton,
    EmptyState,
    GroupedRows,
    Icon,
    IconButton,
    KeyHint,
    Label,
    Line,
    LongList,
    PageHead,
    PushButton,
    Reading,
    SearchField,
    SecretField,
    Segments,
    Switch,
    label,
)
from second_me.desktop.widgets.labels import repolish

_ICONS_A_ROW = 12
_COLOURS_A_ROW = 6
_ROLES = ("display", "title", "heading", "lead", "", "quiet", "caption", "over", "stat", "code")
_INKS = ("text", "quiet", "accent", "good", "notice", "problem")
_GROUNDS = ("window", "rail", "surface", "raised", "hover", "accent_soft")


class Gallery(QWidget):
    """The one page of the gallery; its words are for those who build the window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setWindowTitle("Second Me: components")
        self._theme = theme
        self._reading = Reading(width=960, spacing=Space.M)
        head = PageHead("Components", "Each in every state, as the theme draws it now.")
        schemes = Segments("Scheme", [("light", "Light"), ("dark", "Dark")])
        schemes.choose(theme.palette.name)
        schemes.chosen.connect(self._on_scheme)
        head.buttons.addWidget(schemes)
        self._reading.column.addWidget(head)
        for title, parts in (
            ("Letters", self._letters()),
            ("Colours", self._colours()),
            ("Buttons", self._buttons()),
            ("Fields", self._fields()),
            ("Frames", self._frames()),
            ("Lists", self._lists()),
            ("Icons", self._icons()),
        ):
            card = Card(theme, spacing=Space.M)
            card.column.addWidget(Label(title, "heading"))
            for part in parts:
                card.column.addWidget(part)
            self._reading.column.addWidget(card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._reading)
        for callout in self.findChildren(Callout):
            callout.show()

    def height_of_all(self) -> int:
        """Return how tall the page is when nothing of it has to be scrolled to."""
        content = self._reading.widget()
        assert content is not None
        return max(content.heightForWidth(content.width()), content.sizeHint().height())

    def _on_scheme(self, key: str) -> None:
        self._theme.choose(ThemeChoice(key))

    def _letters(self) -> list[QWidget]:
        return [label(f"{role or 'body'}: The lake lay still.", role) for role in _ROLES]

    def _colours(self) -> list[QWidget]:
        grid = QGridLayout()
        grid.setSpacing(Space.S)
        colours = self._theme.palette
        for row, ground in enumerate(_GROUNDS):
            for place, ink in enumerate(_INKS):
                one, other = getattr(colours, ink), getattr(colours, ground)
                sample = Label(f"{ink} {contrast(one, other):.1f}")
                sample.setStyleSheet(f"color: {one}; background: {other}; padding: 6px;")
                sample.setToolTip(f"{ink} on {ground}")
                grid.addWidget(sample, row, place)
        hues = _row(*(Avatar(self._theme, name, 32) for name in _NAMES))
        return [_holding(grid), hues]

    def _buttons(self) -> list[QWidget]:
        theme = self._theme
        rows = []
        for kind in ("primary", "", "quiet", "danger", "chip"):
            named = kind or "plain"
            made = [PushButton(f"{named} {state}", kind) for state in ("rest", "focus", "off")]
            made[2].setEnabled(False)
            with_icon = PushButton(named, kind, theme=theme, icon="check")
            rows.append(_row(*made, with_icon))
        checked = PushButton("chip taken", "chip")
        checked.setCheckable(True)
        checked.setChecked(True)
        tools = [IconButton(theme, name, name) for name in ("copy", "edit", "erase")]
        tools[1].setCheckable(True)
        tools[1].setChecked(True)
        tools[2].setEnabled(False)
        inline = IconButton(theme, "history", "inline", kind="inline", text="inline")
        segments = Segments("Segments", [("a", "Years"), ("b", "Episodes"), ("c", "Moments")])
        choice = ChoiceButton(theme, "sample", "A large choice", "With a line that explains it.")
        rows += [_row(checked, *tools, inline, KeyHint("A"), KeyHint("Ctrl K"), segments), choice]
        return rows

    def _fields(self) -> list[QWidget]:
        theme = self._theme
        wrong, off = QLineEdit("not a date"), QLineEdit("cannot be changed")
        wrong.setProperty("wrong", True)
        repolish(wrong)
        off.setEnabled(False)
        for field, name in ((wrong, "Wrong"), (off, "Off")):
            field.setAccessibleName(name)
        choice = Choice(theme, "Choice")
        choice.addItems(["One of these", "Another"])
        switch = Switch(theme, "Switch")
        switch.setChecked(True)
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setValue(40)
        bar.setAccessibleName("Progress")
        return [
            _row(SearchField(theme, "Search"), SecretField(theme, "Passphrase")),
            _row(wrong, off),
            _row(choice, Switch(theme, "Off"), switch, Label("tag", "tag"), Label("3", "number")),
            bar,
        ]

    def _frames(self) -> list[QWidget]:
        theme = self._theme
        return [
            Callout(theme, "A calm word: nothing is lost.", "calm"),
            Callout(theme, "A notice: the last backup is nine days old."),
            Callout(theme, "A problem: the file ended in the middle.", "problem"),
            Line(),
            EmptyState(theme, "timeline", "Nothing here yet", "Why, and what to do about it."),
        ]

    def _lists(self) -> list[QWidget]:
        shown = LongList(
            self._theme,
            "A list of a million rows",
            paint_row=self._paint_row,
            words=lambda row: f"Row {row + 1}",
            head=lambda group: f"Group {group + 1}",
        )
        shown.setFixedHeight(200)
        shown.show_rows(GroupedRows([1000] * 1000, 36, 28))
        shown.make_current(1)
        return [shown]

    def _paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        words = rect.adjusted(Space.XL, 0, -Space.XL, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, f"Row {row + 1:,}")

    def _icons(self) -> list[QWidget]:
        grid = QGridLayout()
        grid.setSpacing(Space.M)
        names = sorted(path.stem for path in (packaged("resources") / "icons").glob("*.svg"))
        for place, name in enumerate(names):
            picture = Icon(self._theme, name, "text", 24)
            picture.setToolTip(name)
            caption = Label(name, "caption")
            cell = QVBoxLayout()
            cell.setSpacing(Space.XS)
            cell.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
            cell.addWidget(caption, 0, Qt.AlignmentFlag.AlignHCenter)
            grid.addLayout(cell, place // _ICONS_A_ROW, place % _ICONS_A_ROW)
        return [_holding(grid)]


_NAMES = ("Mara Lind", "Lena", "Jonas Weber", "Dr. Novak", "Ida", "Tom", "Aunt Rosa", "李 娜")


def _row(*parts: QWidget) -> QWidget:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    for part in parts:
        row.addWidget(part, 1 if isinstance(part, QLineEdit | SecretField) else 0)
    if not any(isinstance(part, QLineEdit | SecretField) for part in parts):
        row.addStretch(1)
    return _holding(row)


def _holding(layout: QGridLayout | QHBoxLayout) -> QWidget:
    holder = QWidget()
    layout.setContentsMargins(0, 0, 0, 0)
    holder.setLayout(layout)
    return holder
