"""What is done with events before they are stored: their secrets are taken out."""

from collections.abc import Iterable

import msgspec

from second_me.core.records import NewEvent
from second_me.trust.secrets import masked


def at_the_door(events: Iterable[NewEvent]) -> list[NewEvent]:
    """Return events with words in place of secrets; those without any as they are."""
    return [_admitted(event) for event in events]


def _admitted(event: NewEvent) -> NewEvent:
    text, title = masked(event.text), masked(event.title)
    if text == event.text and title == event.title:
        return event
    return msgspec.structs.replace(event, text=text, title=title)
