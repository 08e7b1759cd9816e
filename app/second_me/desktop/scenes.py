"""A made-up memory, scripted, for pictures of the window and for its tests."""

from collections.abc import Callable
from typing import Any

import msgspec

from second_me.client import ScriptedAgent
from second_me.client.calls import OnLost, OnPush
from second_me.core.clock import ManualClock
from second_me.core.errors import EnvironmentFault
from second_me.core.ids import BatchId
from second_me.core.outcomes import ImportStarted, Rejected, StillLocked, Unlocked
from second_me.core.protocol import Done, memory, models, recall, system, vault, watching
from second_me.core.protocol.pushes import EvidenceFound, Token
from second_me.core.records import Job
from second_me.desktop.staged.agent import HEALTH, LEARNING, MODEL, SHELF, settings, status
from second_me.desktop.staged.asked import StagedQuestions
from second_me.desktop.staged.fill import StagedFill
from second_me.desktop.staged.graph import StagedGraph
from second_me.desktop.staged.imports import BATCHES, CROWDED, PROBLEMS, WATCHED, batch
from second_me.desktop.staged.memories import EVIDENCE, FORMATS, NOW, SOURCES, event, hit, reason
from second_me.desktop.staged.people import StagedPeople
from second_me.desktop.staged.privacy import StagedPrivacy
from second_me.desktop.staged.reviews import StagedReviews
from second_me.desktop.staged.timeline import StagedLife

__all__ = [
    "ANSWER",
    "BATCHES",
    "CODE",
    "CROWDED",
    "DECLINED",
    "EVIDENCE",
    "FORMATS",
    "HEALTH",
    "LEARNING",
    "MODEL",
    "NOW",
    "PROBLEMS",
    "SHELF",
    "SOURCES",
    "WATCHED",
    "Scene",
    "batch",
    "event",
    "hit",
    "reason",
    "settings",
    "status",
]

CODE = "4F7K-9QWX-2MTD-H8RB-VZ3N-6CYP-J5LE-A1SG"

ANSWER = (
    "You last saw the dentist on 12 March: Dr. Novak found that all was fine [1]. The visit was "
    "at 14:30 in the new rooms at Lindenstrasse 12 [2]. You go every six months [3], and the "
    "next check is on 9 September at 8:15 [1]."
)

DECLINED = "Memory holds nothing on that."


