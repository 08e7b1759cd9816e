"""The vault: keys and slots, the encrypted file, and every repository over it."""

from second_me.vault.audit import Entry as AuditEntry
from second_me.vault.key_change import change_key
from second_me.vault.keyrings import KeyringBackend, MemoryKeyring, NoKeyring, OsKeyring
from second_me.vault.keys import DataKey
from second_me.vault.restoring import restore
from second_me.vault.session import Session
from second_me.vault.slots import KeySlots, NewKey
from second_me.vault.stretching import Argon2Cost
from second_me.vault.unlocking import Opened
from second_me.vault.vault import Vault

__all__ = [
    "Argon2Cost",
    "AuditEntry",
    "DataKey",
    "KeySlots",
    "KeyringBackend",
    "MemoryKeyring",
    "NewKey",
    "NoKeyring",
    "Opened",
    "OsKeyring",
    "Session",
    "Vault",
    "change_key",
    "restore",
]
