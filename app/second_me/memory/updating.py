"""What a new fact does to those that are known: one decision, with guards around whoever made it.

The update adapter decides where there is one for the base, else small trees do, else rules. None
of them can close a fact of another subject, kind or time, and what is not sure enough goes to
Review.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.clock import Moment, Timestamp, to_datetime
from second_me.core.errors import Cancelled, ModelUnavailable, WorkerDied
from second_me.core.ids import FactId
from second_me.core.records import Fact, NewFact
from second_me.core.said_times import day
from second_me.inference import update_prompts
from second_me.inference.text_model import Generate, PromptTooLong, TextModel
from second_me.inference.update_prompts import ALONE, MOST_KNOWN, Change, Statement
from second_me.memory import update_guards, update_rules, update_trees
from second_me.memory.fact_words import Facts, held, not_meant
from second_me.memory.update_guards import CLOSING

SURE: Final = 0.7
"""A fact is closed without asking the person only by a decision at least so sure."""

VERY_SURE: Final = 0.9
"""The same where the two facts have no word in common."""

_MORE: Final = 3
"""Words that a fact must have beyond another one's to say more."""

_ALL_BUT: Final = 0.9
"""Share of a fact's words that another must hold to say all of it."""

_TOGETHER: Final = 10 * 60_000

RULES: Final = "rules v1"
TREES: Final = "trees v1"
_MOST_TOKENS: Final = 6
_DECIDING: Final = 3
"""Tokens that say number and change: the digit, and the word's first two."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What to do with a new fact.

    `target` is the known fact that it touches, None for add and ignore. `since` is when the new
    one began to hold and the target ceased, as far as that is known. With `until` the new fact
    is of the past: it held only up to then, and the target stands. `review`: not sure enough to
    be done without the person. `objection` says in a word what a guard refused, and `maker` what
    decided: adapter and prompt, trees, or rules. `also` are other known facts that one which
    refines its target says wholly too.
    """

    change: Change
    target: FactId | None = None
    since: Timestamp | None = None
    until: Timestamp | None = None
    confidence: float = 1.0
    review: bool = False
    objection: str = ""
    also: tuple[FactId, ...] = ()
    maker: str = RULES


def decide(
    model: TextModel | None,
    new: NewFact | Fact,
    nearest: Sequence[Fact],
    adapter: str = "",
    *,
    said: Moment | None = None,
    told: Mapping[FactId, Timestamp] | None = None,
    alike: Mapping[FactId, float] | None = None,
    cancel: threading.Event | None = None,
) -> Decision:
    """Decide what `new` does to `nearest`, the known facts most like it, the likest first.

    `said` is when it was said, which counts where the fact holds no date of its own, and `told`
    the same of the known ones: what was said earlier but is learnt later, as from an old chat
    imported today, closes nothing. `alike` are the cosines of the known facts' vectors to that
    of the new one's text, which make the decision surer. `adapter` is the path of an update
    adapter made for the base in use. Facts of other subjects and those that stand no more are
    passed over. Raises Cancelled, and WorkerDied when the worker died twice.
    """
    known = update_guards.comparable(new, nearest)[:MOST_KNOWN]
    since = _since(new, said)
    for old in known:
        if update_guards.says_the_same(new, old):
            return Decision(change=Change.CONFIRM, target=old.id, since=since)
    asked = _Asked(new, known, said, told or {}, alike or {})
    guess, maker = _guess(model, asked, adapter, cancel)
    return _guarded(guess, asked, since, maker)


class _Asked(msgspec.Struct, frozen=True):
    new: NewFact | Fact
    known: list[Fact]
    said: Moment | None
    told: Mapping[FactId, Timestamp]
    alike: Mapping[FactId, float]

    def told_together(self, old: Fact) -> bool:
        """Say whether a known fact was told within minutes of the new one, which has no word of a
        change: then they are two things, "a boat called Bertha and one called Hanna".
        """
        known = self.told.get(old.id)
        if known is None or self.said is None or not self.said.to_the_minute:
            return False
        ours = Facts.of(self.new.text, self.new.subject)
        words = self.new.quotes[0].text if isinstance(self.new, NewFact) and self.new.quotes else ""
        said = Facts.of(words, self.new.subject)
        changed = ours.changes or ours.ends or ours.denies or said.changes or said.ends
        return not changed and not ours.liking and abs(self.said.at - known) <= _TOGETHER

    def cosines(self) -> NDArray[np.float64]:
        """Return how alike the known facts are to the new one, NaN where it is not known."""
        return np.array([self.alike.get(old.id, np.nan) for old in self.known], dtype=np.float64)

    def statements(self) -> tuple[list[Statement], Statement]:
        """Return what is known and what is new as the model is shown it."""
        known = [Statement(self._day(old), old.kind, old.text) for old in self.known]
        quotes = self.new.quotes if isinstance(self.new, NewFact) else ()
        words = quotes[0].text if quotes else ""
        new = self.new
        return known, Statement(_new_day(new, self.said), new.kind, new.text, words)

    def _day(self, old: Fact) -> str:
        held = old.valid_from if old.valid_from is not None else self.told.get(old.id)
        return day(to_datetime(old.learned_at if held is None else held).date())


