"""The steps of the first run and what they gather."""

import enum
import random
import re
from collections.abc import Callable

from second_me.core.errors import SecondMeError
from second_me.core.protocol.models import DownloadModel, ListModels, Models, ModelView, Presence
from second_me.core.protocol.pushes import Progress, PushParams
from second_me.core.protocol.vault import Created, CreateVault
from second_me.desktop import wording
from second_me.desktop.calling import Caller, ignore
from second_me.desktop.first_run.passphrase import rate
from second_me.desktop.translation import tr


class Step(enum.IntEnum):
    WELCOME = 0
    PASSPHRASE = 1
    RECOVERY = 2
    CONFIRM = 3
    MODEL = 4
    MEMORIES = 5
    FINISHED = 6


_PARTS = re.compile(r"[^\s\-]+")
_ASKED = 2


class FirstRun:
    """Leads from step to step. `on_change` follows each change."""

    def __init__(self, caller: Caller, chance: random.Random) -> None:
        self._caller = caller
        self._chance = chance
        self.step = Step.WELCOME
        self.creating = False
        self.error: SecondMeError | None = None
        self.recovery_code = ""
        self.notice = ""
        self.asked_parts: tuple[int, ...] = ()
        self.models: tuple[ModelView, ...] | None = None
        self.download: Progress | None = None
        self.download_error: SecondMeError | None = None
        self.on_change: Callable[[], None] = _nothing

    @property
    def parts(self) -> list[str]:
        """Return the groups of the recovery code."""
        return _PARTS.findall(self.recovery_code)

    @property
    def model(self) -> ModelView | None:
        """Return the model that answers: the one in use, else one that is ready."""
        ready = [one for one in self.models or () if one.presence is Presence.READY]
        return next((one for one in ready if one.in_use), ready[0] if ready else None)

    @property
    def offered(self) -> ModelView | None:
        """Return the smallest model of the catalogue that could be fetched."""
        missing = [one for one in self.models or () if one.presence is not Presence.READY]
        return min(missing, key=lambda one: one.size, default=None)

    def go(self, step: Step) -> None:
        """Show a step; what it needs is asked for."""
        self.step = step
        if step is Step.MODEL:
            self._caller.call(ListModels(), self._on_models, ignore)
        if step is Step.CONFIRM:
            count = len(self.parts)
            chosen = self._chance.sample(range(count), min(_ASKED, count))
            self.asked_parts = tuple(sorted(chosen))
        self.on_change()

    def problem_with(self, passphrase: str, again: str) -> str:
        """Return why the two cannot be used yet; empty when they can."""
        rating = rate(passphrase)
        if not rating.acceptable:
            return rating.words
        if again and again != passphrase:
            return tr("The two are not the same.")
        return "" if again else tr("Type it a second time.")

    def create(self, passphrase: str, *, keyring: bool) -> None:
        """Make the vault; leads to the recovery code."""
        if self.creating:
            return
        self.creating = True
        self.error = None
        self.on_change()
        request = CreateVault(passphrase=passphrase, recovery=True, keyring=keyring)
        self._caller.call(request, self._on_created, self._on_not_created, patient=True)

    def confirms(self, typed: list[str]) -> bool:
        """Say whether the asked groups of the code were typed as they stand."""
        wanted = [self.parts[index].casefold() for index in self.asked_parts]
        return [text.strip().casefold() for text in typed] == wanted

    def confirmed(self) -> None:
        """Forget the code: it was written down."""
        self.recovery_code = ""
        self.asked_parts = ()
        self.go(Step.MODEL)

    def fetch(self, model: ModelView) -> None:
        """Download a model: the one time that the network is used, on the person's word."""
        self.download_error = None
        self.download = Progress(
            key=f"download:{model.name}", title=model.label, done=0, total=model.size, unit="bytes"
        )
        self.on_change()
        request = DownloadModel(name=model.name)
        self._caller.call(request, self._on_fetched, self._on_not_fetched, patient=True)

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Progress) and self.download and push.key == self.download.key:
            self.download = push
            self.on_change()

    def model_line(self) -> str:
        """Return what is known of the model, in words."""
        if self.models is None:
            return tr("Looking for a language model…")
        if self.model is not None:
            return tr("{name} is ready ({size}). It runs on this computer alone.").format(
                name=self.model.label, size=wording.size(self.model.size)
            )
        return tr(
            "There is no language model on this computer yet. Finding memories works "
            "without one; writing answers needs one."
        )

    def _on_created(self, created: Created) -> None:
        self.creating = False
        self.recovery_code = created.recovery_code
        self.notice = created.notice
        self.go(Step.RECOVERY if created.recovery_code else Step.MODEL)

    def _on_not_created(self, error: SecondMeError) -> None:
        self.creating = False
        self.error = error
        self.on_change()

    def _on_models(self, models: Models) -> None:
        self.models = models.models
        self.on_change()

    def _on_fetched(self, _done: object) -> None:
        self.download = None
        self._caller.call(ListModels(), self._on_models, ignore)

    def _on_not_fetched(self, error: SecondMeError) -> None:
        self.download = None
        self.download_error = error
        self.on_change()


def _nothing() -> None:
    pass
