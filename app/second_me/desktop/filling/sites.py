"""What the person said of sites, and the forms that were filled."""

from collections.abc import Callable

from second_me.core.changes import Topic
from second_me.core.protocol.fill import (
    Filling,
    Fillings,
    ForgetFillings,
    ListFillings,
    ListRules,
    Rule,
    SetRule,
    SiteRule,
    SiteRules,
)
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part

_MOST = 1000


class Sites(Part):
    """Keeps both lists. `watchers` follow each change: two pages show them."""

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self.watchers: list[Callable[[], None]] = []
        self.on_change = self._told
        self._clear()

    def _clear(self) -> None:
        self.loaded = False
        self.hush()
        self.rules: tuple[SiteRule, ...] = ()
        self.fillings: tuple[Filling, ...] = ()

    def refresh(self) -> None:
        self._caller.call(ListRules(), self._on_rules, self._on_error)
        self._caller.call(ListFillings(limit=_MOST), self._on_fillings, ignore)

    def forget(self) -> None:
        """Drop all that memory holds."""
        self._clear()
        self._told()

    def on_push(self, push: PushParams) -> None:
        shows = {Topic.FILL, Topic.ERASURES}
        if isinstance(push, Changed) and self.loaded and push.changes.topics & shows:
            self.refresh()

    def take_back(self, rule: SiteRule) -> None:
        """Let a site be as if nothing had been said of it."""
        request = SetRule(site=rule.site, rule=Rule.ALLOW, kind=rule.kind)
        self._caller.call(request, ignore, self._on_error)

    def erase(self, origin: str = "") -> None:
        """Erase the history of a site, or all of it."""
        self._caller.call(ForgetFillings(origin=origin), ignore, self._on_error)

    def _on_rules(self, rules: SiteRules) -> None:
        self.loaded = True
        self.rules = rules.rules
        self._told()

    def _on_fillings(self, fillings: Fillings) -> None:
        self.fillings = fillings.fillings
        self._told()

    def _told(self) -> None:
        for watcher in self.watchers:
            watcher()
