"""Taking everything out, and in again: one file that other programs can read."""

import enum

import msgspec

from second_me.core.protocol._base import Done, Request, method
from second_me.core.protocol.erase import Scope


class ExportForm(enum.StrEnum):
    JSON = "json"  # all rows, to be read by programs and taken in again
    MARKDOWN = "markdown"  # to be read by people
    VCARD = "vcard"  # people, for address books
    CALENDAR = "icalendar"  # what has a day, for calendars
    PAGE = "page"  # the one page of what is known about the person
    ALL = "all"  # a ZIP of all of these


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """Where it lies, how large it is, and how many rows of each table are in it."""

    path: str
    bytes: int
    rows: dict[str, int]
    sealed: bool


@method("export.write")
class WriteExport(Request[Exported], frozen=True, kw_only=True):
    """Write all that is stored and derived into a file that is not there yet; of one `scope` if
    given. It is encrypted under `passphrase`. Without one everybody can read it, and `plain`
    has to say that this is meant. Has to be confirmed.
    """

    path: str
    form: ExportForm = ExportForm.JSON
    scope: Scope | None = None
    passphrase: str = ""
    plain: bool = False


class ExportPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What an export would hold; `bytes` of the plain content."""

    rows: dict[str, int]
    bytes: int


@method("export.plan")
class PlanExport(Request[ExportPlan], frozen=True, kw_only=True):
    """Say what an export would hold, and write nothing."""

    form: ExportForm = ExportForm.JSON
    scope: Scope | None = None


class ExportCheck(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a file could be taken in with nothing lost; `fault` says why not."""

    whole: bool
    rows: dict[str, int]
    fault: str = ""


@method("export.check")
class CheckExport(Request[ExportCheck], frozen=True, kw_only=True):
    """Hold each line of an export against the schema, and take all of it into a vault in memory
    that is thrown away.
    """

    path: str
    passphrase: str = ""


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    rows: dict[str, int]


@method("export.take_in")
class TakeInExport(Request[TakenIn], frozen=True, kw_only=True):
    """Put all that an export holds into a vault that is empty so far."""

    path: str
    passphrase: str = ""


@method("export.unseal")
class UnsealExport(Request[Done], frozen=True, kw_only=True):
    """Write the plain content of an encrypted export into another file. Has to be confirmed."""

    path: str
    target: str
    passphrase: str
