"""Facts drawn out of a window of events by the model, each held to the words it came from."""

import threading
from collections import Counter
from collections.abc import Sequence
from typing import Final

import msgspec

from second_me.core.changes import ChangeSet, Topic
from second_me.core.clock import Clock
from second_me.core.errors import Cancelled
from second_me.core.ids import EventId, FactId
from second_me.core.records import Actor, Event, NewFact
from second_me.inference import prompts
from second_me.inference.fact_lines import read_facts
from second_me.inference.prompt_cache import TOGETHER
from second_me.inference.text_model import (
    AdapterRefused,
    Generate,
    Generated,
    PromptTooLong,
    TextModel,
)
from second_me.memory import told, worth
from second_me.memory.automatic import is_code, orders_a_model
from second_me.memory.grounding import Refusal, alike, ground, same
from second_me.memory.outcomes import (
    Extracted,
    ExtractOutcome,
    NothingToExtract,
    Proposed,
    Unreadable,
    untold,
)
from second_me.memory.prediction import Predicted, confirm, predicted
from second_me.memory.proposals import parse
from second_me.memory.quotable import with_quotes
from second_me.memory.subjects import owner_name, speaker
from second_me.memory.windows import Piece, readings
from second_me.memory.worth import Row, Sureness, Weights
from second_me.vault.session import Session
from second_me.vault.vault import Vault

_UNNAMED: Final = "Somebody"
_NAME_CHARACTERS: Final = 40


def extract_window(  # noqa: PLR0917  (the interface the rooms agreed on)
    vault: Vault,
    model: TextModel,
    first: EventId,
    last: EventId,
    clock: Clock,
    cancel: threading.Event | None = None,
    *,
    adapter: str = "",
    proposed: Proposed = untold,
) -> ExtractOutcome:
    """Propose facts from the events `first` to `last`, both included.

    Only people's own words are read, never an assistant's, a web page's or another program's.
    What the model says and the events do not is refused and counted. Run again over the same
    text it adds nothing, and what memory predicts (`memory.prediction`) is not read at all.
    `adapter` is the path of an extract adapter made for the loaded base; without one, or where
    llama.cpp refuses it, the base is asked by its prompt. `proposed` is told of new facts in the
    transaction that stores them. Raises what the vault and the model raise, Cancelled among it.
    """
    events, owner, again = vault.read(lambda session: _window(session, first, last))
    if again:
        vault.write(lambda session: confirm(session, again, clock.now()))
    try:
        found = read_all(model, events, owner, adapter, cancel)
    except AdapterRefused:
        found = read_all(model, events, owner, "", cancel)
    if not found.readings:
        unread = (*events, *(one.event for one in again))
        return NothingToExtract(tuple(sorted(event.id for event in unread)))
    if found.unreadable == found.readings:
        return Unreadable(maker=found.maker)
    return _keep(vault, found, clock, proposed)


class Proposals(msgspec.Struct):
    """What came of a window so far."""

    facts: list[NewFact] = []
    refused: Counter[str] = msgspec.field(default_factory=Counter)
    readings: int = 0
    unreadable: int = 0
    maker: str = ""
    weights: Weights | None = None
    """What a statement must be worth; None keeps all."""

    rows: dict[str, Row] = msgspec.field(default_factory=dict)
    """What is known of each statement that was kept, to learn from."""

    def weighed(self, row: Row, fact: NewFact) -> NewFact | Refusal:
        """Return the fact, or that it is worth nothing."""
        if self.weights is not None and not self.weights.keeps(row):
            return Refusal.TRIVIAL
        self.rows[fact.text] = row
        return fact

    def count(self, done: Generated) -> None:
        """Count a reading. Raises Cancelled for one that was cut short."""
        self.readings += 1
        if done.finish == "cancelled":
            raise Cancelled("Stopped", "Facts are drawn out of these memories later.")
        self.maker = done.maker

    def take(self, fact: NewFact | Refusal) -> None:
        """Keep a fact that is not known from this window yet, or count why it is none."""
        if isinstance(fact, Refusal):
            self.refused[fact.value] += 1
        elif not any(same(fact, other.subject, other.text, other.quotes) for other in self.facts):
            self.facts.append(fact)


def read_all(
    model: TextModel,
    events: Sequence[Event],
    owner: str,
    adapter: str,
    cancel: threading.Event | None = None,
    *,
    everything: bool = False,
) -> Proposals:
    """Let the model read what is worth it of the events, and return what it says; with
    `everything` also what is worth nothing.
    """
    found = Proposals(weights=None if everything else worth.shipped())
    meant = [one for one in events if not orders_a_model(one.text) and not is_code(one.text)]
    if adapter:
        windows = list(told.readings_of(meant))
        for start in range(0, len(windows), TOGETHER):
            together = windows[start : start + TOGETHER]
            _read_told(model, together, owner, adapter, found, cancel)
    else:
        for pieces in readings(meant):
            _read(model, pieces, owner, found, cancel)
    return found


