"""Where an agent and its clients meet: the names in the run folder, and what stands there."""

from pathlib import Path

import msgspec

from second_me.core.paths import Home


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """What a running agent leaves for its clients: where it listens, and which process it is."""

    address: str
    pid: int


def lock_file(home: Home) -> Path:
    """Return the file whose lock the one agent of a home holds for as long as it lives."""
    return home.run / "agent.lock"


def token_file(home: Home) -> Path:
    """Return the file of the secret that both ends prove to know."""
    return home.run / "token"


def meeting_file(home: Home) -> Path:
    """Return the file that holds a `Meeting` while an agent is ready."""
    return home.run / "agent.json"