class Scene:
    """A scripted agent whose memory can be set between pictures."""

    def __init__(self, state: system.VaultState = system.VaultState.OPEN) -> None:
        self.status = status(state)
        self.batches: tuple[memory.BatchView, ...] = BATCHES
        self.watched: tuple[watching.WatchedFolder, ...] = ()
        self.hits: tuple[recall.Hit, ...] = EVIDENCE
        self.answer = ANSWER
        self.learning = LEARNING
        self.dead_jobs: tuple[Job, ...] = ()
        self.asked = StagedQuestions()
        self.missing: tuple[str, ...] = ()
        self.read_as = ""
        self.life = StagedLife()
        self.people = StagedPeople()
        self.graph = StagedGraph()
        self.models: tuple[models.ModelView, ...] = (MODEL,)
        self.reviews = StagedReviews()
        self.fill = StagedFill()
        self.privacy = StagedPrivacy()
        self.fault: EnvironmentFault | None = None
        self.clock = ManualClock(NOW, 60)
        self.agent = ScriptedAgent({})

    def connect(self, on_push: OnPush, on_lost: OnLost) -> ScriptedAgent:
        """Return the agent, as `link.AgentLink` asks for it."""
        script: dict[type[Any], Callable[[Any], Any]] = {
            system.GetStatus: lambda _: self.status,
            system.GetHealth: lambda _: HEALTH,
            system.ListJobs: lambda _: system.Jobs(jobs=self.dead_jobs),
            system.RetryJob: lambda _: Done(),
            vault.MakeBackup: lambda _: vault.Backup(path="/b", created_at=NOW, bytes=1),
            system.ListSettings: lambda _: settings(),
            system.ChangeSetting: lambda _: Done(),
            system.Pause: lambda _: Done(),
            system.Resume: lambda _: Done(),
            vault.CreateVault: self._create,
            vault.Unlock: self._unlock,
            vault.Lock: self._lock,
            memory.ListBatches: lambda _: memory.Batches(batches=self.batches),
            memory.ListFormats: lambda _: FORMATS,
            memory.ListProblems: lambda _: PROBLEMS,
            memory.StartImport: self._import,
            memory.StopImport: lambda _: Done(),
            memory.ResumeImport: lambda _: ImportStarted(BatchId(6), "mbox"),
            memory.UndoImport: lambda _: memory.Undone(events=371),
            memory.EventsAround: self._around,
            watching.ListWatched: lambda _: watching.WatchedFolders(folders=self.watched),
            watching.WatchFolder: self._watch,
            watching.UnwatchFolder: self._unwatch,
            models.ListModels: lambda _: models.Models(models=self.models),
            models.UseModel: lambda _: Done(),
            models.RemoveModel: lambda _: Done(),
            models.DownloadModel: lambda _: Done(),
            models.StopDownload: lambda _: Done(),
            models.AddModelFile: lambda _: Done(),
            models.MeasureModel: self._measure,
            **self.asked.script(),
            **self.life.script(),
            **self.people.script(),
            **self.graph.script(),
            **self.reviews.script(),
            **self.fill.script(),
            **self.privacy.script(),
            memory.GetEvents: self._events,
            recall.Search: self._search,
            recall.Ask: self._ask,
            recall.StopAnswer: lambda _: Done(),
            recall.GiveFeedback: lambda _: recall.FeedbackTaken(learned=True),
            recall.GetLearning: lambda _: self.learning,
            recall.ResetLearning: self._reset,
        }
        self.agent = ScriptedAgent(script, on_push=on_push, on_lost=on_lost)
        return self.agent

    def _create(self, _request: object) -> vault.Created:
        self.status = status(events=0)
        return vault.Created(recovery_code=CODE)

    def _unlock(self, request: vault.Unlock) -> Any:  # noqa: ANN401  (an outcome)
        if request.passphrase == "right":  # noqa: S105  (of a made-up memory)
            self.status = status()
            return Unlocked("passphrase")
        if not request.passphrase and not request.recovery_code:
            return StillLocked(
                "The keyring did not open it",
                "The system's keyring is locked, or was not started in this session.",
                "Use the passphrase or the recovery code.",
                tuple(slot.kind.value for slot in self.privacy.slots),
            )
        return StillLocked("Not opened", "That is not the passphrase.", "Try again.", ())

    def _lock(self, _request: object) -> Done:
        self.status = status(system.VaultState.LOCKED)
        return Done()

    def _import(self, request: memory.StartImport) -> Any:  # noqa: ANN401  (an outcome)
        if request.path.endswith(".jpg"):
            return Rejected("This is a picture.", "Give it a text, a chat export or a folder.")
        return ImportStarted(BatchId(3), "mbox")

    def _watch(self, request: watching.WatchFolder) -> Any:  # noqa: ANN401  (an outcome)
        if any(one.path == request.path for one in self.watched):
            return Rejected("This folder is watched already.", "There is nothing to do.")
        made = watching.WatchedFolder(id=len(self.watched) + 1, path=request.path, since=NOW)
        self.watched = (*self.watched, made)
        return watching.WatchBegun(made.id)

    def _unwatch(self, request: watching.UnwatchFolder) -> Done:
        self.watched = tuple(one for one in self.watched if one.id != request.id)
        return Done()

    def _measure(self, _request: object) -> models.Speed:
        speed = models.Speed(read_per_second=158, made_per_second=46, measured_at=NOW)
        first, *others = self.models
        self.models = (msgspec.structs.replace(first, speed=speed), *others)
        return speed

    def _reset(self, _request: object) -> recall.Learning:
        forgotten, self.learning = self.learning, recall.Learning(results=0, acts=0)
        return forgotten

    def _search(self, request: recall.Search) -> recall.SearchResult:
        wanted = request.query.casefold().split()
        found = tuple(
            one for one in self.hits if any(word in one.event.text.casefold() for word in wanted)
        )
        return recall.SearchResult(hits=found, strength=0.9 if found else 0.0, trace="t")

    def _ask(self, request: recall.Ask) -> recall.Answer:
        if self.fault is not None:
            raise self.fault
        declined = self.answer == DECLINED
        evidence = () if declined else self.hits
        self.agent.push(
            EvidenceFound(
                stream=request.stream,
                evidence=evidence,
                trace="t",
                read_as=self.read_as,
                missing=self.missing,
            )
        )
        for word in self.answer.split(" "):
            self.agent.push(Token(stream=request.stream, text=word + " "))
        return recall.Answer(
            text=self.answer,
            declined=declined,
            evidence=evidence,
            citations=(),
            seconds=2.1,
            trace="t",
            read_as=self.read_as,
            missing=self.missing,
        )

    def _events(self, request: memory.GetEvents) -> memory.Events:
        return memory.Events(events=tuple(self.life.moment(id_) for id_ in request.ids))

    def _around(self, request: memory.EventsAround) -> memory.Events:
        own = [one.event for one in self.hits if one.event.id == request.id]
        near = (
            event(901, "How did it go?"),
            *(own or [self.life.moment(request.id)]),
            event(902, "Good. Then we can all go to the lake on Sunday."),
        )
        return memory.Events(events=near)
