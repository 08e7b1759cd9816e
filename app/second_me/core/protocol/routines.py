"""How-to memory: what the person does again and again, and how things are done."""

import msgspec

from second_me.core.ids import RoutineId
from second_me.core.protocol._base import Done, Request, method
from second_me.core.records import Quote
from second_me.core.routines import Routine


class RoutineView(msgspec.Struct, frozen=True, kw_only=True):
    """A routine with the newest words that show it."""

    routine: Routine
    quotes: tuple[Quote, ...]


class Routines(msgspec.Struct, frozen=True, kw_only=True):
    routines: tuple[RoutineView, ...]


@method("routines.list")
class ListRoutines(Request[Routines], frozen=True, kw_only=True):
    """Routines and ways to do things, the last done first."""

    limit: int = 200


@method("routines.dismiss")
class DismissRoutines(Request[Done], frozen=True, kw_only=True):
    """Say that these are none; they are not found again."""

    ids: tuple[RoutineId, ...]
