"""`facts`, `people` and `review`: what is known, of whom, and what waits for the person's word."""

from collections.abc import Callable
from typing import Annotated, Final

import typer

from second_me.cli.moments import read_moment, written, written_here
from second_me.cli.options import AsJson, begin
from second_me.cli.plain_text import one_line
from second_me.core.clock import Moment
from second_me.core.ids import EntityId, FactId, ReviewId, RevisionId
from second_me.core.profile import SlotValue
from second_me.core.protocol.memory import FactView, ListFacts
from second_me.core.protocol.persona import (
    ConfirmFact,
    CorrectFact,
    DecideReview,
    GetFactHistory,
    GetProfile,
    ListPeople,
    ListReviews,
    ListSubjects,
    MergePeople,
    PartPeople,
    PersonView,
    ReviewView,
    SlotHistory,
    StateSlot,
    UndoChange,
)
from second_me.core.records import Fact, FactStatus, ReviewKind

_WIDTH: Final = 100
_SOMEBODY: Final = frozenset({"person", "pet"})
_ENDED: Final = frozenset({FactStatus.SUPERSEDED, FactStatus.RETRACTED})
_ASKED: Final = {
    ReviewKind.UPDATE: "Is this how it is now?",
    ReviewKind.CONFLICT: "These contradict each other. Does the first one hold?",
    ReviewKind.MERGE: "Are these one and the same?",
    ReviewKind.QUARANTINE: "Somebody else says this of you. Is it so?",
}
Commands = dict[str, Callable[..., None]]
Limit = Annotated[int, typer.Option(min=1, max=1_000, help="How many to show.")]
Whom = Annotated[str, typer.Option("--of", metavar="NAME", help="Somebody else than yourself.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    facts = typer.Typer(help="What is known, of whom, and your word on it.", no_args_is_help=True)
    for name, command in _FACTS.items():
        facts.command(name)(command)
    app.add_typer(facts, name="facts")
    people = typer.Typer(help="Who is known, and who is whose.", no_args_is_help=True)
    for name, command in _PEOPLE.items():
        people.command(name)(command)
    app.add_typer(people, name="people")
    review = typer.Typer(help="What waits for your word.", no_args_is_help=True)
    for name, command in _REVIEW.items():
        review.command(name)(command)
    app.add_typer(review, name="review")


def list_facts(
    context: typer.Context,
    whom: Annotated[str, typer.Argument(help="Whom they are about; nobody: everybody.")] = "",
    *,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List facts, the newest first, with their numbers."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListFacts(subject=whom, limit=limit))
    for view in found.facts:
        session.terminal.say(_line(view.fact))
    if not found.facts:
        session.terminal.say("Nothing is known yet.")


def subjects(context: typer.Context, *, limit: Limit = 50, as_json: AsJson = False) -> None:
    """Tell whom facts are about."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListSubjects(limit=limit))
    for one in found.subjects:
        session.terminal.say(f"{one.facts:>7,}  {one.subject}")


def profile(
    context: typer.Context,
    *,
    whom: Whom = "",
    at: Annotated[str, typer.Option(metavar="DATE", help="As it was then.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show a profile: names, dates, addresses and numbers."""
    session = begin(context, as_json=as_json)
    moment = read_moment(at) if at else None
    found = session.ask(GetProfile(subject=whom, at=moment))
    session.terminal.say(", ".join((found.subject, *found.names)), "bold")
    for value in found.values:
        session.terminal.pair(_slot(value), f"{value.value}{_marks(value)}")


def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of a fact.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Show a fact with its words, what came before and after it, and all changes."""
    session = begin(context, as_json=as_json)
    found = session.ask(GetFactHistory(id=FactId(number)))
    for view in found.facts:
        session.terminal.say(_line(view.fact), "bold" if view.fact.id == number else "")
        for quote in view.quotes:
            session.terminal.say(
                f"         “{one_line(quote.text, _WIDTH)}” (memory {quote.event_id})"
            )
    for change in found.changes:
        by = f"{written_here(change.at)}, by {change.actor}"
        session.terminal.say(f"         change {change.id}: {by}", "dim")


def slot(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="As home, email, phone, birth_date.")],
    *,
    whom: Whom = "",
    as_json: AsJson = False,
) -> None:
    """Show all values that a slot ever had, the oldest first."""
    session = begin(context, as_json=as_json)
    with session.agent() as agent:
        subject = agent.call(GetProfile(subject=whom)).subject
        found = agent.call(SlotHistory(subject=subject, slot=name))
    session.terminal.give(found)
    for view in found.facts:
        session.terminal.say(_line(view.fact))


def state(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="As home, email, phone, birth_date.")],
    value: str,
    *,
    label: Annotated[str, typer.Option(help="home, work or mobile.")] = "",
    as_json: AsJson = False,
) -> None:
    """Write a value into your own profile; it is confirmed by that."""
    session = begin(context, as_json=as_json)
    session.ask(StateSlot(slot=name, value=value, label=label))
    session.terminal.say("Kept.", "bold green")


def confirm(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of a fact.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say that a fact is so."""
    session = begin(context, as_json=as_json)
    session.ask(ConfirmFact(id=FactId(number)))
    session.terminal.say("Confirmed.", "bold green")


def correct(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Number of a fact.")],
    text: Annotated[str, typer.Argument(help="What is so instead, if anything.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Say that a fact is wrong; all its copies end with it."""
    session = begin(context, as_json=as_json)
    session.ask(CorrectFact(id=FactId(number), text=text))
    session.terminal.say("Corrected.", "bold green")


def undo(
    context: typer.Context,
    change: Annotated[int, typer.Argument(help="Number of a change, as `facts show` tells.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Take back a change and all that was made with it."""
    session = begin(context, as_json=as_json)
    session.ask(UndoChange(id=RevisionId(change)))
    session.terminal.say("Undone.", "bold green")


def list_people(context: typer.Context, *, limit: Limit = 100, as_json: AsJson = False) -> None:
    """List people and pets with their other names, and who is whose."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListPeople(limit=limit))
    by_id = {one.entity.id: one.entity.name for one in found.people}
    people = [one for one in found.people if one.entity.kind in _SOMEBODY]
    for one in people:
        session.terminal.say(_person(one, by_id))


def merge(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Who is somebody else.")],
    into: Annotated[int, typer.Argument(help="Who it is.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say that two are one."""
    session = begin(context, as_json=as_json)
    session.ask(MergePeople(id=EntityId(number), into=EntityId(into)))
    session.terminal.say("They are one now.", "bold green")


def part(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="Who is not somebody else after all.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say that one is not another after all."""
    session = begin(context, as_json=as_json)
    session.ask(PartPeople(id=EntityId(number)))
    session.terminal.say("They are two again.", "bold green")


def list_reviews(
    context: typer.Context,
    *,
    decided: Annotated[bool, typer.Option("--decided", help="What you decided already.")] = False,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List what waits for your word, with numbers."""
    session = begin(context, as_json=as_json)
    found = session.ask(ListReviews(decided=decided, limit=limit))
    for one in found.reviews:
        for line in _review(one):
            session.terminal.say(line)
    session.terminal.say(f"{found.waiting:,} wait for your word.")


def decide(
    context: typer.Context,
    word: Annotated[str, typer.Argument(help="yes or no.")],
    numbers: Annotated[list[int], typer.Argument(help="Numbers of reviews.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Say yes or no to what waits."""
    session = begin(context, as_json=as_json)
    if word not in {"yes", "no"}:
        raise typer.BadParameter("say yes or no first", param_hint="WORD")
    with session.agent() as agent:
        for number in numbers:
            done = agent.call(DecideReview(id=ReviewId(number), accept=word == "yes"))
    session.terminal.give(done)
    session.terminal.say(f"{len(numbers):,} decided.", "bold green")


_FACTS: Final[Commands] = {
    "list": list_facts,
    "subjects": subjects,
    "profile": profile,
    "show": show,
    "slot": slot,
    "state": state,
    "confirm": confirm,
    "correct": correct,
    "undo": undo,
}
_PEOPLE: Final[Commands] = {"list": list_people, "merge": merge, "part": part}
_REVIEW: Final[Commands] = {"list": list_reviews, "decide": decide}


def _line(fact: Fact) -> str:
    since = written(Moment(fact.valid_from, fact.valid_precision)) if fact.valid_from else ""
    until = f" until {written_here(fact.valid_to)}" if fact.valid_to is not None else ""
    state = "confirmed" if fact.confirmed_at is not None else fact.status.value
    told = f"{fact.id:>7}  {state:<11}  {fact.subject}: {one_line(fact.text, _WIDTH)}"
    times = f" ({f'since {since}' if since else ''}{until})" if since or until else ""
    return told + times


def _slot(value: SlotValue) -> str:
    said = value.slot.replace("_", " ")
    return f"{said} ({value.label})" if value.label else said


def _marks(value: SlotValue) -> str:
    marks = ["confirmed"] if value.confirmed else []
    marks += ["disputed"] if value.disputed else []
    marks += [f"fact {value.fact_id}"] if value.fact_id is not None else []
    return f"   [{', '.join(marks)}]" if marks else ""


def _person(one: PersonView, by_id: dict[EntityId, str]) -> str:
    names = f" ({', '.join(one.names)})" if one.names else ""
    whose = [
        f"{by_id.get(relation.subject_id, '?')}'s {relation.predicate}"
        for relation in one.relations
        if relation.object_id == one.entity.id
    ]
    is_whose = f": {', '.join(dict.fromkeys(whose))}" if whose else ""
    return f"{one.entity.id:>7}  {one.entity.name}{names}{is_whose}"


def _review(one: ReviewView) -> list[str]:
    lines = [f"{one.review.id:>7}  {_ASKED[one.review.kind]}"]
    lines += [f"         {_told(view)}" for view in one.facts]
    for entity, words in zip(one.entities, one.words, strict=True):
        lines.append(f"         {entity.name} ({entity.kind})")
        lines += [f"             “{one_line(quote.text, _WIDTH)}”" for quote in words]
    return lines


def _told(view: FactView) -> str:
    ended = "was: " if view.fact.status in _ENDED else ""
    words = one_line(view.quotes[0].text, _WIDTH) if view.quotes else ""
    return f"{ended}{one_line(view.fact.text, _WIDTH)}  “{words}”"
