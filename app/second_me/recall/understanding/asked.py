"""A question as it was understood."""

import enum
from typing import Final

import msgspec

from second_me.core.clock import Precision, Timestamp

EARLIEST: Final = Timestamp(-(2**53))
LATEST: Final = Timestamp(2**53)
"""Beyond all times that can be written; the ends of a window that is open on that side."""


class Wants(enum.StrEnum):
    """What kind of answer is wanted."""

    TIME = "time"
    PLACE = "place"
    PERSON = "person"
    NUMBER = "number"
    THING = "thing"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes_no"
    DESCRIPTION = "description"
    ANY = "any"


class Side(enum.StrEnum):
    """Where what is asked for lies to the time that is named."""

    IN = "in"
    BEFORE = "before"
    AFTER = "after"


class Order(enum.StrEnum):
    """Which of several like things is asked for."""

    LATEST = "latest"
    FIRST = "first"


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody named by what they are to another: "my sister", "Anna's sister's husband".

    `word` is the plain word ("sister", never "sis"); `of` the name as memory spells it, empty for
    the owner; `through` the relations on the way, nearest to `of` first.
    """

    word: str
    of: str = ""
    through: tuple[str, ...] = ()


class When(msgspec.Struct, frozen=True, kw_only=True):
    """A time that a question names.

    `span` is the time itself, its first millisecond and the first one after it. `window` is where
    what is asked for lies by it: the span itself, or all before or after. `vague`: the ends are a
    guess ("recently"). `year_said`: False where only "in June" was said and the year was guessed.
    """

    span: tuple[Timestamp, Timestamp]
    window: tuple[Timestamp, Timestamp]
    precision: Precision
    side: Side = Side.IN
    words: str = ""
    vague: bool = False
    year_said: bool = True

    def holds(self, at: Timestamp) -> bool:
        """Say whether a moment lies in the window."""
        return self.window[0] <= at < self.window[1]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it was understood.

    People, and other names that memory knows (`entities`), are spelled as memory spells them, in
    the order of the question. A name that may mean several people ("Anna") brings them all, those
    named exactly so first; `mentions` has one tuple of names for each person named.
    """

    text: str
    words: tuple[str, ...] = ()
    """Lower-case words that say what it is about, in order, each once; `terms` are their stems."""
    terms: tuple[str, ...] = ()
    content_terms: tuple[str, ...] = ()
    """`terms` without the names of known people and the words for the times understood."""
    phrases: tuple[str, ...] = ()
    """Quoted stretches, and titles of several capitalised words."""
    numbers: tuple[str, ...] = ()

    people: tuple[str, ...] = ()
    mentions: tuple[tuple[str, ...], ...] = ()
    owner: bool = False
    """The person whose memory this is takes part: by "I" and "my", or by name."""
    relations: tuple[Relation, ...] = ()
    entities: tuple[str, ...] = ()
    unknown_names: tuple[str, ...] = ()
    """Names standing where a person stands that memory has never heard of."""
    other_names: tuple[str, ...] = ()
    """Other capitalised names that memory does not know: places, products, works."""
    when: When | None = None
    """The time that says most: the most precise, and of those one that is not vague."""
    times: tuple[When, ...] = ()
    anchor: str = ""
    """The words of an event that what is asked for lies before or after, by `anchor_side`."""
    anchor_side: Side = Side.IN
    during: str = ""
    """The words of an event that it goes along with: "while …", "when …", "during …"."""

    wants: Wants = Wants.ANY
    thing: str = ""
    """The plain head noun of what is wanted ("book", "city"); empty if it is not easily found."""
    many: bool = False
    counts: bool = False
    """How many, how often, how much in all: `many` too."""
    chain: bool = False
    order: Order | None = None

    @property
    def span(self) -> tuple[Timestamp, Timestamp] | None:
        """Return the span of `when`."""
        return self.when.span if self.when else None

    @property
    def precision(self) -> Precision:
        """Return the precision of `when`; unknown without one."""
        return self.when.precision if self.when else Precision.UNKNOWN

    @property
    def side(self) -> Side:
        """Return the side of `when`."""
        return self.when.side if self.when else Side.IN
