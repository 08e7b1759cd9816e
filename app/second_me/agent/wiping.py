"""Destroying everything: the vault is closed, its keys go first, and the agent ends."""

import contextlib

from second_me.agent.core_parts import Core
from second_me.agent.places import models, places
from second_me.core import outside
from second_me.core.errors import PersonFault, SecondMeError
from second_me.core.login_start import login_start
from second_me.core.protocol.erase import Reason
from second_me.core.protocol.privacy import Wiped, WipeEverything, WipePlan
from second_me.core.protocol.system import VaultState
from second_me.vault import wiping

SURE = "wipe"


def plan(core: Core, *, with_models: bool) -> WipePlan:
    """Say what would be destroyed; nothing is."""
    every = [place for place in places(core.home) if place.name != "models"]
    return WipePlan(
        places=(*every, *(models(core.home) if with_models else ())),
        keyring_entries=wiping.keyring_entries(core.home),
        unreachable=wiping.UNREACHABLE,
    )


def wipe(core: Core, request: WipeEverything) -> Wiped:
    """Destroy all keys and files, and have the agent end. Raises PersonFault."""
    if request.sure != SURE:
        raise PersonFault("Nothing was wiped", "It was not confirmed.", f"Give the word {SURE}.")
    if request.forgotten and core.session.state is VaultState.OPEN:
        raise PersonFault(
            "Nothing was wiped", "The vault is open, so its passphrase is known.", "Lock it first."
        )
    core.models.close()
    core.session.close()
    more = [*outside.entries()]
    if request.models:
        more.append(core.home.models)
    found = wiping.destroy(core.home, core.keyring, more)
    with contextlib.suppress(SecondMeError):
        login_start().turn_off()  # where it is no file: in the registry
    core.wiped()
    return Wiped(
        destroyed=found.counts,
        left=tuple(Reason(what=str(path)) for path in found.left),
        unreachable=wiping.UNREACHABLE,
    )
