"""Who did what and when, from the audit: ids and counts, never content."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.audit import AuditLine
from second_me.desktop import wording
from second_me.desktop.privacy.trail import Trail
from second_me.desktop.theme import Space, Theme, Type
from second_me.desktop.translation import tr
from second_me.desktop.widgets import (
    Card,
    Choice,
    GroupedRows,
    Icon,
    Label,
    LongList,
    PushButton,
    label,
)
from second_me.desktop.widgets.lines import paint_line, sized

_ROW = 44
_HEIGHT = 420
_TIME = 168


class Activity(QWidget):
    """Shows the audit's lines, newest first, and whether it is whole."""

    def __init__(self, theme: Theme, trail: Trail, clock: Clock) -> None:
        super().__init__()
        self._theme = theme
        self._trail = trail
        self._clock = clock
        self._icon = Icon(theme, "shield", "quiet", 20)
        self._words = label("", "quiet")
        self._verify = PushButton(tr("Check it"), theme=theme, icon="shield")
        self._verify.clicked.connect(trail.verify)
        self.list = LongList(theme, tr("Activity"), paint_row=self._paint_row, words=self._line)
        self.list.setMinimumHeight(_HEIGHT)
        self.list.scrolled.connect(self._on_scrolled)
        self._shown: tuple[AuditLine, ...] = ()
        self._programs: tuple[str, ...] = ()
        self._who = Choice(theme, tr("Which program's"))
        self._who.addItem(tr("Every program"), "")
        self._who.currentIndexChanged.connect(self._on_who)
        card = Card(theme)
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(Label(tr("Who did what"), "heading"))
        text.addWidget(self._words)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)
        row.addWidget(self._who)
        row.addWidget(self._verify)
        card.column.addLayout(row)
        card.column.addWidget(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 1)

    def refresh(self) -> None:
        """Show the entries as they stand."""
        trail = self._trail
        sound = trail.sound
        count = wording.number(trail.total)
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
        if trail.programs != self._programs:
            for program in trail.programs:
                if program not in self._programs:
                    self._who.addItem(program, program)
            self._programs = trail.programs
        if trail.lines != self._shown:
            self._shown = trail.lines
            self.list.show_rows(GroupedRows((len(trail.lines),), _ROW))

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

    def _on_who(self) -> None:
        self._trail.choose(self._who.currentData())

    def _on_scrolled(self) -> None:
        if self._shown and self.list.visible_rows()[1] >= len(self._shown):
            self._trail.more()


def action(line: AuditLine) -> str:
    """Return what an entry tells in words."""
    known = {
        "ask.start": tr("Asked"),
        "audit.examine": tr("Examined what memory holds"),
        "conversations.get": tr("Looked at an earlier question"),
        "conversations.list": tr("Looked through earlier questions"),
        "episodes.get": tr("Looked at an episode"),
        "episodes.list": tr("Looked through episodes"),
        "erase.plan": tr("Looked at what erasing would take away"),
        "erase.start": tr("Erased for good"),
        "events.around": tr("Looked at what stands around a memory"),
        "events.get": tr("Looked at memories"),
        "events.list": tr("Looked through memories"),
        "export.plan": tr("Looked at what an export would hold"),
        "export.take_in": tr("Took an export in"),
        "export.write": tr("Exported"),
        "facts.confirm": tr("Confirmed a fact"),
        "facts.correct": tr("Corrected a fact"),
        "facts.list": tr("Looked at facts"),
        "fill.approve": tr("Filled a form"),
        "fill.plan": tr("Prepared the filling of a form"),
        "graph.get": tr("Looked at the graph"),
        "import.start": tr("Began an import"),
        "import.undo": tr("Took an import out again"),
        "memory.add": tr("Remembered something"),
        "models.download": tr("Fetched a model over the network"),
        "people.list": tr("Looked through people"),
        "people.part": tr("Looked at a person"),
        "privacy.confirm": tr("Confirmed by passphrase"),
        "privacy.page": tr("Showed all that is known on one page"),
        "profile.get": tr("Looked at a person's details"),
        "recall.search": tr("Searched"),
        "retention.remove": tr("Took off a rule of keeping"),
        "retention.set": tr("Set a rule of keeping"),
        "reviews.answer": tr("Decided a review"),
        "fill.decline": tr("Declined filling a form"),
        "fill.filled": tr("A form was filled"),
        "fill.undo": tr("Took a filled form back"),
        "fill.waiting": tr("Looked at a form's plan"),
        "fill.find": tr("Looked for a field to copy"),
        "fill.keep": tr("Kept what was typed into a form, for review"),
        "fill.rule": tr("Said what holds for a site"),
        "fill.forget": tr("Erased the history of filling"),
        "reviews.list": tr("Looked through reviews"),
        "settings.set": tr("Changed a setting"),
        "slot.add": tr("Added a way to unlock"),
        "slot.change_passphrase": tr("Changed the passphrase"),
        "slot.remove": tr("Took off a way to unlock"),
        "slot.renew_recovery": tr("Made a new recovery code"),
        "timeline.days": tr("Looked through the timeline"),
        "timeline.stretch": tr("Looked through the timeline"),
        "vault.backup": tr("Made a backup"),
        "vault.change_key": tr("Encrypted it under another key"),
        "vault.check_backup": tr("Tried a backup out"),
        "vault.lock": tr("Locked"),
        "vault.move_backups": tr("Moved the backups"),
        "vault.restore": tr("Restored a backup"),
        "vault.salvage": tr("Saved what could be read of a damaged vault"),
        "vault.unlock": tr("Unlocked"),
    }
    words = known.get(line.action) or line.action.replace(".", ": ").replace("_", " ")
    times = line.counts.get("times", 1)
    if times > 1:
        words = tr("{what}, {times} times").format(what=words, times=times)
    if line.ids:
        words += f" · {wording.memories(len(line.ids))}"
    return words
