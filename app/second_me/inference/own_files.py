"""GGUF files of the person's own, and taking any base away again."""

import os
import re
import shutil
from pathlib import Path

from second_me.core.errors import EnvironmentFault, PersonFault
from second_me.inference import catalogue, gguf_check
from second_me.inference.base_file import BaseFile
from second_me.inference.catalogue import PARTIAL, Receipt

_NOT_IN_NAMES = re.compile(r"[^a-z0-9.]+")
_FILE = "model.gguf"


def add(models: Path, path: Path, *, trusted: bool) -> BaseFile:
    """Take in a GGUF file under the name `own-…`; the file itself stays where it is too.

    `trusted` is the person's explicit word: a model file steers a large C++ program.
    Raises PersonFault without it, GgufRefused for a header that is out of bounds,
    EnvironmentFault.
    """
    if not trusted:
        raise PersonFault(
            "This needs your word",
            "A model file from elsewhere can be made to do harm to the program that runs it.",
            "Use it only if you know where it comes from, and say so.",
        )
    header = gguf_check.read(path)
    name = f"own-{_NOT_IN_NAMES.sub('-', path.stem.lower()).strip('-.') or 'model'}"
    folder = models / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / _FILE
        _put(path, target)
        receipt = Receipt(
            name=name,
            file=_FILE,
            size=0,
            modified=0,
            sha256=catalogue.checksum(target),
            label=path.stem[:80],
            encoding=_encoding(header),
            notice=_notice(header),
            origin="own",
            trusted=True,
        )
        catalogue.sign(models, receipt)
    except OSError as error:
        raise EnvironmentFault(
            "The file was not taken in", f"It could not be copied ({type(error).__name__})."
        ) from error
    base = catalogue.base_file(models, name)
    if base is None:
        raise EnvironmentFault("The file was not taken in", "It changed meanwhile.", "Try again.")
    return base


def remove(models: Path, name: str) -> None:
    """Delete a base from this machine. Raises PersonFault if there is none of this name."""
    folder = models / name
    receipt = catalogue.receipt_of(models, name)
    inside = Path(name).name == name != ".."
    partials = list(folder.glob(f"*{PARTIAL}")) if inside else []
    if receipt is None and not partials:
        raise PersonFault("No such model", "It is not on this machine.")
    try:
        for partial in partials:
            partial.unlink()
        if receipt is not None:
            # The receipt goes last: a removal that is cut short can be repeated.
            (folder / receipt.file).unlink(missing_ok=True)
            (folder / catalogue.RECEIPT).unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise EnvironmentFault(
            "The model was not removed", f"Its file is in use ({type(error).__name__})."
        ) from error


def _put(path: Path, target: Path) -> None:
    """Put the file in place: a second name for it where the disk can, else a copy."""
    beside = target.with_name(target.name + PARTIAL)
    beside.unlink(missing_ok=True)
    try:
        os.link(path.resolve(), beside)
    except OSError:
        shutil.copyfile(path, beside)
    beside.replace(target)


def _encoding(header: gguf_check.Header) -> str:
    """Return the encoding that most of the bytes are in."""
    sizes: dict[int, int] = {}
    for tensor in header.tensors:
        sizes[tensor.encoding] = sizes.get(tensor.encoding, 0) + tensor.size
    return gguf_check.ENCODINGS[max(sizes, key=lambda encoding: sizes[encoding])][0]


def _notice(header: gguf_check.Header) -> str:
    tokens = header.keys.get("tokenizer.ggml.tokens", ())
    known = isinstance(tokens, tuple) and "<|im_start|>" in tokens
    return "" if known else "it was not made for our chat template and may answer oddly"
