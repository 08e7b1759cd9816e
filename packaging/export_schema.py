"""Write resources/export.schema.json from the vault's schema.

Run from the checkout: python packaging/export_schema.py
"""

import sys
import tempfile
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "app"))

from second_me.core.clock import SystemClock  # noqa: E402
from second_me.core.paths import Home  # noqa: E402
from second_me.vault import DataKey, Vault  # noqa: E402
from second_me.vault.exporting.tables import schema  # noqa: E402


def main() -> None:
    """Make an empty vault and describe its tables."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(root=Path(folder), models=Path(folder))
        vault = Vault.create(home, DataKey.generate(), SystemClock())
        try:
            described = vault.read(lambda session: schema(session._connection))  # noqa: SLF001
        finally:
            vault.close()
    text = msgspec.json.format(msgspec.json.encode(described), indent=1)
    (ROOT / "resources" / "export.schema.json").write_bytes(text + b"\n")


if __name__ == "__main__":
    main()
