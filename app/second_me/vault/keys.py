"""The data key: 32 random bytes that the whole vault is encrypted with."""

import hashlib
import hmac
import secrets

KEY_BYTES = 32


class DataKey:
    """The key in memory that can be overwritten; it is never shown by `repr`."""

    def __init__(self, secret: bytes | bytearray) -> None:
        """Take 32 bytes. Raises ValueError for any other length."""
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes")
        self._secret = bytearray(secret)

    @classmethod
    def generate(cls) -> "DataKey":
        """Return a new random key."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def secret(self) -> bytes:
        """Return the key's bytes, for wrapping it in a slot. Raises ValueError once wiped."""
        if not self._secret:
            raise ValueError("the key has been wiped")
        return bytes(self._secret)

    @property
    def hex(self) -> str:
        """Return SQLCipher's raw form, `x'…'`, which skips its own key stretching."""
        return f"x'{self.secret.hex()}'"

    def copy(self) -> "DataKey":
        """Return the same key in memory of its own, to be wiped on its own."""
        return DataKey(self.secret)

    def check_value(self, vault_id: str) -> str:
        """Return a fingerprint that tells this key from others and gives nothing of it away."""
        message = f"second-me key check {vault_id}".encode()
        return hmac.digest(self.secret, message, hashlib.sha256)[:16].hex()

    def wipe(self) -> None:
        """Overwrite the key; the object is of no use afterwards."""
        for index in range(len(self._secret)):
            self._secret[index] = 0
        self._secret.clear()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataKey) and hmac.compare_digest(self._secret, other._secret)

    __hash__ = None  # type: ignore[assignment]  # it can be wiped

    def __repr__(self) -> str:
        return "DataKey(…)"
