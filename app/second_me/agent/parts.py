"""What the agent is made from that a test or a trial may make differently."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from second_me.core.clock import Clock, SystemClock

if TYPE_CHECKING:  # heavy: the agent is reachable before these are loaded
    from second_me.agent.hosting import Host
    from second_me.inference.base_file import BaseFile
    from second_me.inference.embedder import Embedder
    from second_me.inference.host import StateListener
    from second_me.vault import Argon2Cost, KeyringBackend

UNLOAD_SECONDS = 300.0
"""Until the vault's settings say otherwise."""


def _embedder() -> "Embedder":
    from second_me.inference.embedder import OnnxEmbedder  # noqa: PLC0415

    return OnnxEmbedder()


def _host(base: "BaseFile | None", on_state: "StateListener") -> "Host":
    from second_me.inference.host import ModelHost  # noqa: PLC0415

    return ModelHost(base=base, threads=0, gpu=True, unload_after=UNLOAD_SECONDS, on_state=on_state)


def _keyring() -> "KeyringBackend":
    from second_me.vault import OsKeyring  # noqa: PLC0415

    return OsKeyring()


def _battery() -> bool:
    from second_me.agent.permission import on_battery  # noqa: PLC0415

    return on_battery()


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The product's own parts are the defaults. `argon2` of None is calibrated."""

    clock: Clock = field(default_factory=SystemClock)
    keyring: "Callable[[], KeyringBackend]" = _keyring
    argon2: "Argon2Cost | None" = None
    embedder: "Callable[[], Embedder]" = _embedder
    host: "Callable[[BaseFile | None, StateListener], Host]" = _host
    battery: Callable[[], bool] = _battery
    retry_seconds: tuple[float, ...] | None = None
