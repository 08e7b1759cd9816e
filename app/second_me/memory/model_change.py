"""What becomes of the vectors of earlier embedders once another one has come.

They are kept, and searched where the new one understands them, until everything that they
stand for has a vector of the new one; then they go.
"""

from typing import Final

from second_me.vault.session import Session
from second_me.vault.vault import Vault

CHUNK: Final = 5_000
"""Rows a write: what other writers wait for at most."""


def retire(vault: Vault, model: str) -> int:
    """Remove the vectors of the models that `model` has caught up with; return how many.

    Cut off in the middle it can be called again. Raises what the vault raises.
    """
    others = [
        name for name in vault.read(lambda session: session.vectors.models()) if name != model
    ]
    if not others:
        return 0
    behind = vault.read(lambda session: _behind(session, model))
    return sum(_remove(vault, name) for name in others if name not in behind)


def _behind(session: Session, model: str) -> list[str]:
    """Return whose vectors are needed still: all others' while a fact has none of this model."""
    if session.facts.without_vector(model, 1):
        return session.vectors.models()
    return session.vectors.left_behind(model)


def _remove(vault: Vault, model: str) -> int:
    removed = 0
    while True:
        chunk = vault.write(lambda session: session.vectors.thin(model, CHUNK))
        removed += chunk
        if chunk < CHUNK:
            return removed
