"""What is known of somebody, new facts, and what is right to decide of each."""

import msgspec

from second_me.inference.update_prompts import Change, Statement


class Case(msgspec.Struct, frozen=True):
    """A new fact and what is right. `number` is that of the known fact, from 1; 0 none."""

    new: Statement
    number: int
    change: Change


class Scene(msgspec.Struct, frozen=True):
    """What is known of a person, and new facts of which each is decided by itself."""

    person: str
    known: tuple[Statement, ...]
    cases: tuple[Case, ...]
