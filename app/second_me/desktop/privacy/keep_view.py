"""How long memories are kept: the rules that are set, and a new one with what it would do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from second_me.core.clock import Clock
from second_me.core.ids import RuleId, SourceId
from second_me.core.protocol.privacy import Effect, Rule, RuleView
from second_me.core.records import EventKind
from second_me.desktop import wording
from second_me.desktop.privacy.keep_rules import KeepRules
from second_me.desktop.privacy.layouts import left
from second_me.desktop.privacy.scope_fields import fill_sources
from second_me.desktop.session import Session
from second_me.desktop.theme import Space, Theme
from second_me.desktop.translation import tr, tr_count
from second_me.desktop.widgets import (
    Card,
    Choice,
    Icon,
    IconButton,
    Label,
    Line,
    PushButton,
    label,
)
from second_me.desktop.widgets.frames import clear

_YEAR = 365
_SPANS = (30, 90, 180, _YEAR, 2 * _YEAR, 5 * _YEAR, 10 * _YEAR, 0)


class KeepView(QWidget):
    """Shows a `KeepRules`. `outlived` asks to be shown all that no rule keeps any longer."""

    outlived = Signal()

    def __init__(self, theme: Theme, rules: KeepRules, session: Session, clock: Clock) -> None:
        super().__init__()
        self._theme = theme
        self._rules = rules
        self._session = session
        self._clock = clock
        self._shown: tuple[tuple[RuleView, ...], int] | None = None
        self._what = Choice(theme, tr("What the rule is for"))
        self._days = Choice(theme, tr("How long it is kept"))
        for days in _SPANS:
            self._days.addItem(span(days), days)
        self._days.setCurrentIndex(self._days.findData(_YEAR))
        for choice in (self._what, self._days):
            choice.currentIndexChanged.connect(self._think)
        self._effect = label("", "quiet")
        self._put = PushButton(tr("Set this rule"), "primary")
        self._put.clicked.connect(rules.put)
        self._list = Card(theme, spacing=Space.XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._list)
        column.addWidget(self._new_card())

    def refresh(self) -> None:
        """Show the rules, and what the one thought of would do."""
        kinds = [(wording.kind(kind), kind.value) for kind in EventKind]
        fill_sources(self._what, self._session, kinds)
        if self._rules.thought is None and self.isVisible():
            self._think()
        effect = self._rules.effect
        self._effect.setText(self._words(effect) if effect is not None else tr("Counting…"))
        self._put.setEnabled(effect is not None)
        now = (self._rules.rules, len(self._session.sources))
        if now != self._shown:
            self._shown = now
            self._show_rules()

    def _new_card(self) -> Card:
        card = Card(self._theme)
        card.column.addWidget(Label(tr("A new rule"), "heading"))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._what, 2)
        row.addWidget(self._days, 1)
        card.column.addLayout(row)
        card.column.addWidget(self._effect)
        card.column.addLayout(left(self._put))
        return card

    def _show_rules(self) -> None:
        column = self._list.column
        clear(column)
        column.addWidget(Label(tr("How long it is kept"), "heading"))
        rules = self._rules.rules
        words = (
            tr("What grows older than its rule is erased for good, once a day.")
            if rules
            else tr("No rule is set: all is kept until you erase it.")
        )
        column.addWidget(label(words, "quiet"))
        for view in rules:
            column.addWidget(Line())
            column.addWidget(self._line(view))
        if any(view.due for view in rules):
            show = PushButton(tr("Show all that would go now"))
            show.clicked.connect(self.outlived)
            column.addWidget(Line())
            column.addLayout(left(show))

    def _line(self, view: RuleView) -> QWidget:
        title = f"{self._name(view.rule)}: {span(view.rule.days)}"
        parts = []
        if view.rule.days:
            if view.due:
                parts.append(tr_count("1 would go now", "%n would go now", view.due))
            if view.next_at is not None and not view.due:
                when = wording.at(view.next_at, self._clock)
                parts.append(tr("the next one {when}").format(when=when))
            if view.acts_from > self._clock.now():
                when = wording.at(view.acts_from, self._clock)
                parts.append(tr("acts from {when}").format(when=when))
        text = QVBoxLayout()
        text.setSpacing(Space.HAIR)
        text.addWidget(label(title))
        if parts:
            text.addWidget(label(" · ".join(parts), "caption"))
        remove = IconButton(self._theme, "close", tr("Take this rule off"))
        remove.setProperty("rule", view.id)
        remove.clicked.connect(self._on_remove)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(Icon(self._theme, "history", "quiet", 20))
        row.addLayout(text, 1)
        row.addWidget(remove)
        return holder

    def _name(self, rule: Rule) -> str:
        parts = []
        if rule.source_id is not None:
            source = self._session.sources.get(rule.source_id)
            parts.append(source.name if source is not None else tr("A source"))
        if rule.kind is not None:
            parts.append(wording.kind(rule.kind))
        return ", ".join(parts)

    def _words(self, effect: Effect) -> str:
        if not effect.due:
            if effect.next_at is None:
                return tr("Nothing would go.")
            when = wording.at(effect.next_at, self._clock)
            return tr("Nothing would go now; the first one {when}.").format(when=when)
        words = tr("{count} would go for good, a day after the rule is set")
        said = words.format(count=wording.memories(effect.due))
        if effect.first_at is not None and effect.last_at is not None:
            said += tr(": from {first} to {last}").format(
                first=wording.at(effect.first_at, self._clock),
                last=wording.at(effect.last_at, self._clock),
            )
        return f"{said}."

    def _think(self) -> None:
        what, days = self._what.currentData(), self._days.currentData()
        if what is None or days is None:
            return
        if isinstance(what, str):
            self._rules.think(Rule(days=days, kind=EventKind(what)))
        else:
            self._rules.think(Rule(days=days, source_id=SourceId(what)))

    def _on_remove(self) -> None:
        sender = self.sender()
        if sender is not None:
            self._rules.remove(RuleId(sender.property("rule")))


def span(days: int) -> str:
    """Return how long a rule keeps what it is for."""
    if not days:
        return tr("kept for ever")
    if days % _YEAR == 0:
        return tr_count("kept for 1 year", "kept for %n years", days // _YEAR)
    return tr_count("kept for 1 day", "kept for %n days", days)
