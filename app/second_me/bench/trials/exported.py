"""Promise `export`: an export is complete, in the clear and encrypted, whole and damaged."""

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from second_me.bench.trials import scopes
from second_me.bench.trials.report import Report
from second_me.bench.trials.sample_vault import CHEAP, CLOCK
from second_me.core.errors import SecondMeError
from second_me.core.paths import Home
from second_me.core.protocol.export import ExportForm
from second_me.vault import DataKey, Session, Vault
from second_me.vault.exporting import bundle, checking
from second_me.vault.exporting.sealing import SealedWriter, lines, unsealed

PASSPHRASE: Final = "of an export in a trial"  # noqa: S105  (it protects nothing)
PIECE: Final = 1 << 16
DAMAGES: Final = 10
"""How often each export is damaged: every one of them must be noticed."""


def round_trips(folder: Path, trials: int, seed: int = 41) -> Report:
    """Export `trials` vaults, take each into an empty one, and compare all rows; then damage it."""
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    report = Report(promise="export", what="exports taken in again and compared row by row")
    for number in range(trials):
        root = folder / f"life-{number}"
        key = scopes.make_life(root, chance)
        vault = Vault.open(Home(root=root, models=root), key, CLOCK)
        try:
            form = chance.choice((ExportForm.JSON, ExportForm.ALL))
            sealed = _sealed(vault, form)
            report.note(_compared(vault, sealed, folder / f"other-{number}"))
        finally:
            vault.close()
        for _ in range(DAMAGES):
            report.note(_missed(sealed, chance))
    return report


def _sealed(vault: Vault, form: ExportForm) -> bytes:
    out = io.BytesIO()
    writer = SealedWriter(out, PASSPHRASE, CHEAP)

    def put(session: Session) -> None:
        def one(each: ExportForm, write: bundle.Write) -> dict[str, int]:
            return session.export_as(each, write, CLOCK.now())

        if form is ExportForm.ALL:
            bundle.write(writer, one)
        else:
            one(form, writer.write)

    vault.read(put)
    writer.close()
    return out.getvalue()


def _lines(sealed: bytes) -> Iterator[bytes]:
    pieces = unsealed(io.BytesIO(sealed), PASSPHRASE)
    first = next(pieces)
    rest = (piece for some in ((first,), pieces) for piece in some)
    return lines(bundle.first_member(rest) if first.startswith(bundle.BEGINNING) else rest)


def _compared(vault: Vault, sealed: bytes, root: Path) -> str:
    other = Vault.create(Home(root=root, models=root), DataKey.generate(), CLOCK)
    try:
        other.take_in(_lines(sealed))
        if _everything(other) != _everything(vault):
            return "rows are not the same"
        return next(iter(other.check(deep=True)), "")
    finally:
        other.close()


def _everything(vault: Vault) -> list[Any]:
    """Return an export's lines but its head: all rows, secrets and the numbers given."""
    out: list[bytes] = []
    vault.read(lambda session: session.export_as(ExportForm.JSON, out.append, CLOCK.now()))
    return sorted(out[1:])


def _missed(sealed: bytes, chance: random.Random) -> str:
    """Return what is wrong if damage to an export is not noticed."""
    place = chance.randrange(len(sealed))
    torn = bytearray(sealed)
    how = chance.choice(("cut", "flip"))
    if how == "cut":
        del torn[place:]
    else:
        torn[place] ^= 1 << chance.randrange(8)
    try:
        found = checking.check(_lines(bytes(torn)))
    except (SecondMeError, StopIteration):
        return ""
    return f"{how} at {place}: the damage was not noticed" if found.whole else ""
