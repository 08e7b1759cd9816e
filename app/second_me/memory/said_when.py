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
