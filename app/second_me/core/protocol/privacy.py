"""What lies where, the one page of what is known, how long things are kept, and wiping it all."""

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import RuleId, SourceId
from second_me.core.protocol._base import Done, Request, method
from second_me.core.protocol.erase import Reason
from second_me.core.records import EventKind


class Confirmed(msgspec.Struct, frozen=True, kw_only=True):
    """Until when this connection may export, erase and look at everything at once."""

    until: Timestamp


@method("privacy.confirm")
class Confirm(Request[Confirmed], frozen=True, kw_only=True):
    """Show by the passphrase or the recovery code that it is the person who asks. It holds for
    this connection and a few minutes. Raises `wrong_secret`.

    Calls that need it raise `not_confirmed` without it: erasing, exporting, wiping, changes of
    keys, the page of all that is known, and lists of more than a thousand. Making or unlocking
    the vault by a secret over the same connection confirms too.
    """

    passphrase: str = ""
    recovery_code: str = ""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One place on the disk. `sealed`: what is in it is encrypted."""

    name: str
    what: str
    path: str
    files: int
    bytes: int
    sealed: bool


class Places(msgspec.Struct, frozen=True, kw_only=True):
    places: tuple[Place, ...]


@method("privacy.places")
class ListPlaces(Request[Places], frozen=True, kw_only=True):
    """Say where on this machine something of Second Me lies, and how much."""


class KnownPage(msgspec.Struct, frozen=True, kw_only=True):
    """Markdown, about one printed page; `facts`, `people` and `events` count what it rests on."""

    text: str
    facts: int
    people: int
    events: int


@method("privacy.page")
class GetKnownPage(Request[KnownPage], frozen=True, kw_only=True):
    """What Second Me knows about the person, on one page in plain words. Has to be confirmed."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """How long events are kept: those of one source, of one kind, or of both; a source's own rule
    goes before that of its kind. `days` 0 keeps them for ever.
    """

    days: int
    source_id: SourceId | None = None
    kind: EventKind | None = None


class RuleView(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that is set. `due`: how many events it would erase now; `next_at`: when the next one
    comes due. It does not act before `acts_from`, a day after it was set.
    """

    id: RuleId
    rule: Rule
    set_at: Timestamp
    acts_from: Timestamp
    due: int
    next_at: Timestamp | None = None


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    rules: tuple[RuleView, ...]


@method("retention.list")
class ListRules(Request[Rules], frozen=True, kw_only=True):
    """The rules, and what each would erase now. `erase.plan` with the scope `outlived` shows the
    whole of it; starting that plan erases at once what else the schedule does once a day.
    """


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule would do if it were set: nothing has been done."""

    due: int
    first_at: Timestamp | None = None
    last_at: Timestamp | None = None
    next_at: Timestamp | None = None


@method("retention.preview")
class PreviewRule(Request[Effect], frozen=True, kw_only=True):
    rule: Rule


@method("retention.set")
class SetRule(Request[RuleView], frozen=True, kw_only=True):
    """Set a rule in the place of one for the same source and kind. Has to be confirmed."""

    rule: Rule


@method("retention.remove")
class RemoveRule(Request[Done], frozen=True, kw_only=True):
    id: RuleId


class WipePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What wiping would destroy; nothing has been done."""

    places: tuple[Place, ...]
    keyring_entries: int
    unreachable: tuple[Reason, ...]


@method("wipe.plan")
class PlanWipe(Request[WipePlan], frozen=True, kw_only=True):
    """Say what `wipe.everything` would destroy. Works on a locked vault too."""

    models: bool = False


class Wiped(msgspec.Struct, frozen=True, kw_only=True):
    """What was destroyed, by name, and what could not be: `left` is to be removed by hand."""

    destroyed: dict[str, int]
    left: tuple[Reason, ...]
    unreachable: tuple[Reason, ...]


@method("wipe.everything")
class WipeEverything(Request[Wiped], frozen=True, kw_only=True):
    """Destroy all keys, then all files: no vault, backup or keyring entry can be opened after
    it. The agent ends by itself. Has to be confirmed; `forgotten` does without on a locked
    vault whose secrets nobody knows any more. `sure` has to be the word "wipe".
    """

    sure: str
    models: bool = False
    forgotten: bool = False
