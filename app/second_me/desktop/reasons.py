"""Why a memory was found, in words."""

from collections.abc import Callable

from second_me.core.clock import Moment, Precision
from second_me.core.ids import SourceId
from second_me.core.protocol.recall import Hit, Leaning, Reason, ReasonKind
from second_me.core.records import EventKind
from second_me.desktop import wording
from second_me.desktop.ask.citations import plain
from second_me.desktop.translation import tr

SourceName = Callable[[int], str]


def lines(hit: Hit, source_name: SourceName) -> list[str]:
    """Return a line for each reason, what says most first; how it was found if there is none."""
    found = [text for reason in hit.reasons if (text := _words(reason, hit, source_name))]
    ways = wording.channels(tuple(score.channel for score in hit.channels))
    return found or ([ways] if ways else [])


def one_line(hit: Hit, source_name: SourceName) -> str:
    return " · ".join(lines(hit, source_name))


def leaning(one: Leaning) -> str:
    """Return what was learned of a person's taste, as in "more by Lena"."""
    detail = plain(one.detail)
    if one.name == "kind":
        detail = wording.kind(EventKind(one.detail))
    what = _tastes().get(one.name, one.name).format(name=detail)
    return (tr("more {what}") if one.weight > 0 else tr("less {what}")).format(what=what)


def _words(reason: Reason, hit: Hit, source_name: SourceName) -> str:
    detail = plain(reason.detail)
    if reason.kind is ReasonKind.PERSON:
        said = reason.detail == hit.event.author
        return (tr("Said by {name}") if said else tr("Tells of {name}")).format(name=detail)
    if reason.kind is ReasonKind.TIME:
        return tr("On {when}, as asked").format(when=_day(hit.event.moment))
    if reason.kind is ReasonKind.MEANING:
        return tr("Close in meaning ({share})").format(share=f"{reason.weight:.2f}")
    if reason.kind is ReasonKind.TASTE:
        return _taste(reason, source_name)
    known = {
        ReasonKind.WORDS: tr("Words: {what}"),
        ReasonKind.PHRASE: tr("Holds “{what}”"),
        ReasonKind.NEIGHBOUR: tr("Stands beside what fits"),
        ReasonKind.KIND: tr("Holds what is asked for: {what}"),
        ReasonKind.CHOSEN: tr("You chose it on a question like this"),
        ReasonKind.EARLIER: tr("A later memory tells it otherwise"),
        ReasonKind.REFUSED: tr("You said it was not this, on a question like this"),
    }
    return known[reason.kind].format(what=detail)


def _day(moment: Moment) -> str:
    """Return when it was, to the day at most: a question seldom asks for the minute."""
    vaguer = {Precision.YEAR, Precision.MONTH, Precision.UNKNOWN}
    return wording.when(moment) if moment.precision in vaguer else wording.day(moment.local())


def _taste(reason: Reason, source_name: SourceName) -> str:
    name, _, detail = plain(reason.detail).partition(":")
    if name == "source" and detail.isdigit():
        detail = source_name(SourceId(int(detail)))
    if name == "kind":
        detail = wording.kind(EventKind(detail))
    what = _tastes().get(name, "").format(name=detail)
    if reason.weight > 0:
        words = tr("You open more {what}") if what else tr("Like what you open")
    else:
        words = tr("You open less {what}") if what else tr("Unlike what you open")
    return words.format(what=what)


def _tastes() -> dict[str, str]:
    return {
        "own": tr("of your own words"),
        "recent": tr("of what is recent"),
        "long": tr("of what is long"),
        "meaning": tr("of what is close in meaning"),
        "words": tr("of what holds the words"),
        "exact": tr("of what holds all the words"),
        "asks": tr("of what asks something"),
        "author": tr("by {name}"),
        "source": tr("from {name}"),
        "kind": tr("of the kind {name}"),
    }
