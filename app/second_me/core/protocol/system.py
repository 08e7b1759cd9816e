"""The agent itself: greeting, status, health, pause, stop, jobs, settings."""

import enum

import msgspec

from second_me.core.clock import Timestamp
from second_me.core.ids import JobId
from second_me.core.outcomes import StopOutcome
from second_me.core.protocol._base import Done, Request, method
from second_me.core.records import Job

PROTOCOL_VERSION = 1


class VaultState(enum.StrEnum):
    ABSENT = "absent"
    LOCKED = "locked"
    OPEN = "open"


class Activity(enum.StrEnum):
    """What the agent's background work is doing."""

    IDLE = "idle"
    WORKING = "working"
    PAUSED = "paused"  # by the person
    ON_BATTERY = "on_battery"


class ModelState(enum.StrEnum):
    MISSING = "missing"  # no base on this machine
    IDLE = "idle"  # not loaded; loads on the first request
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    agent_version: str
    protocol: int
    pid: int
    vault: VaultState
    compatible: bool


@method("system.hello")
class Hello(Request[Welcome], frozen=True, kw_only=True):
    """The first call on a connection. `subscribe` asks for `changed` and `progress` pushes;
    streamed tokens always go to whoever asked.
    """

    client: str
    protocol: int = PROTOCOL_VERSION
    subscribe: bool = False


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    sources: int = 0
    events: int = 0
    vectors: int = 0
    episodes: int = 0
    facts: int = 0
    entities: int = 0
    jobs_waiting: int = 0
    jobs_dead: int = 0


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """All that a front end shows at a glance. Sizes in bytes, times in UTC milliseconds."""

    agent_version: str
    pid: int
    started_at: Timestamp
    vault: VaultState
    activity: Activity
    model: ModelState
    model_name: str = ""
    model_detail: str = ""
    has_adapters: bool = False
    embedder: str = ""
    counts: Counts = Counts()
    memory_bytes: int = 0
    worker_memory_bytes: int = 0
    vault_bytes: int = 0
    last_backup: Timestamp | None = None
    paused_until: Timestamp | None = None


@method("system.status")
class GetStatus(Request[Status], frozen=True, kw_only=True):
    pass


class Level(enum.StrEnum):
    GOOD = "good"
    NOTICE = "notice"
    PROBLEM = "problem"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One line of Health: what was looked at, what was found, what to do."""

    name: str
    level: Level
    title: str
    detail: str = ""
    action: str = ""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    checks: tuple[Check, ...]


@method("system.health")
class GetHealth(Request[Health], frozen=True, kw_only=True):
    """`deep` also reads every page of the vault."""

    deep: bool = False


@method("system.pause")
class Pause(Request[Done], frozen=True, kw_only=True):
    """Hold background work, for so many minutes or until `Resume`."""

    minutes: int | None = None


@method("system.resume")
class Resume(Request[Done], frozen=True, kw_only=True):
    pass


@method("system.stop")
class StopAgent(Request[StopOutcome], frozen=True, kw_only=True):
    """Drain and end the agent; the answer comes before the socket closes."""


class Jobs(msgspec.Struct, frozen=True, kw_only=True):
    jobs: tuple[Job, ...]


@method("jobs.list")
class ListJobs(Request[Jobs], frozen=True, kw_only=True):
    dead_only: bool = False
    limit: int = 100


@method("jobs.retry")
class RetryJob(Request[Done], frozen=True, kw_only=True):
    id: JobId


@method("jobs.dismiss")
class DismissJob(Request[Done], frozen=True, kw_only=True):
    id: JobId


SettingValue = bool | int | float | str


class SettingView(msgspec.Struct, frozen=True, kw_only=True):
    """A declared setting with its present value; the settings page is made from these."""

    key: str
    value: SettingValue
    default: SettingValue
    label: str
    help: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    settings: tuple[SettingView, ...]


@method("settings.list")
class ListSettings(Request[Settings], frozen=True, kw_only=True):
    pass


@method("settings.set")
class ChangeSetting(Request[Done], frozen=True, kw_only=True):
    key: str
    value: SettingValue
