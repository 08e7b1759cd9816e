"""Plans made from what memory knows of somebody, now or before."""

import time
from typing import Final

import msgspec

from second_me.autofill import addresses
from second_me.autofill.classifier import Classifier
from second_me.autofill.fill_plan import Draft, plan
from second_me.autofill.origins import Site
from second_me.autofill.values import slot_of
from second_me.core.clock import Clock, Timestamp
from second_me.core.forms import FieldKind, Page
from second_me.core.profile import Profile
from second_me.core.protocol.fill import Plan, Refused, Rule
from second_me.memory.profile import history_of, profile_of
from second_me.vault.session import Session
from second_me.vault.vault import Vault

_MOST_PASTS: Final = 6
_MOST_CHOICES: Final = 12
_NAMES: Final = frozenset({FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME, FieldKind.ADDITIONAL_NAME})


class Drafts:
    """Makes plans; keeps none."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def make(
        self,
        id: str,  # noqa: A002
        page: Page,
        site: Site,
        subject: str = "",
        label: str = "",
    ) -> Plan:
        """Return the plan of a page from what holds now of somebody."""
        started = time.perf_counter()
        now = self._clock.now()
        profile = self._vault.read(lambda session: profile_of(session, subject, now))
        draft = self._drafted(page, site.origin, profile, label, subject)
        return Plan(
            id=id,
            origin=site.origin,
            site=site.shown,
            ascii=site.ascii,
            purpose=draft.purpose,
            entries=draft.entries,
            made_at=now,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
            subject=subject,
            label=label,
        )

    def with_past(self, old: Plan, page: Page, field: int) -> Plan:
        """Offer for one field of a plan also the values that held before."""
        entry = next((one for one in old.entries if one.field == field), None)
        if entry is None or not entry.choices:
            return old
        known = {one.value: one for one in entry.choices}
        for profile in self._pasts(old.subject, entry.kind):
            made = self._drafted(page, old.origin, profile, old.label)
            past = next(one for one in made.entries if one.field == field)
            for choice in past.choices:
                if choice.until is not None:
                    known.setdefault(choice.value, choice)
        grown = msgspec.structs.replace(entry, choices=tuple(known.values())[:_MOST_CHOICES])
        entries = tuple(grown if one is entry else one for one in old.entries)
        return msgspec.structs.replace(old, entries=entries)

    def nothing(self, origin: str) -> Refused:
        """Say why nothing on a page can be filled."""
        said = self._vault.read(lambda session: session.fillings.rules(origin))
        if any(one.kind is None and one.rule is Rule.NEVER for one in said):
            return Refused(
                "You said that nothing is ever filled on this site.",
                "Take that back under Fill, Sites, in the window of Second Me.",
            )
        return Refused(
            "Memory holds nothing for this form, or nothing that may be filled in it.",
            "Look under People & Facts at what is known of you.",
        )

    def _drafted(
        self, page: Page, origin: str, profile: Profile, label: str, subject: str = ""
    ) -> Draft:
        said = self._vault.read(lambda session: session.fillings.rules(origin))
        rules = {one.kind: one.rule for one in said}
        return plan(page, profile, rules, Classifier.shipped(), label, subject)

    def _pasts(self, subject: str, kind: FieldKind) -> list[Profile]:
        """Return what was known of somebody at the last moments at which values of a kind of
        field held that hold no longer, the latest first.
        """
        now = self._clock.now()
        slots = slot_of(kind)
        if kind in addresses.KINDS:
            slots = ("home", "workplace")
        elif kind in _NAMES:
            slots = ("name",)

        def read(session: Session) -> list[Profile]:
            values = [one for slot in slots for one in history_of(session, subject, slot)]
            ends = {one.valid_to for one in values if one.valid_to and one.valid_to <= now}
            latest = sorted(ends, reverse=True)[:_MOST_PASTS]
            return [profile_of(session, subject, Timestamp(end - 1)) for end in latest]

        return self._vault.read(read)
