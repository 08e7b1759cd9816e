"""What is known of somebody by slots: what forms are filled from and People & Facts shows."""

import msgspec

from second_me.core.clock import Precision, Timestamp
from second_me.core.ids import FactId
from second_me.core.records import Quote


class SlotValue(msgspec.Struct, frozen=True, kw_only=True):
    """One value of a slot, in its one form.

    `label` says which of several: "home", "work", "mobile" or nothing. `fact_id` is the fact that
    tells it, None for the name in the settings; parts of a value (a street of a home) have the
    fact of the whole. `confirmed`: the person said so. `disputed`: another value stands beside
    it, and which of them holds is not settled.
    """

    slot: str
    value: str
    label: str = ""
    fact_id: FactId | None = None
    valid_from: Timestamp | None = None
    valid_to: Timestamp | None = None
    precision: Precision = Precision.UNKNOWN
    learned_at: Timestamp = Timestamp(0)
    confirmed: bool = False
    confidence: float = 0.0
    disputed: bool = False
    quotes: tuple[Quote, ...] = ()


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """Slots of somebody that hold a value, the surest and newest first in each. `names` are
    other names for them.
    """

    subject: str
    names: tuple[str, ...] = ()
    values: tuple[SlotValue, ...] = ()

    def of(self, slot: str, label: str = "") -> SlotValue | None:
        """Return the first value of a slot, with that label if one is given."""
        found = (one for one in self.values if one.slot == slot)
        return next((one for one in found if not label or one.label == label), None)
