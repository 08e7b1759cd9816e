"""Times, sizes and names in words."""

from datetime import date, datetime

from PySide6.QtCore import QLocale

from second_me.core.clock import Clock, Moment, Precision, Timestamp, to_datetime
from second_me.core.records import Event, EventKind, Origin
from second_me.desktop.translation import tr, tr_count

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_KILO = 1000
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def day(moment: datetime | date) -> str:
    name = tr(_MONTHS[moment.month - 1])
    return tr("{day} {month} {year}").format(day=moment.day, month=name, year=moment.year)


def full_day(moment: datetime | date) -> str:
    """Return a day with its name, as the head of what happened on it."""
    return tr("{weekday}, {day}").format(weekday=tr(_WEEKDAYS[moment.weekday()]), day=day(moment))


def month(number: int) -> str:
    """Return the name of a month, 1 being January."""
    return tr(_MONTHS[number - 1])


def short_month(number: int) -> str:
    return month(number)[:3]


def weekday(number: int) -> str:
    """Return the name of a day of the week, 0 being Monday."""
    return tr(_WEEKDAYS[number])


def time_of(timestamp: Timestamp, clock: Clock) -> str:
    """Return the time of day on this machine."""
    return f"{to_datetime(timestamp, clock.utc_offset_minutes(timestamp)):%H:%M}"


def when(moment: Moment) -> str:
    """Return a moment in words, no more precisely than it is known."""
    local = moment.local()
    if moment.precision is Precision.UNKNOWN:
        return tr("date not known")
    if moment.precision is Precision.YEAR:
        return str(local.year)
    if moment.precision is Precision.MONTH:
        return f"{tr(_MONTHS[local.month - 1])} {local.year}"
    if moment.precision is Precision.DAY:
        return day(local)
    return f"{day(local)}, {local:%H:%M}"


def at(timestamp: Timestamp, clock: Clock) -> str:
    """Return a moment of this machine in words: today and yesterday by name."""
    local = to_datetime(timestamp, clock.utc_offset_minutes(timestamp))
    now = clock.now()
    today = to_datetime(now, clock.utc_offset_minutes(now)).date()
    days = (today - local.date()).days
    if days == 0:
        return tr("today, {time}").format(time=f"{local:%H:%M}")
    if days == 1:
        return tr("yesterday, {time}").format(time=f"{local:%H:%M}")
    return f"{day(local)}, {local:%H:%M}"


def duration(seconds: float) -> str:
    """Return a length of time in words, rounded to what matters."""
    whole = max(round(seconds), 0)
    if whole < _MINUTE:
        return tr_count("1 second", "%n seconds", whole)
    if whole < _HOUR:
        return tr_count("1 minute", "%n minutes", round(whole / _MINUTE))
    if whole < _DAY:
        return tr_count("1 hour", "%n hours", round(whole / _HOUR))
    return tr_count("1 day", "%n days", round(whole / _DAY))


def size(count: float) -> str:
    """Return a number of bytes in words."""
    amount = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < _KILO or unit == "GB":
            digits = 0 if unit == "bytes" or amount >= 10 else 1  # noqa: PLR2004
            shown = f"{amount:.{digits}f}".replace(".", QLocale().decimalPoint())
            return f"{shown} {unit}"
        amount /= _KILO
    return ""


def number(count: float) -> str:
    """Return a count with its thousands parted by a thin space."""
    return f"{round(count):,}".replace(",", "\u202f")


def memories(count: int) -> str:
    return tr_count("1 memory", "%n memories", count).replace(str(count), number(count))


def who(event: Event) -> str:
    """Return whose words an event holds."""
    if event.origin is Origin.TYPED:
        return tr("You")
    if event.author:
        return event.author
    if event.origin is Origin.OWN:
        return tr("You")
    if event.origin is Origin.ASSISTANT:
        return tr("Assistant")
    return event.title or kind(event.kind)


def where(event: Event, source: str) -> str:
    """Return where an event came from; `source` is its source's name, if that is known."""
    if event.origin is Origin.TYPED:
        return tr("Typed here")
    return source or kind(event.kind)


def kind(of: EventKind) -> str:
    """Return the name of a kind of event."""
    return {
        EventKind.MESSAGE: tr("Message"),
        EventKind.NOTE: tr("Note"),
        EventKind.MAIL: tr("Mail"),
        EventKind.CHAT: tr("Assistant chat"),
        EventKind.DOCUMENT: tr("Document"),
        EventKind.RECORD: tr("Record"),
    }[of]


def channels(names: tuple[str, ...]) -> str:
    """Return how a memory was found, in words."""
    known = {"meaning": tr("meaning"), "words": tr("words"), "time": tr("time")}
    parts = [known.get(name, name) for name in names]
    if not parts:
        return ""
    if len(parts) == 1:
        return tr("Found by {what}").format(what=parts[0])
    return tr("Found by {what} and {last}").format(what=", ".join(parts[:-1]), last=parts[-1])
