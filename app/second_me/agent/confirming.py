"""That it is the person who asks: what needs it, and for how long it was shown."""

from typing import Any, Final

from second_me.agent.caller import Caller
from second_me.agent.vault_session import VaultSession
from second_me.core.clock import Clock, Timestamp
from second_me.core.errors import NotConfirmed
from second_me.core.outcomes import Unlocked
from second_me.core.protocol import Request
from second_me.core.protocol.conversations import ListConversations
from second_me.core.protocol.erase import StartErase
from second_me.core.protocol.export import UnsealExport, WriteExport
from second_me.core.protocol.memory import ListEpisodes, ListEvents, ListFacts
from second_me.core.protocol.privacy import Confirm, GetKnownPage, SetRule, WipeEverything
from second_me.core.protocol.system import ChangeSetting, VaultState
from second_me.core.protocol.units import WriteUnit
from second_me.core.protocol.vault import (
    AddSlot,
    ChangePassphrase,
    CreateVault,
    RemoveSlot,
    RenewRecovery,
    Restore,
    Unlock,
)

SETTING: Final = "privacy.confirm"
MINUTES: Final = 5
MANY: Final = 1_000
"""A list of more than so many is a look at everything at once."""

_ALWAYS: Final = frozenset(
    {
        StartErase, WriteExport, UnsealExport, GetKnownPage, SetRule, AddSlot, RemoveSlot,
        RenewRecovery, WriteUnit,
    }
)  # fmt: skip
_LISTS: Final = (ListEvents, ListFacts, ListEpisodes, ListConversations)
_SECRETS: Final = (CreateVault, Unlock, Restore, Confirm)


class Confirming:
    """Decides for each call; what was shown is kept with the connection it came over."""

    def __init__(self, session: VaultSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def check(self, request: Request[Any], caller: Caller) -> None:
        """Raise NotConfirmed if the call needs the person and they have not shown themselves."""
        if not self._needed(request) or self._clock.now() < caller.confirmed_until:
            return
        raise NotConfirmed(
            "Is it you?",
            "This is only for the person whose memory it is.",
            "Give your passphrase or your recovery code.",
        )

    def settle(self, request: Request[Any], result: object, caller: Caller) -> None:
        """Note it if a call showed that it is the person: by a secret that opened the vault."""
        if not isinstance(request, _SECRETS):
            return
        shown = bool(request.passphrase or getattr(request, "recovery_code", ""))
        opened = not isinstance(request, Unlock | Restore) or isinstance(result, Unlocked)
        if (shown and opened and getattr(result, "slot", "") != "open") or isinstance(
            request, CreateVault
        ):
            caller.confirmed_until = self.until()

    def until(self) -> Timestamp:
        """Return until when somebody is confirmed who shows it now."""
        return Timestamp(self._clock.now() + MINUTES * 60_000)

    def _needed(self, request: Request[Any]) -> bool:
        if isinstance(request, WipeEverything):
            return not (request.forgotten and self._session.state is not VaultState.OPEN)
        services = self._session.open_services
        if services is None:
            return False  # nothing can be had from a locked vault
        if isinstance(request, ChangeSetting):
            return request.key == SETTING and services.preferences.flag(SETTING)
        if isinstance(request, ChangePassphrase):
            return not request.old
        meant = type(request) in _ALWAYS or (isinstance(request, _LISTS) and request.limit > MANY)
        return meant and services.preferences.flag(SETTING)
