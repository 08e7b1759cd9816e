"""PDF forms from the agent's side: a child reads and fills the file, and its faults have words."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from second_me.autofill.pdf.child import Answered, Question
from second_me.core.errors import UnfitPdf
from second_me.core.forms import Page

LARGEST: Final = 50 * 1024 * 1024
_SECONDS: Final = 60.0
_FAULTS: Final = {
    "no-form": (
        "There is no form in this file",
        "It has no fields that a program can fill: it may be a picture of a form.",
        "Ask for a form that can be filled in, or fill it by hand.",
    ),
    "locked": (
        "This file is encrypted",
        "It opens only with a password, and passwords are not asked for here.",
        "Save a copy without a password and fill that one.",
    ),
    "xfa": (
        "This form is of a kind that only Adobe's programs read",
        "It is an XFA form, without fields of its own.",
        "Open it in Adobe Reader, or ask for an ordinary PDF form.",
    ),
    "signed": (
        "This file is signed",
        "Filling it would break the signature.",
        "Ask for the form as it was before it was signed.",
    ),
    "damaged": (
        "This file cannot be read",
        "It is damaged, or it is no PDF.",
        "Fetch it again from where it came.",
    ),
    "too-large": (
        "This file is too large",
        "Reading it would take more memory or time than a form needs.",
        "Print the pages with the form into a file of their own.",
    ),
}


def page_of(file: Path) -> Page:
    """Return what the form in a file asks. Raises UnfitPdf."""
    page = _asked(Question(_bytes(file))).page
    if page is None:
        raise _unfit("damaged")
    return page


def copy_of(file: Path, values: Mapping[int, str]) -> tuple[bytes, tuple[int, ...]]:
    """Return a filled copy of a file, and the fields that took their value. Raises UnfitPdf."""
    told = _asked(Question(_bytes(file), dict(values)))
    return told.copy, told.filled


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise _unfit("too-large")
        return file.read_bytes()
    except OSError:
        raise UnfitPdf(
            "This file cannot be opened",
            "It is not there, or it may not be read.",
            "Choose another.",
        ) from None


def _asked(question: Question) -> Answered:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "second_me.autofill.pdf.child"],
            input=msgspec.msgpack.encode(question),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
        told = msgspec.msgpack.decode(done.stdout, type=Answered)
    except subprocess.TimeoutExpired:
        raise _unfit("too-large") from None
    except msgspec.MsgspecError:  # it was killed, or what it read is no page after all
        raise _unfit("too-large" if done.returncode < 0 else "damaged") from None
    if told.fault:
        raise _unfit(told.fault)
    return told


def _unfit(reason: str) -> UnfitPdf:
    return UnfitPdf(*_FAULTS[reason])
