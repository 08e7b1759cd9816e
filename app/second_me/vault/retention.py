"""How long events are kept: rules by source and kind, and what they keep no longer.

An event's age counts from when it happened; if nobody knows when that was, from when it came in.
"""

import builtins
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from second_me.core.clock import Precision, Timestamp
from second_me.core.errors import PersonFault
from second_me.core.ids import RuleId
from second_me.core.protocol.privacy import Effect, Rule, RuleView
from second_me.vault.connection import Connection
from second_me.vault.settings import Settings
from second_me.vault.units import Units

DAY: Final = 86_400_000
LONGEST_DAYS: Final = 36_500
_KEY: Final = "retention.rules"
_AGE: Final = f"CASE precision WHEN '{Precision.UNKNOWN.value}' THEN received_at ELSE at END"


class _Stored(msgspec.Struct, frozen=True, kw_only=True):
    id: RuleId
    rule: Rule
    set_at: Timestamp


class Retention:
    """Rules, kept among the settings: they hold numbers and kinds alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._settings = Settings(connection)

    def list(self, now: Timestamp) -> builtins.list[RuleView]:
        """Return the rules with what each would erase now."""
        stored = self._rules()
        return [self._view(one, stored, now) for one in stored]

    def preview(self, rule: Rule, now: Timestamp) -> Effect:
        """Return what a rule would do in the place of one for the same source and kind."""
        self._check(rule)
        return self._effect(rule, [*self._others(rule), rule], now)

    def put(self, rule: Rule, now: Timestamp) -> RuleView:
        """Set a rule; it acts a day later. Raises PersonFault for one that cannot be."""
        self._check(rule)
        stored = [one for one in self._rules() if _place(one.rule) != _place(rule)]
        number = RuleId(max((one.id for one in self._rules()), default=0) + 1)
        new = _Stored(id=number, rule=rule, set_at=now)
        self._keep([*stored, new])
        return self._view(new, [*stored, new], now)

    def remove(self, id: RuleId) -> bool:  # noqa: A002  (the field's name)
        """Take a rule off; return whether it was there."""
        stored = self._rules()
        self._keep([one for one in stored if one.id != id])
        return any(one.id == id for one in stored)

    def outlived(self, now: Timestamp, *, acting: bool = False) -> tuple[int, ...]:
        """Return the events that no rule keeps any more; with `acting`, by rules that act. Those of
        units that have expired are among them.
        """
        stored = self._rules()
        rules = [one.rule for one in stored]
        found: set[int] = set()
        for one in stored:
            if not acting or now >= one.set_at + DAY:
                where, given = _under(one.rule, rules)
                found.update(
                    row[0]
                    for row in self._connection.execute(
                        f"SELECT id FROM events WHERE {where} AND {_AGE} < ?",
                        (*given, _edge(one.rule, now)),
                    )
                )
        found.update(Units(self._connection).expired(now))
        return tuple(sorted(found))

    def sources(self) -> frozenset[int]:
        """Return the sources that have rules of their own."""
        return frozenset(
            one.rule.source_id for one in self._rules() if one.rule.source_id is not None
        )

    def _view(self, one: _Stored, stored: Iterable[_Stored], now: Timestamp) -> RuleView:
        effect = self._effect(one.rule, [other.rule for other in stored], now)
        return RuleView(
            id=one.id,
            rule=one.rule,
            set_at=one.set_at,
            acts_from=Timestamp(one.set_at + DAY),
            due=effect.due,
            next_at=effect.next_at,
        )

    def _effect(self, rule: Rule, rules: Iterable[Rule], now: Timestamp) -> Effect:
        if not rule.days:
            return Effect(due=0)
        where, given = _under(rule, rules)
        edge = _edge(rule, now)
        due, first, last, following = self._connection.execute(
            f"SELECT count(*) FILTER (WHERE age < ?), min(age) FILTER (WHERE age < ?),"
            " max(age) FILTER (WHERE age < ?), min(age) FILTER (WHERE age >= ?)"
            f" FROM (SELECT {_AGE} AS age FROM events WHERE {where})",
            (edge, edge, edge, edge, *given),
        ).fetchone()
        next_at = None if following is None else Timestamp(following + rule.days * DAY)
        return Effect(due=due, first_at=first, last_at=last, next_at=next_at)

    def _check(self, rule: Rule) -> None:
        if rule.source_id is None and rule.kind is None:
            raise PersonFault(
                "A rule for everything?", "It names neither a source nor a kind.", "Name one."
            )
        if not 0 <= rule.days <= LONGEST_DAYS:
            raise PersonFault("No such time", f"It is 0 (for ever) to {LONGEST_DAYS} days.")
        if rule.source_id is not None and not self._has_source(rule.source_id):
            raise PersonFault("No such source", "It may have been erased.", "List the sources.")

    def _has_source(self, id_: int) -> bool:
        row = self._connection.execute("SELECT 1 FROM sources WHERE id = ?", (id_,)).fetchone()
        return row is not None

    def _others(self, rule: Rule) -> builtins.list[Rule]:
        return [one.rule for one in self._rules() if _place(one.rule) != _place(rule)]

    def _rules(self) -> builtins.list[_Stored]:
        """Return the rules, but those whose source is gone."""
        kept = self._settings.get(_KEY)
        if not isinstance(kept, str):
            return []
        stored = msgspec.json.decode(kept, type=builtins.list[_Stored])
        return [
            one
            for one in stored
            if one.rule.source_id is None or self._has_source(one.rule.source_id)
        ]

    def _keep(self, stored: builtins.list[_Stored]) -> None:
        self._settings.set(_KEY, msgspec.json.encode(stored).decode())


def _place(rule: Rule) -> tuple[object, object]:
    return rule.source_id, rule.kind


def _edge(rule: Rule, now: Timestamp) -> int:
    """Return before when an event is too old; for ever keeps all."""
    return now - rule.days * DAY if rule.days else -(2**62)


def _under(rule: Rule, rules: Iterable[Rule]) -> tuple[str, tuple[Any, ...]]:
    """Return the events that a rule decides on: a narrower one goes before it, and that of a
    source before that of a kind.
    """
    where, given = _matches(rule)
    for other in rules:
        if _narrowness(other) > _narrowness(rule):
            also, more = _matches(other)
            where += f" AND NOT ({also})"
            given += more
    return where, given


def _narrowness(rule: Rule) -> int:
    return 2 * (rule.source_id is not None) + (rule.kind is not None)


def _matches(rule: Rule) -> tuple[str, tuple[Any, ...]]:
    parts: dict[str, Any] = {}
    if rule.source_id is not None:
        parts["source_id = ?"] = rule.source_id
    if rule.kind is not None:
        parts["kind = ?"] = rule.kind.value
    return " AND ".join(parts), tuple(parts.values())
