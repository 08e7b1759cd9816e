"""Greeting, status, health, pause, stop, jobs, settings."""

import psutil

from second_me import __version__
from second_me.agent import health
from second_me.agent.caller import Caller
from second_me.agent.core_parts import Core
from second_me.agent.dispatch import Handlers
from second_me.agent.services import Services
from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import VaultLocked
from second_me.core.outcomes import StopOutcome, Stopped
from second_me.core.protocol import Done
from second_me.core.protocol.system import (
    PROTOCOL_VERSION,
    Activity,
    ChangeSetting,
    Counts,
    DismissJob,
    GetHealth,
    GetStatus,
    Health,
    Hello,
    Jobs,
    ListJobs,
    ListSettings,
    Pause,
    Resume,
    RetryJob,
    Settings,
    Status,
    StopAgent,
    Welcome,
)


def handlers(core: Core) -> Handlers:
    system = _System(core)
    return {
        Hello: system.hello,
        GetStatus: system.status,
        GetHealth: system.health,
        Pause: system.pause,
        Resume: system.resume,
        StopAgent: system.stop,
        ListJobs: system.jobs,
        RetryJob: system.retry,
        DismissJob: system.dismiss,
        ListSettings: system.settings,
        ChangeSetting: system.change,
    }


class _System:
    def __init__(self, core: Core) -> None:
        self._core = core

    def hello(self, request: Hello, caller: Caller) -> Welcome:
        compatible = request.protocol == PROTOCOL_VERSION
        caller.greet(request.client, subscribed=request.subscribe, compatible=compatible)
        return Welcome(
            agent_version=__version__,
            protocol=PROTOCOL_VERSION,
            pid=self._core.pid,
            vault=self._core.session.state,
            compatible=compatible,
        )

    def status(self, _: GetStatus, __: Caller) -> Status:
        core = self._core
        services = core.session.open_services
        host = core.models.host
        backups = services.vault.backups() if services else ()
        return Status(
            agent_version=__version__,
            pid=core.pid,
            started_at=core.started_at,
            vault=core.session.state,
            activity=services.activity if services else Activity.IDLE,
            model=host.state,
            model_name=host.name,
            model_detail=host.detail,
            has_adapters=core.models.has_adapters,
            embedder=core.embedder.model,
            counts=self._counts(services),
            memory_bytes=psutil.Process().memory_info().rss,
            worker_memory_bytes=host.memory_bytes(),
            vault_bytes=services.vault.size_bytes() if services else 0,
            last_backup=max((backup.created_at for backup in backups), default=None),
            paused_until=core.permission.paused_until,
        )

    def _counts(self, services: Services | None) -> Counts:
        if services is None:
            return Counts()
        index = services.meaning.index
        vectors = len(index) if index.ready else None
        try:
            return services.vault.read(lambda session: session.counts(vectors=vectors))
        except VaultLocked:  # just now
            return Counts()

    def health(self, request: GetHealth, _: Caller) -> Health:
        return Health(checks=tuple(health.examine(self._core, deep=request.deep)))

    def pause(self, request: Pause, _: Caller) -> Done:
        self._core.permission.pause(request.minutes)
        return self._changed(Topic.AGENT)

    def resume(self, _: Resume, __: Caller) -> Done:
        self._core.permission.resume()
        return self._changed(Topic.AGENT)

    def stop(self, _: StopAgent, __: Caller) -> StopOutcome:
        self._core.stop()
        return Stopped()

    def jobs(self, request: ListJobs, _: Caller) -> Jobs:
        found = self._core.session.services.vault.read(
            lambda s: s.jobs.list(dead_only=request.dead_only, limit=request.limit)
        )
        return Jobs(jobs=tuple(found))

    def retry(self, request: RetryJob, _: Caller) -> Done:
        services = self._core.session.services
        dead = services.vault.read(lambda s: s.jobs.list(dead_only=True, limit=1_000_000))
        services.vault.write(lambda s: s.jobs.retry(request.id, self._core.clock.now()))
        for job in dead:
            if job.id == request.id:
                services.backlog.again(job)
        services.wake()
        return self._changed(Topic.JOBS, request.id)

    def dismiss(self, request: DismissJob, _: Caller) -> Done:
        self._core.session.services.vault.write(lambda s: s.jobs.dismiss(request.id))
        return self._changed(Topic.JOBS, request.id)

    def settings(self, _: ListSettings, __: Caller) -> Settings:
        return Settings(settings=self._core.session.services.preferences.views())

    def change(self, request: ChangeSetting, _: Caller) -> Done:
        self._core.session.services.preferences.change(request.key, request.value)
        return Done()

    def _changed(self, topic: Topic, *ids: int) -> Done:
        self._core.notices.changed(ChangeSet.of(topic, *ids))
        return Done()
