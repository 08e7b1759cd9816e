"""The settings of the agent and the health of it all, as the pages show them."""

import functools
from collections.abc import Callable

from second_me.core.changes import Topic
from second_me.core.errors import SecondMeError
from second_me.core.protocol.pushes import Changed, PushParams
from second_me.core.protocol.system import (
    ChangeSetting,
    Check,
    GetHealth,
    Health,
    Jobs,
    ListJobs,
    ListSettings,
    Resume,
    RetryJob,
    Settings,
    SettingValue,
    SettingView,
)
from second_me.core.protocol.vault import MakeBackup
from second_me.desktop.calling import Caller, ignore


class SettingValues:
    """The declared settings with their present values. `on_change` follows each change."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.settings: tuple[SettingView, ...] = ()
        self.errors: dict[str, str] = {}
        self.on_change: Callable[[], None] = _nothing

    def refresh(self) -> None:
        self._caller.call(ListSettings(), self._on_settings, ignore)

    def on_push(self, push: PushParams) -> None:
        if isinstance(push, Changed) and Topic.SETTINGS in push.changes.topics:
            self.refresh()

    def change(self, key: str, value: SettingValue) -> None:
        """Set a value; what stands against it comes into `errors`."""
        known = next((one for one in self.settings if one.key == key), None)
        if known is not None and known.value == value and type(known.value) is type(value):
            return
        self.errors.pop(key, None)
        request = ChangeSetting(key=key, value=value)
        self._caller.call(request, self._on_set, functools.partial(self._on_refused, key))

    def _on_settings(self, settings: Settings) -> None:
        self.settings = settings.settings
        self.on_change()

    def _on_set(self, _done: object) -> None:
        self.refresh()

    def _on_refused(self, key: str, error: SecondMeError) -> None:
        self.errors[key] = f"{error.message} {error.action}".strip()
        self.on_change()


class HealthView:
    """What Health found last."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.checks: tuple[Check, ...] = ()
        self.busy = False
        self.error = ""
        self.on_change: Callable[[], None] = _nothing

    def refresh(self, *, deep: bool = False) -> None:
        """Look again; `deep` reads every page of the vault and takes its time."""
        if self.busy:
            return
        self.busy = True
        self._caller.call(GetHealth(deep=deep), self._on_health, self._on_error, patient=True)
        self.on_change()

    def repair(self, name: str) -> None:
        """Do what mends a check, and look again."""
        if name == "jobs":
            self._caller.call(ListJobs(dead_only=True), self._on_dead_jobs, self._on_error)
        elif name == "work":
            self._caller.call(Resume(), self._on_repaired, self._on_error)
        elif name == "backup":
            self.busy = True
            self._caller.call(MakeBackup(), self._on_repaired, self._on_error, patient=True)
            self.on_change()

    def _on_dead_jobs(self, jobs: Jobs) -> None:
        for job in jobs.jobs:
            self._caller.call(RetryJob(id=job.id), ignore, self._on_error)
        self.refresh()

    def _on_repaired(self, _done: object) -> None:
        self.busy = False
        self.refresh()

    def _on_health(self, health: Health) -> None:
        self.busy = False
        self.error = ""
        self.checks = health.checks
        self.on_change()

    def _on_error(self, error: SecondMeError) -> None:
        self.busy = False
        self.error = f"{error.title}. {error.message} {error.action}".strip()
        self.on_change()


def _nothing() -> None:
    pass
