"""A place of a question where something is named."""

import msgspec


class Mention(msgspec.Struct, frozen=True):
    """Words `first` to before `end` of the question, and the names that they may mean."""

    first: int
    end: int
    names: tuple[str, ...]
