"""PDF forms: planned like those of pages, and filled into a copy by ourselves."""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Final

from second_me.agent.caller import Caller
from second_me.agent.fill_plans import FillPlans, counted
from second_me.autofill.origins import Site
from second_me.autofill.pdf.asking import copy_of, page_of
from second_me.core.errors import NotWritable, PersonFault, SecondMeError
from second_me.core.protocol.fill import PdfWritten, Planned, PlanPdf, Refused, WritePdf
from second_me.core.protocol.pushes import FillDecided, PushParams

_MOST: Final = 1000


class PdfForms:
    """The forms that came out of files. Here the one who fills is the agent itself."""

    def __init__(self, plans: FillPlans) -> None:
        self._plans = plans
        self._caller = Caller(self._heard)
        self._decided: dict[str, dict[int, str]] = {}

    def plan(self, request: PlanPdf) -> Planned | Refused:
        """Make a plan for the form in a file. Raises UnfitPdf."""
        file = Path(request.path)
        page = page_of(file)
        site = Site(f"{page.origin}{file.name}", file.name, file.name)
        made = self._plans.await_word(site, page, self._caller, str(file.absolute()))
        return made if isinstance(made, Refused) else counted(made)

    def write(self, request: WritePdf) -> PdfWritten:
        """Fill a copy of a plan's file. Raises PersonFault, UnfitPdf, NotWritable; if it could
        not be written, the plan waits again.
        """
        file = Path(self._plans.file_of(request.id))
        target = Path(request.path) if request.path else None
        if target is not None and target.exists():
            raise PersonFault(
                "There is a file of that name", "No file is written over.", "Choose another name."
            )
        self._plans.approve(request.id, request.choices, request.written)
        values = self._decided.pop(request.id, {})
        try:
            copy, fields = copy_of(file, values)
            written = _write(copy, target) if target else _beside(copy, file)
        except SecondMeError:
            self._plans.reopen(request.id)
            raise
        self._plans.filled(request.id, fields, self._caller, undone=False)
        return PdfWritten(path=str(written), filled=fields)

    def _heard(self, told: PushParams) -> None:
        if isinstance(told, FillDecided):
            self._decided[told.id] = _values(told)


def _values(told: FillDecided) -> dict[int, str]:
    return {put.field: put.value for put in told.values}


def _beside(copy: bytes, file: Path) -> Path:
    """Write a copy beside its form, under the first name that is free. Raises NotWritable."""
    for number in range(1, _MOST):
        ending = "filled" if number == 1 else f"filled {number}"
        target = file.with_name(f"{file.stem} ({ending}).pdf")
        if not target.exists():
            return _write(copy, target)
    raise _not_writable(file)


def _write(copy: bytes, target: Path) -> Path:
    """Write a file whole or not at all, and over nothing. Raises NotWritable."""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
            try:
                part.write(copy)
                part.close()
                _name(Path(part.name), target)
            finally:
                with contextlib.suppress(OSError):  # what a full disk did not take
                    part.close()
                Path(part.name).unlink(missing_ok=True)
    except OSError:
        raise _not_writable(target) from None
    return target


def _name(part: Path, target: Path) -> None:
    """Give a file its name, which has to be free. Raises OSError."""
    try:
        os.link(part, target)
    except OSError:
        if target.exists():
            raise
        part.rename(target)  # a disk without links, as most sticks are


def _not_writable(target: Path) -> NotWritable:
    return NotWritable(
        "The filled copy cannot be written",
        f"{target.parent} cannot be written to, or is full.",
        "Choose another folder.",
    )
