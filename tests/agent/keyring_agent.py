"""The agent with a keyring that is a file, given by the environment: for tests of the start."""

import os
import sys
from pathlib import Path

from second_me.agent.main import main
from second_me.agent.parts import Parts
from second_me.core.errors import KeyringUnavailable
from second_me.vault import Argon2Cost

FILE = Path(os.environ.get("TEST_KEYRING", ""))


class FileKeyring:
    name = "file of a test"

    def get(self, vault_id: str) -> bytes | None:
        if not FILE.parent.is_dir():
            raise KeyringUnavailable(
                "The keyring is gone", "Its folder is missing.", "Use another."
            )
        entry = FILE.with_name(vault_id)
        return entry.read_bytes() if entry.exists() else None

    def set(self, vault_id: str, secret: bytes) -> None:
        FILE.with_name(vault_id).write_bytes(secret)

    def delete(self, vault_id: str) -> None:
        FILE.with_name(vault_id).unlink(missing_ok=True)


def with_keyring() -> Parts:
    return Parts(argon2=Argon2Cost(memory_kib=64, passes=1), keyring=FileKeyring)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], with_keyring))
