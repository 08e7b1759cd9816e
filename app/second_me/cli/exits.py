"""What the program's exit code says."""

import enum

from second_me.core.errors import Cancelled, PersonFault, SecondMeError, VaultLocked


class Exit(enum.IntEnum):
    """Documented in `second-me --help`; scripts build on them."""

    OK = 0
    SURROUNDINGS = 1  # disk, keyring, permission, another process, or a fault of ours
    WRONG_USE = 2  # wrong words, wrong secret, a file that cannot be used
    LOCKED = 3  # the vault is locked, or there is none yet
    NOTHING_FOUND = 4
    INTERRUPTED = 130


HELP = (
    "Exit codes: 0 done, 1 something around it failed, 2 wrong use, "
    "3 the vault is locked or there is none, 4 nothing found, 130 interrupted."
)


def code_of(error: SecondMeError) -> Exit:
    """Return the exit code that an error ends the program with."""
    if isinstance(error, Cancelled):
        return Exit.INTERRUPTED
    if isinstance(error, VaultLocked):
        return Exit.LOCKED
    if isinstance(error, PersonFault):
        return Exit.WRONG_USE
    return Exit.SURROUNDINGS
