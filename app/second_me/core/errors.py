"""One tree of errors, each with words for the person: what happened and what to do.

Three branches say whose move it is: the surroundings failed (`EnvironmentFault`),
the person gave something that cannot be used (`PersonFault`), or this program is
wrong (`Bug`). Foreign exceptions are translated once, at the seam they come through.
"""


class SecondMeError(Exception):
    """The root. `title` is a few words, `message` says what happened, `action` what to do.

    None of the three may hold what the person wrote: they reach logs.
    """

    code = "error"

    def __init__(self, title: str, message: str, action: str = "") -> None:
        super().__init__(title, message, action)
        self.title = title
        self.message = message
        self.action = action

    def __str__(self) -> str:
        return " ".join(part for part in (self.title + ".", self.message, self.action) if part)


class EnvironmentFault(SecondMeError):
    """Disk, keyring, permission, another process: not this program and not the person."""

    code = "environment"


class PersonFault(SecondMeError):
    """What was given cannot be used as it is."""

    code = "person"


class Bug(SecondMeError):
    """This program broke its own rules."""

    code = "bug"


class DiskFull(EnvironmentFault):
    code = "disk_full"


class NotWritable(EnvironmentFault):
    code = "not_writable"


class VaultDamaged(EnvironmentFault):
    code = "vault_damaged"


class VaultTooNew(EnvironmentFault):
    code = "vault_too_new"


class VaultLocked(EnvironmentFault):
    """The vault is closed, or no vault has been created yet."""

    code = "vault_locked"


class KeyringUnavailable(EnvironmentFault):
    code = "keyring_unavailable"


class ModelUnavailable(EnvironmentFault):
    """No model, a model that cannot be loaded, or a worker that keeps dying."""

    code = "model_unavailable"


class WorkerDied(ModelUnavailable):
    """The worker ended in the middle of a request; it has been started again."""

    code = "worker_died"


class AgentUnreachable(EnvironmentFault):
    code = "agent_unreachable"


class WrongSecret(PersonFault):
    """The passphrase or recovery code opens no slot."""

    code = "wrong_secret"


class NotConfirmed(PersonFault):
    """It has to be shown first that it is the person who asks."""

    code = "not_confirmed"


class UnfitPdf(PersonFault):
    """A PDF that cannot be filled."""

    code = "unfit_pdf"


class Cancelled(SecondMeError):
    """Stopped because the person asked for it; not a fault of anybody's."""

    code = "cancelled"


def by_code(code: str) -> type[SecondMeError]:
    """Return the error class of a code sent over the wire; the root for one not known."""
    pending: list[type[SecondMeError]] = [SecondMeError]
    while pending:
        candidate = pending.pop()
        if candidate.code == code:
            return candidate
        pending.extend(candidate.__subclasses__())
    return SecondMeError


def revive(code: str, title: str, message: str, action: str) -> SecondMeError:
    """Return an error as it was before it went over the wire, whatever its class is made from."""
    kind = by_code(code)
    error = kind.__new__(kind)
    SecondMeError.__init__(error, title, message, action)
    return error
