"""A fill plan as the terminal shows it, and the person's choice among its fields."""

from second_me.cli.plain_text import one_line
from second_me.cli.terminal import Terminal
from second_me.core.protocol.fill import Entry, Plan, Refusal

_REASONS = {
    Refusal.UNKNOWN: "memory holds nothing for it",
    Refusal.UNSURE: "what it asks for is not sure",
    Refusal.SECRET: "passwords, cards, codes and searches are never filled",
    Refusal.UNSEEN: "nobody can see it",
    Refusal.LOCKED: "the page does not let it be changed",
    Refusal.NEVER: "you said: never here",
    Refusal.UNFIT: "no spelling of the value fits in it",
}


def show(terminal: Terminal, plan: Plan) -> None:
    """Print a plan: each field by its number, its value and where that comes from, or a reason."""
    terminal.say(f"{plan.purpose.value} form {'in' if plan.file else 'at'} {plan.site}", "bold")
    if plan.site != plan.ascii:
        terminal.say(f"  written for machines: {plan.ascii}")
    for entry in plan.entries:
        terminal.say(_line(entry))


def asked_for(terminal: Terminal, plan: Plan) -> list[int]:
    """Return the fields that the person wants filled, by their numbers."""
    ticked = [entry.field for entry in plan.entries if entry.ticked]
    terminal.write("Fill what is marked with * (y), fields by number (1 3), or nothing (n)? ")
    said = terminal.source.readline().split()
    return ticked if said[:1] == ["y"] else [int(one) for one in said if one.isdecimal()]


def _line(entry: Entry) -> str:
    asked = one_line(entry.says, 32)
    head = f"{entry.field:>6} {'*' if entry.ticked else ' '} {asked:<32}"
    if entry.seeking:
        return f"{head}  - an answer is being looked for"
    if not entry.choices:
        reason = _REASONS.get(entry.refusal or Refusal.UNKNOWN, "")
        return f"{head}  - {reason}"
    best = entry.choices[0]
    drawn = f"drawn from {len(best.events)} memories" if best.events else ""
    source = drawn or "not confirmed yet" if best.draft else f"from {len(best.facts)} facts"
    label = f", {best.label}" if best.label else ""
    return f"{head}  {one_line(best.shown)}  ({source}{label})"
