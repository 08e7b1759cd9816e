"""Units of memory: given to somebody in a file, and those that were taken in."""

from second_me.core.changes import Topic
from second_me.core.clock import Moment
from second_me.core.ids import SourceId
from second_me.core.protocol.erase import Scope
from second_me.core.protocol.memory import Undone
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.protocol.units import (
    ListUnits,
    LookAtUnit,
    TakeBackUnit,
    TakeInUnit,
    Units,
    UnitTaken,
    UnitView,
    UnitWritten,
    WriteUnit,
)
from second_me.core.units import Terms, Unit
from second_me.desktop import wording
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.privacy.guard import Guard
from second_me.desktop.privacy.part import Part
from second_me.desktop.translation import tr, tr_count


class Giving(Part):
    """The units that were taken in, and one file at a time: `written` is what was given, `seen`
    what a file that may be taken in holds.
    """

    def __init__(self, caller: Caller, guard: Guard) -> None:
        super().__init__(caller, guard)
        self._clear()

    def _clear(self) -> None:
        self.hush()
        self.busy = False
        self.units: tuple[Unit, ...] = ()
        self.written: UnitWritten | None = None
        self.seen: UnitView | None = None
        self._file = ("", "")

    def refresh(self) -> None:
        self._caller.call(ListUnits(), self._on_units, ignore)

    def forget(self) -> None:
        self._clear()

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and Topic.SOURCES in push.changes.topics:
            self.on_stale()

    def write(  # noqa: PLR0917  (what, whereto, for whom)
        self, path: str, passphrase: str, name: str, by: str, scope: Scope, terms: Terms
    ) -> None:
        """Write a unit, once the person has shown themselves."""
        self.busy = True
        self.written = None
        request = WriteUnit(
            path=path, passphrase=passphrase, name=name, by=by, scope=scope, terms=terms
        )
        self._guarded(request, self._on_written)

    def look(self, path: str, passphrase: str) -> None:
        """See what a file holds; nothing is taken in."""
        self.busy = True
        self.seen = None
        self._file = (path, passphrase)
        self._ask(LookAtUnit(path=path, passphrase=passphrase), self._on_seen)

    def take_in(self, *, mine: bool) -> None:
        """Take in the file that was looked into."""
        path, passphrase = self._file
        if self.seen is not None:
            self.busy = True
            request = TakeInUnit(path=path, passphrase=passphrase, mine=mine)
            self._ask(request, self._on_taken)

    def leave(self) -> None:
        """Take nothing in."""
        self.seen = None
        self._file = ("", "")
        self.on_change()

    def take_back(self, id_: SourceId) -> None:
        """Take out all that a unit brought."""
        self._ask(TakeBackUnit(id=id_), self._on_back)

    def _failed(self) -> None:
        self.busy = False

    def _on_units(self, units: Units) -> None:
        self.units = units.units
        self.on_change()

    def _on_written(self, written: UnitWritten) -> None:
        self.busy = False
        self.written = written
        self.on_change()

    def _on_seen(self, view: UnitView) -> None:
        self.busy = False
        self.seen = view
        self.on_change()

    def _on_taken(self, taken: UnitTaken) -> None:
        self.busy = False
        self.leave()
        parts = [
            tr("New: {memories} and {facts}.").format(
                memories=wording.memories(taken.events), facts=facts(taken.facts)
            )
        ]
        if taken.known:
            parts.append(tr_count("1 was known.", "%n were known.", taken.known))
        if taken.waiting:
            waiting = tr("{facts} about you: your word is waited for in Review.")
            parts.append(waiting.format(facts=facts(taken.waiting)))
        self.notice = " ".join(parts)
        self.refresh()

    def _on_back(self, done: Undone) -> None:
        self.notice = tr("{memories} were taken out.").format(
            memories=wording.memories(done.events)
        )
        self.refresh()


def facts(count: int) -> str:
    return tr_count("1 fact", "%n facts", count)


def terms_in_words(terms: Terms) -> str:
    """Return what may be done with a unit."""
    said = [tr("may be handed on") if terms.pass_on else tr("not to be handed on")]
    if terms.read_only:
        said.append(tr("to be read only"))
    if terms.expires_at is not None:
        until = tr("kept until {when}")
        said.append(until.format(when=wording.day(Moment(terms.expires_at).local())))
    return ", ".join(said)
