"""What the agent says in its answers, put into the person's language where it comes in."""

from typing import TypeVar

import msgspec

from second_me.core.errors import SecondMeError
from second_me.core.outcomes import Failed, Rejected, StillLocked
from second_me.core.protocol.erase import Plan, Reason
from second_me.core.protocol.memory import Batches, BatchView, Format, Formats, Problem, Problems
from second_me.core.protocol.privacy import Place, Places, Wiped, WipePlan
from second_me.core.protocol.system import Check, Health, Settings, SettingView
from second_me.core.protocol.watching import WatchedFolder, WatchedFolders
from second_me.core.records import Batch
from second_me.desktop.translation import said

T = TypeVar("T")

_TEXTS: dict[type, tuple[str, ...]] = {
    Rejected: ("reason", "action"),
    StillLocked: ("title", "message", "action"),
    Failed: ("title", "message", "action"),
    Check: ("title", "detail", "action"),
    SettingView: ("label", "help"),
    Format: ("label", "hint"),
    Problem: ("message",),
    Batch: ("message",),
    WatchedFolder: ("trouble",),
    Place: ("name", "what"),
    Reason: ("what",),
}
"""Fields that hold words of the agent, never what the person wrote."""

_PARTS: dict[type, tuple[str, ...]] = {
    Health: ("checks",),
    Settings: ("settings",),
    Formats: ("formats",),
    Problems: ("problems",),
    Batches: ("batches",),
    BatchView: ("batch",),
    WatchedFolders: ("folders",),
    Places: ("places",),
    WipePlan: ("places", "unreachable"),
    Wiped: ("unreachable",),
    Plan: ("backups", "unreachable"),
    WatchedFolder: ("problems",),
}
"""Fields that hold structs with such words. A receipt is signed, and stays in the words it has."""


def spoken(result: T) -> T:
    """Return an answer with the agent's words in the person's language."""
    texts = _TEXTS.get(type(result), ())
    parts = _PARTS.get(type(result), ())
    if not texts and not parts:
        return result
    new: dict[str, object] = {name: said(getattr(result, name)) for name in texts}
    for name in parts:
        held = getattr(result, name)
        new[name] = tuple(map(spoken, held)) if isinstance(held, tuple) else spoken(held)
    return msgspec.structs.replace(result, **new)  # type: ignore[type-var]


def spoken_error(error: SecondMeError) -> SecondMeError:
    """Return an error with its words in the person's language."""
    error.title, error.message, error.action = map(said, (error.title, error.message, error.action))
    return error
