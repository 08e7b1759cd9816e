"""Reads or fills a PDF form in a process of its own, which can do no harm: a file may be hostile.

    python -m second_me.autofill.pdf.child    one question on standard input, one answer on output

It has no network and writes no file, and its memory and time are bounded.
"""

import io
import os
import sys
from typing import Final

import msgspec
from pypdf import PdfReader
from pypdf.errors import DependencyError

from second_me.autofill.pdf.filling import filled
from second_me.autofill.pdf.reading import Unfit, read_form
from second_me.core.forms import Page
from second_me.inference.confinement import confine

MOST_BYTES: Final = 1024 * 1024 * 1024
MOST_SECONDS: Final = 30


class Question(msgspec.Struct, frozen=True):
    """A form, and what to put into it; without values it is only read."""

    file: bytes
    values: dict[int, str] | None = None


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """The page that was read, or the copy that was filled and its fields; or why not."""

    page: Page | None = None
    copy: bytes = b""
    filled: tuple[int, ...] = ()
    fault: str = ""


def main() -> int:
    """Answer one question."""
    _bound()
    confine(os.getppid())
    question = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Question)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answered(question)))
    return 0


def answered(question: Question) -> Answered:
    """Return what comes of a question; of a file that cannot be read, why."""
    try:
        reader = PdfReader(io.BytesIO(question.file))
        if question.values is None:
            return Answered(page=read_form(reader)[0])
        copy, fields = filled(reader, question.values)
        return Answered(copy=copy, filled=fields)
    except Unfit as unfit:
        return Answered(fault=unfit.reason)
    except MemoryError:
        return Answered(fault="too-large")
    except DependencyError:  # it is encrypted in a way that pypdf needs another library for
        return Answered(fault="locked")
    except Exception:  # noqa: BLE001  (what pypdf raises of a mangled file is not one kind)
        return Answered(fault="damaged")


def _bound() -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (there is none on Windows)

    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


if __name__ == "__main__":
    sys.exit(main())
