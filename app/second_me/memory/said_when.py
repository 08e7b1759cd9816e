"""Since when a statement holds: the first date that stands in its words."""

import re
from typing import Final

import msgspec

from second_me.core.calendar_days import MONTHS
from second_me.core.clock import Moment, Precision
from second_me.core.records import Event
from second_me.memory.dates import stated

_DATE: Final = re.compile(
    r"(?P<rough>around |before |after |week of |weekend of )?"
    rf"(?:(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(MONTHS)}) )?(?P<year>(?:19|20)\d{{2}})(?!\d)"
)

_ROUGH: Final = re.compile(
    r"\((?P<what>around|a few (?:days|weeks) before|the (?:week|weekend) (?:before|after|of)) "
    rf"(?P<day>\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}})\)"
)


def roughly_dated(statement: str, message: str) -> str:
    """Return the statement with "on 3 May" as rough as its message has it: "the week before"."""
    for rough in _ROUGH.finditer(message):
        prefix = {"the week": "in ", "the weekend": "on "}.get(rough["what"].rsplit(" ", 1)[0], "")
        said = f"{prefix}{rough['what']} {rough['day']}"
        statement = statement.replace(f" on {rough['day']}", f" {said}")
    return statement


def said_when(statement: str, event: Event) -> Moment | None:
    """Return the date that a statement names, if its event names it too; None for none.

    "around", "the week before" and their like are believed to the month only.
    """
    found = _DATE.search(statement)
    if found is None:
        return None
    iso = found["year"]
    if found["month"]:
        iso += f"-{MONTHS.index(found['month']) + 1:02}"
        if found["day"]:
            iso += f"-{int(found['day']):02}"
    when = stated(iso, event)
    if when is not None and found["rough"] and when.precision is Precision.DAY:
        return msgspec.structs.replace(when, precision=Precision.MONTH)
    return when
