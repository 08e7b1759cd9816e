"""What the window's frame tells of: which face it shows, and a line above it."""

import enum
from typing import NamedTuple


class Stage(enum.Enum):
    """Which of the window's faces is shown."""

    STARTING = "starting"
    FIRST_RUN = "first_run"
    LOCKED = "locked"
    OPEN = "open"


class TrayState(enum.StrEnum):
    READY = "ready"
    WORKING = "working"
    PAUSED = "paused"
    LOCKED = "locked"
    LOST = "lost"


class Banner(NamedTuple):
    """A calm line above the page, and whether trying at once makes sense."""

    text: str
    can_retry: bool
