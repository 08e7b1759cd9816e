"""What an erasure would take away, before it does."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.protocol.erase import Plan, Reason, StoreCount
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.privacy.erasing import Erasing
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr
from second_me.desktop.widgets import Card, Label, Line, PushButton, label
from second_me.desktop.widgets.frames import clear

_WORDS = 160


class PlanCard(Card):
    """Shows the plan of an `Erasing`, and the button that carries it out."""

    def __init__(self, theme: Theme, erasing: Erasing, clock: Clock) -> None:
        super().__init__(theme)
        self._erasing = erasing
        self._clock = clock
        self._shown: Plan | None = None
        self.hide()

    def refresh(self) -> None:
        """Show the plan, if there is one."""
        plan = self._erasing.plan
        self.setVisible(plan is not None)
        if plan is not None and plan is not self._shown:
            clear(self.column)
            self._show(plan)
        self._shown = plan

    def _show(self, plan: Plan) -> None:
        if plan.empty:
            self.column.addWidget(Label(tr("There is nothing of that."), "heading"))
            self.column.addWidget(self._buttons(empty=True))
            return
        words = tr("{count} would go for good").format(count=wording.memories(plan.events))
        self.column.addWidget(Label(words, "title"))
        if plan.first_at is not None and plan.last_at is not None:
            span = tr("from {first} to {last}").format(
                first=wording.at(plan.first_at, self._clock),
                last=wording.at(plan.last_at, self._clock),
            )
            self.column.addWidget(label(span, "quiet"))
        for sample in plan.samples:
            text = " ".join(plain(sample.text).split())
            shown = text if len(text) <= _WORDS else text[:_WORDS].rstrip() + "…"
            author = f"{plain(sample.author)}: " if sample.author else ""
            self.column.addWidget(label(f"“{author}{shown}”", "quiet"))
        for title, lines in (
            (tr("What was drawn from it goes too"), plan.derived),
            (tr("What stays, since other memories show it as well"), plan.stays),
        ):
            told = _counts(lines)
            if told:
                self.column.addWidget(Line())
                self.column.addWidget(Label(title, "over"))
                self.column.addWidget(label(told))
        self._reasons(tr("Copies in backups"), plan.backups)
        self._reasons(tr("What cannot be reached from here"), plan.unreachable)
        self.column.addWidget(self._buttons(empty=False))

    def _reasons(self, title: str, reasons: tuple[Reason, ...]) -> None:
        if reasons:
            self.column.addWidget(Line())
            self.column.addWidget(Label(title, "over"))
            for reason in reasons:
                self.column.addWidget(label(reason.what, "quiet"))

    def _buttons(self, *, empty: bool) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, Space.S, 0, 0)
        row.setSpacing(Space.S)
        keep = PushButton(tr("Keep it all"))
        keep.clicked.connect(self._erasing.drop_plan)
        if not empty:
            go = PushButton(tr("Erase for good"), "danger", theme=self._theme, icon="erase")
            go.clicked.connect(self._erasing.erase)
            row.addWidget(go)
        row.addWidget(keep)
        row.addStretch(1)
        return holder


def _counts(lines: tuple[StoreCount, ...]) -> str:
    named = {
        "facts": tr("facts"),
        "episodes": tr("episodes"),
        "entities": tr("people and things"),
        "relations": tr("relations"),
        "vectors": tr("vectors"),
        "reviews": tr("reviews"),
        "revisions": tr("versions"),
        "conversations": tr("questions and answers"),
    }
    parts = [
        f"{wording.number(line.count)} {named.get(line.store, line.store.replace('_', ' '))}"
        for line in lines
        if line.count
    ]
    return " · ".join(parts)
