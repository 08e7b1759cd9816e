"""What the agent is made from that a test or a trial may make differently."""

from collections.abc import Callable

import msgspec

from second_me.agent.permission import on_battery
from second_me.core.clock import Clock, SystemClock
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.vault import Argon2Cost, KeyringBackend, OsKeyring


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """The product's own parts are the defaults. `argon2` of None is calibrated."""

    clock: Clock = msgspec.field(default_factory=SystemClock)
    keyring: KeyringBackend = msgspec.field(default_factory=OsKeyring)
    argon2: Argon2Cost | None = None
    embedder: Callable[[], Embedder] = OnnxEmbedder
    battery: Callable[[], bool] = on_battery
    retry_seconds: tuple[float, ...] | None = None
