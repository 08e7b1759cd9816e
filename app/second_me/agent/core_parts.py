"""What the handlers work with: the agent's long-lived parts, whatever the vault's state."""

from collections.abc import Callable

import msgspec

from second_me.agent.confirming import Confirming
from second_me.agent.logs import Log
from second_me.agent.models import Models
from second_me.agent.notices import Notices
from second_me.agent.permission import Permission
from second_me.agent.vault_session import VaultSession
from second_me.core.clock import Clock, Timestamp
from second_me.core.paths import Home
from second_me.inference.embedder import Embedder
from second_me.vault import KeyringBackend


class Core(msgspec.Struct, frozen=True, kw_only=True):
    """Made once by `build`. `stop` has the agent end soon, and returns at once; `wiped` has it
    remove its own last files too.
    """

    home: Home
    clock: Clock
    log: Log
    pid: int
    started_at: Timestamp
    session: VaultSession
    confirming: Confirming
    models: Models
    embedder: Embedder
    permission: Permission
    notices: Notices
    keyring: KeyringBackend
    stop: Callable[[], None]
    wiped: Callable[[], None]
