"""Which backups are kept: the newest of each of the last days, weeks and months that have one."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from second_me.core.clock import to_datetime
from second_me.core.protocol.vault import Backup, BackupState
from second_me.vault import backup as backups


class KeepRule(msgspec.Struct, frozen=True, kw_only=True):
    """How many days, weeks and months keep a backup."""

    daily: int = 7
    weekly: int = 4
    monthly: int = 12

    def surplus(self, found: Sequence[Backup]) -> list[Backup]:
        """Return the automatic, whole backups that no day, week or month needs. The newest one
        is always needed; those that the person named, and those cut short, are left alone.
        """
        ours = [
            one
            for one in sorted(found, key=lambda one: one.created_at, reverse=True)
            if one.state is BackupState.WHOLE and backups.is_automatic(Path(one.path))
        ]
        kept = {one.path for one in ours[:1]}
        for count, period in ((self.daily, _day), (self.weekly, _week), (self.monthly, _month)):
            kept |= {one.path for one in _newest_of_each(ours, count, period)}
        return [one for one in ours if one.path not in kept]


def prune(found: Sequence[Backup], rule: KeepRule) -> int:
    """Remove the backups that the rule does not keep; return how many."""
    surplus = rule.surplus(found)
    for backup in surplus:
        Path(backup.path).unlink(missing_ok=True)
    return len(surplus)


def _newest_of_each(
    ours: Iterable[Backup], count: int, period: Callable[[datetime], object]
) -> list[Backup]:
    """Return the newest of each of the last `count` periods; `ours` is newest first."""
    newest: dict[object, Backup] = {}
    for one in ours:
        newest.setdefault(period(to_datetime(one.created_at)), one)
    return list(newest.values())[:count]


def _day(at: datetime) -> object:
    return at.date()


def _week(at: datetime) -> object:
    return at.isocalendar()[:2]


def _month(at: datetime) -> object:
    return at.year, at.month
