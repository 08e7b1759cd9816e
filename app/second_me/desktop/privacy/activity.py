"""Who did what and when, from the audit: ids and counts, never content."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.audit import AuditLine
from second_me.desktop import wording
from second_me.desktop.privacy.care import Care
from second_me.desktop.theme import Space, Theme, Type
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Card, GroupedRows, Icon, Label, LongList, PushButton, label
from second_me.desktop.widgets.lines import paint_line, sized

_ROW = 44
_HEIGHT = 420
_TIME = 168


class Activity(QWidget):
    """Shows the audit's lines, newest first, and whether it is whole."""

    def __init__(self, theme: Theme, care: Care, clock: Clock) -> None:
        super().__init__()
        self._theme = theme
        self._care = care
        self._clock = clock
        self._icon = Icon(theme, "shield", "quiet", 20)
        self._words = label("", "quiet")
        self._verify = PushButton(tr("Check it"), theme=theme, icon="shield")
        self._verify.clicked.connect(care.verify)
        self.list = LongList(theme, tr("Activity"), paint_row=self._paint_row, words=self._line)
        self.list.setMinimumHeight(_HEIGHT)
        self.list.scrolled.connect(self._on_scrolled)
        self._shown: tuple[AuditLine, ...] = ()
        card = Card(theme)
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(Label(tr("Who did what"), "heading"))
        text.addWidget(self._words)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        row.addWidget(self._verify)
        card.column.addLayout(row)
        card.column.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 1)

    def refresh(self) -> None:
        """Show the entries as they stand."""
        care = self._care
        sound = care.sound
        count = wording.number(care.total)
        if sound is None:
            words = tr("{count} entries, each chained to the one before. No content, ever.")
            self._words.setText(words.format(count=count))
            self._icon.show_icon("shield", "quiet")
        else:
            whole, broken = (
                tr("Whole: none of {count} entries is changed or missing."),
                tr("An entry was changed or is missing."),
            )
            self._words.setText((whole if sound.sound else broken).format(count=count))
            self._icon.show_icon(*(("good", "good") if sound.sound else ("problem", "problem")))
        if care.lines != self._shown:
            self._shown = care.lines
            self.list.show_rows(GroupedRows((len(care.lines),), _ROW))

    def _paint_row(self, painter: QPainter, rect: QRect, row: int) -> None:
        line = self._shown[row]
        colours = self._theme.palette
        inside = rect.adjusted(Space.L + Space.XS, 0, -Space.L, 0)
        body, caption = sized(self.font(), Type.BODY), sized(self.font(), Type.CAPTION)
        when = QRect(inside.left(), inside.top(), _TIME, inside.height())
        paint_line(painter, when, wording.at(line.at, self._clock), caption, colours.quiet)
        left = inside.left() + _TIME
        words = QRect(left, inside.top(), (inside.right() - left) * 2 // 3, inside.height())
        paint_line(painter, words, action(line), body, colours.text)
        who = QRect(words.right(), inside.top(), inside.right() - words.right(), inside.height())
        paint_line(painter, who, line.program, caption, colours.quiet)

    def _line(self, row: int) -> str:
        line = self._shown[row]
        return f"{wording.at(line.at, self._clock)}, {action(line)}, {line.program}"

    def _on_scrolled(self) -> None:
        if self._shown and self.list.visible_rows()[1] >= len(self._shown):
            self._care.more_lines()


def action(line: AuditLine) -> str:
    """Return what an entry tells in words."""
    known = {
        "recall.search": tr("Searched"),
        "ask.start": tr("Asked"),
        "memory.add": tr("Remembered something"),
        "import.start": tr("Began an import"),
        "import.undo": tr("Took an import out again"),
        "events.get": tr("Looked at memories"),
        "events.around": tr("Looked at what stands around a memory"),
        "events.list": tr("Looked through memories"),
        "timeline.stretch": tr("Looked through the timeline"),
        "facts.list": tr("Looked at facts"),
        "vault.unlock": tr("Unlocked"),
        "vault.lock": tr("Locked"),
        "vault.backup": tr("Made a backup"),
        "erase.start": tr("Erased for good"),
        "export.write": tr("Exported"),
        "models.download": tr("Fetched a model over the network"),
        "settings.set": tr("Changed a setting"),
        "reviews.answer": tr("Decided a review"),
    }
    words = known.get(line.action) or line.action.replace(".", ": ").replace("_", " ")
    times = line.counts.get("times", 1)
    if times > 1:
        words = tr("{what}, {times} times").format(what=words, times=times)
    if line.ids:
        words += f" · {wording.memories(len(line.ids))}"
    return words
