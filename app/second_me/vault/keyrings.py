"""Where the system keeps a secret for us: the keyring of the operating system."""

import base64
import binascii
import queue
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import keyring
import keyring.backend
import keyring.errors

from second_me.core.errors import KeyringUnavailable

T = TypeVar("T")

SERVICE = "Second Me"
PROMPT_SECONDS = 60.0
_SAFE = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
USE_ANOTHER = "Use your passphrase or recovery code."


class KeyringBackend(Protocol):
    """A place for 32 bytes by name. Every method may raise KeyringUnavailable."""

    @property
    def name(self) -> str: ...

    def get(self, vault_id: str) -> bytes | None:
        """Return what is kept under that name, or None."""
        ...

    def set(self, vault_id: str, secret: bytes) -> None:
        """Keep a secret and make sure that it can be read back."""
        ...

    def delete(self, vault_id: str) -> None:
        """Remove it; nothing happens if it is not there."""
        ...


class OsKeyring:
    """The system's own keyring; backends that would keep a secret in clear are refused."""

    def __init__(
        self,
        backend: keyring.backend.KeyringBackend | None = None,
        timeout: float = PROMPT_SECONDS,
    ) -> None:
        self._given = backend
        self._timeout = timeout

    @property
    def name(self) -> str:
        """Return which keyring is in use, as it is recorded in the slot; empty if none is safe."""
        try:
            return _name(self._backend())
        except KeyringUnavailable:
            return ""

    def get(self, vault_id: str) -> bytes | None:
        backend = self._backend()
        text = self._ask(lambda: backend.get_password(SERVICE, vault_id))
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return b""  # somebody else wrote there; it opens nothing

    def set(self, vault_id: str, secret: bytes) -> None:
        backend = self._backend()
        text = base64.b64encode(secret).decode()
        self._ask(lambda: backend.set_password(SERVICE, vault_id, text))
        if self.get(vault_id) != secret:
            raise KeyringUnavailable(
                "The keyring did not keep the key",
                f"{_name(backend)} took it but gave something else back.",
                USE_ANOTHER,
            )

    def delete(self, vault_id: str) -> None:
        backend = self._backend()
        if self.get(vault_id) is not None:
            self._ask(lambda: backend.delete_password(SERVICE, vault_id))

    def _backend(self) -> keyring.backend.KeyringBackend:
        chosen = self._given or self._ask(keyring.get_keyring)
        safe: keyring.backend.KeyringBackend | None = _safe(chosen)
        if safe is None:
            raise KeyringUnavailable(
                "There is no safe keyring",
                "This computer has no keyring, or one that would keep the key in clear.",
                USE_ANOTHER,
            )
        return safe

    def _ask(self, question: Callable[[], T]) -> T:
        """Ask in a thread of its own: an unlock dialog may stay open for ever."""
        answer: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                answer.put((question(), None))
            except Exception as error:  # noqa: BLE001  (backends raise what they like)
                answer.put((None, error))

        threading.Thread(target=run, name="keyring", daemon=True).start()
        try:
            result, error = answer.get(timeout=self._timeout)
        except queue.Empty:
            raise KeyringUnavailable(
                "The keyring did not answer",
                "It may be waiting for its own password in another window.",
                f"Unlock it there, or {USE_ANOTHER[0].lower()}{USE_ANOTHER[1:]}",
            ) from None
        if error is not None:
            raise _unavailable(error) from error
        return result  # type: ignore[return-value]  # no error, so it is the answer


class MemoryKeyring:
    """A keyring for tests that forgets everything at the end."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.entries: dict[str, bytes] = {}

    def get(self, vault_id: str) -> bytes | None:
        return self.entries.get(vault_id)

    def set(self, vault_id: str, secret: bytes) -> None:
        self.entries[vault_id] = secret

    def delete(self, vault_id: str) -> None:
        self.entries.pop(vault_id, None)


class NoKeyring:
    """No keyring at all."""

    name = ""

    def get(self, vault_id: str) -> bytes | None:
        raise self._absent(vault_id)

    def set(self, vault_id: str, secret: bytes) -> None:
        del secret
        raise self._absent(vault_id)

    def delete(self, vault_id: str) -> None:
        del vault_id

    def _absent(self, vault_id: str) -> KeyringUnavailable:
        del vault_id
        return KeyringUnavailable(
            "There is no keyring", "Second Me was started without one.", USE_ANOTHER
        )


def _safe(backend: Any) -> Any | None:  # noqa: ANN401  (the chain is known by its module)
    """Return the backend if it keeps secrets encrypted; of a chain, the one it would use."""
    module = type(backend).__module__
    if module == "keyring.backends.chainer":
        first = next(iter(backend.backends), None)
        return None if first is None else _safe(first)
    return backend if module.startswith(_SAFE) else None


def _name(backend: keyring.backend.KeyringBackend) -> str:
    return f"{type(backend).__module__.removeprefix('keyring.backends.')}.{type(backend).__name__}"


def _unavailable(error: Exception) -> KeyringUnavailable:
    if isinstance(error, keyring.errors.KeyringLocked):
        return KeyringUnavailable(
            "The keyring is locked",
            "It was not unlocked, so the key in it could not be read.",
            f"Unlock the keyring, or {USE_ANOTHER[0].lower()}{USE_ANOTHER[1:]}",
        )
    if isinstance(error, keyring.errors.PasswordSetError):
        return KeyringUnavailable(
            "The keyring cannot be written", "It refused to keep the key.", USE_ANOTHER
        )
    return KeyringUnavailable(
        "The keyring cannot be reached",
        f"The system's keyring did not answer as it should ({type(error).__name__}).",
        USE_ANOTHER,
    )