def _guess(
    model: TextModel | None, asked: _Asked, adapter: str, cancel: threading.Event | None
) -> tuple[update_rules.Guess, str]:
    known, new = asked.statements()
    if model is not None and adapter and (known or not_meant(new.words)):
        try:
            found = _ask(model, known, new, adapter, cancel)
        except WorkerDied:
            found = _ask(model, known, new, adapter, cancel)
        except (ModelUnavailable, PromptTooLong):
            found = None  # no model now, or the adapter does not fit
        if found is not None:
            return found
    trees = update_trees.load()
    if trees is None:
        return update_rules.guess(new, known, asked.new.subject), RULES
    return update_trees.guess(trees, new, known, asked.new.subject, asked.cosines()), TREES


def _ask(
    model: TextModel,
    known: Sequence[Statement],
    new: Statement,
    adapter: str,
    cancel: threading.Event | None,
) -> tuple[update_rules.Guess, str] | None:
    """Let the adapter decide; None if it wrote no decision."""
    done = model.generate(request(known, new, adapter), cancel=cancel, background=True)
    if done.finish == "cancelled":
        raise Cancelled("Stopped", "The new fact is compared with the others later.")
    answer = update_prompts.read(done.text, len(known))
    if answer is None:
        return None
    sure = 1.0
    for probability in done.probabilities:
        sure *= probability
    return update_rules.Guess(answer.change, answer.number, sure), done.maker


def request(known: Sequence[Statement], new: Statement, adapter: str) -> Generate:
    """Return what the adapter is asked."""
    return Generate(
        task="update",
        prompt=update_prompts.update_prompt(known, new),
        grammar=update_prompts.grammar(len(known)),
        max_tokens=_MOST_TOKENS,
        scored=_DECIDING,
        adapter=adapter,
        maker=f"update {update_prompts.UPDATE}",
    )


def _guarded(
    guess: update_rules.Guess, asked: _Asked, since: Timestamp | None, maker: str
) -> Decision:
    """Return the decision as far as the guards let it through."""
    sure = round(guess.confidence, 3)
    if guess.change in ALONE:
        return Decision(change=guess.change, since=since, confidence=sure, maker=maker)
    old = asked.known[guess.number - 1]
    began = update_guards.earlier(since, old, asked.told.get(old.id))
    if guess.change in CLOSING and began is not None:
        return Decision(change=Change.ADD, since=since, until=began, confidence=sure, maker=maker)
    change = _told_more(guess.change, asked.new, old)
    objection = update_guards.objection(change, asked.new, old, since)
    if not objection and change in CLOSING and asked.told_together(old):
        objection = "told together"
    if objection:
        return Decision(
            change=Change.ADD, since=since, confidence=sure, objection=objection, maker=maker
        )
    enough = SURE if update_guards.of_one_thing(asked.new, old) else VERY_SURE
    return Decision(
        change=change,
        target=old.id,
        since=since,
        confidence=sure,
        review=change in CLOSING and sure < enough,
        maker=maker,
    )


def _told_more(change: Change, new: NewFact | Fact, old: Fact) -> Change:
    """Return refine for what was to be confirmed by a fact that says all of it and more."""
    ours, theirs = Facts.of(new.text, new.subject), Facts.of(old.text, old.subject)
    more = len(ours.stems) - len(theirs.stems) >= _MORE
    grown = change is Change.CONFIRM and more and held(theirs, ours) >= _ALL_BUT
    return Change.REFINE if grown else change


def _since(new: NewFact | Fact, said: Moment | None) -> Timestamp | None:
    if new.valid_from is not None:
        return new.valid_from
    return said.at if said is not None and said.known else None


def _new_day(fact: NewFact | Fact, said: Moment | None) -> str:
    if fact.valid_from is not None:
        return day(to_datetime(fact.valid_from).date())
    if said is not None and said.known:
        return day(said.local().date())
    return day(to_datetime(fact.learned_at).date()) if isinstance(fact, Fact) else "no date"
