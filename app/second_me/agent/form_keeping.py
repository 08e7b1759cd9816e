"""Keeping what a person typed into a form, on their click: asked for field by field, then put
to them in Review.
"""

from second_me.agent.notices import Notices
from second_me.autofill.classifier import Classifier
from second_me.autofill.origins import site_of
from second_me.autofill.typed import learnable, told
from second_me.autofill.understanding import understand
from second_me.core.clock import Clock, Moment, Precision
from second_me.core.protocol.fill import KeepTyped, Kept, Learnable, LearnForm, Refused
from second_me.memory import kept_from_forms
from second_me.vault.vault import Vault


class FormKeeping:
    """Reads nothing by itself: the browser tells what it was let to read."""

    def __init__(self, vault: Vault, clock: Clock, notices: Notices) -> None:
        self._vault = vault
        self._clock = clock
        self._notices = notices

    def learn(self, request: LearnForm) -> Learnable | Refused:
        """Return which fields of a page could tell something."""
        site = site_of(request.page.origin, request.tab_origin)
        if isinstance(site, Refused):
            return site
        understood = understand(request.page, Classifier.shipped())
        return Learnable(fields=learnable(request.page, understood))

    def keep(self, request: KeepTyped, subject: str) -> Kept | Refused:
        """Put what is new of it to the person; `subject` is whose form it is, "" their own."""
        site = site_of(request.page.origin, request.tab_origin)
        if isinstance(site, Refused):
            return site
        understood = understand(request.page, Classifier.shipped())
        typed = [
            (one.slot, one.value, one.label)
            for one in told(request.page, understood, request.typed)
        ]
        now = self._clock.now()
        moment = Moment(now, Precision.SECOND, self._clock.utc_offset_minutes(now))
        done = self._vault.write(
            lambda session: kept_from_forms.propose(session, site.shown, subject, typed, moment)
        )
        self._notices.changed(done.changes)
        return Kept(proposed=done.proposed, known=done.known)