def _read_told(  # noqa: PLR0917  (as `_read`, and with what)
    model: TextModel,
    windows: Sequence[Sequence[Piece]],
    owner: str,
    adapter: str,
    found: Proposals,
    cancel: threading.Event | None,
) -> None:
    """Let the adapter read windows, at once; where one is too long, in a foreign script, half of
    them at a time.
    """
    try:
        answers = told.ask(model, windows, owner, adapter, cancel)
    except PromptTooLong:
        if len(windows) == 1:
            raise
        half = len(windows) // 2
        for part in (windows[:half], windows[half:]):
            _read_told(model, part, owner, adapter, found, cancel)
        return
    for pieces, (done, sure) in zip(windows, answers, strict=True):
        _take_told(done, sure, pieces, owner, found)


def _take_told(
    done: Generated, sure: Sureness, pieces: Sequence[Piece], owner: str, found: Proposals
) -> None:
    """Sort what the adapter wrote of one window."""
    found.count(done)
    stated = read_facts(done.text)
    if stated is None:
        found.unreadable += 1
        return
    taken: list[NewFact] = []
    for one in stated:
        fact = told.ground(one, pieces, owner, done.maker)
        if not isinstance(fact, Refusal):
            fact = found.weighed(worth.features(fact.text, fact.subject, sure), fact)
        if isinstance(fact, Refusal):
            found.take(fact)
        elif not any(alike(fact, other) for other in taken):
            taken.append(fact)
            found.take(fact)


def _window(
    session: Session, first: EventId, last: EventId
) -> tuple[list[Event], str, list[Predicted]]:
    """Return what is to be read of a window, whose memory it is, and what needs no reading."""
    events = session.events.in_range(first, last)
    again = predicted(session, events)
    known = {one.event.id for one in again}
    return [event for event in events if event.id not in known], owner_name(session), again


def _read(
    model: TextModel,
    pieces: Sequence[Piece],
    owner: str,
    found: Proposals,
    cancel: threading.Event | None,
) -> None:
    """Let the model read some pieces and sort what it says.

    Where they are too long for it, as in a script that it hardly knows, it reads half at a time.
    """
    try:
        done = model.generate(_request(pieces, owner), cancel=cancel, background=True)
    except PromptTooLong:
        if len(pieces) == 1:
            raise
        half = len(pieces) // 2
        for part in (pieces[:half], pieces[half:]):
            _read(model, part, owner, found, cancel)
        return
    found.count(done)
    candidates = parse(done.text)
    if candidates is None:
        found.unreadable += 1
        return
    for candidate in candidates:
        found.take(ground(candidate, pieces, owner, done.maker))


def _request(pieces: Sequence[Piece], owner: str) -> Generate:
    lines = [_line(piece, owner) for piece in pieces]
    return with_quotes(prompts.load("extract").request(events=lines), pieces)


def _line(piece: Piece, owner: str) -> str:
    """Return a piece as the model is shown it: "2021-03-03, Marta: …"."""
    moment = piece.event.moment
    day = moment.local().date().isoformat() if moment.known else ""
    who = (speaker(piece.event, owner) or _UNNAMED)[:_NAME_CHARACTERS]
    return f"{day}, {who}: {piece.text}" if day else f"{who}: {piece.text}"


def _keep(vault: Vault, found: Proposals, clock: Clock, proposed: Proposed) -> Extracted:
    """Store the facts whose events are still there, all or none."""

    def write(session: Session) -> list[FactId]:
        added = _add(session, found.facts, clock)
        if added:
            proposed(session, added)
        return added

    added = vault.write(write) if found.facts else []
    return Extracted(
        fact_ids=tuple(added),
        known=len(found.facts) - len(added),
        refused=dict(found.refused),
        changes=ChangeSet.of(Topic.FACTS, *added) if added else ChangeSet(),
    )


def _add(session: Session, facts: Sequence[NewFact], clock: Clock) -> list[FactId]:
    quoted = [quote.event_id for fact in facts for quote in fact.quotes]
    left = {event.id for event in session.events.get(dict.fromkeys(quoted))}
    added = []
    for fact in facts:
        if not all(quote.event_id in left for quote in fact.quotes):
            continue  # erased while the model was reading
        drawn = session.evidence.facts_of(quote.event_id for quote in fact.quotes)
        standing = session.facts.get(drawn)
        if any(same(fact, view.fact.subject, view.fact.text, view.quotes) for view in standing):
            continue
        fact_id = session.facts.add(fact, Actor.EXTRACT, clock.now())
        if fact_id is not None:
            added.append(fact_id)
    return added
