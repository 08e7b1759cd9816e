"""How long memories are kept: the rules, and what one would do before it is set."""

from second_me.core.changes import Topic
from second_me.core.ids import RuleId
from second_me.core.protocol.privacy import (
    Effect,
    ListRules,
    PreviewRule,
    RemoveRule,
    Rule,
    Rules,
    RuleView,
    SetRule,
)
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part


class KeepRules(Part):
    """The rules that are set, and the one that is being thought of."""

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self.rules: tuple[RuleView, ...] = ()
        self.thought: Rule | None = None
        self.effect: Effect | None = None

    def refresh(self) -> None:
        """Ask for the rules, and anew for what the one thought of would do."""
        self._caller.call(ListRules(), self._on_rules, ignore)
        if self.thought is not None:
            self.think(self.thought)

    def forget(self) -> None:
        self.hush()
        self.rules = ()
        self.thought = self.effect = None

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and Topic.RETENTION in push.changes.topics:
            self.on_stale()

    def think(self, rule: Rule) -> None:
        """Ask what a rule would do; `effect` follows."""
        if rule != self.thought:
            self.effect = None
        self.thought = rule

        def done(effect: Effect) -> None:
            if rule == self.thought:  # else the answer comes too late
                self.effect = effect
                self.on_change()

        self._ask(PreviewRule(rule=rule), done)

    def put(self) -> None:
        """Set the rule that was thought of."""
        if self.thought is not None:
            self._guarded(SetRule(rule=self.thought), self._on_changed)

    def remove(self, id_: RuleId) -> None:
        """Take a rule off: what it would have erased is kept."""
        self._ask(RemoveRule(id=id_), self._on_changed)

    def _on_rules(self, rules: Rules) -> None:
        self.rules = rules.rules
        self.on_change()

    def _on_changed(self, _done: object) -> None:
        self.refresh()
