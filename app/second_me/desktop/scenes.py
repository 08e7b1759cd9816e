"""A made-up memory, scripted, for pictures of the window and for its tests."""

from collections.abc import Callable
from typing import Any

import msgspec

from second_me.client import ScriptedAgent
from second_me.client.calls import OnLost, OnPush
from second_me.core.clock import ManualClock, Moment, Precision, Timestamp
from second_me.core.errors import EnvironmentFault
from second_me.core.ids import BatchId, EventId, SourceId
from second_me.core.outcomes import ImportStarted, Rejected, StillLocked, Unlocked
from second_me.core.protocol import Done, memory, models, recall, system, vault
from second_me.core.protocol.pushes import EvidenceFound, Token
from second_me.core.records import Batch, BatchState, Event, EventKind, Origin, Source
from second_me.core.settings import DECLARED

NOW = Timestamp(1_762_776_000_000)  # 10 November 2025, 12:00 UTC
_HOUR = 3_600_000
_DAY = 24 * _HOUR
CODE = "4F7K-9QWX-2MTD-H8RB-VZ3N-6CYP-J5LE-A1SG"

SOURCES = (
    Source(
        id=SourceId(1),
        format="whatsapp",
        name="WhatsApp: Family",
        locator="/home/mara/Family.txt",
        created_at=NOW,
        events=8412,
    ),
    Source(
        id=SourceId(2),
        format="markdown",
        name="Notes",
        locator="/home/mara/notes",
        created_at=NOW,
        events=371,
    ),
    Source(
        id=SourceId(3),
        format="mbox",
        name="Mail archive 2019 to 2024 (personal account)",
        locator="/home/mara/mail.mbox",
        created_at=NOW,
        events=2210,
    ),
)

FORMATS = memory.Formats(
    formats=(
        memory.Format(
            name="whatsapp",
            label="WhatsApp chat",
            hint="In the chat, choose Export chat, Without media.",
            suffixes=(".txt",),
        ),
        memory.Format(
            name="markdown",
            label="Notes in Markdown",
            hint="The folder of your notes, such as an Obsidian vault.",
            suffixes=(".md",),
        ),
        memory.Format(
            name="mbox", label="Mail", hint="An .mbox archive or .eml files.", suffixes=(".mbox",)
        ),
    )
)


def event(number: int, text: str, **values: Any) -> Event:  # noqa: ANN401  (any field)
    """Return an event of the made-up life; later numbers are older."""
    made = Event(
        id=EventId(number),
        source_id=SourceId(1),
        batch_id=BatchId(1),
        kind=EventKind.MESSAGE,
        origin=Origin.OTHER,
        text=text,
        moment=Moment(Timestamp(NOW - number * 9 * _DAY), Precision.MINUTE, 60),
        received_at=NOW,
        author="Lena",
    )
    return msgspec.structs.replace(made, **values)


def hit(found: Event, *channels: str, reasons: tuple[recall.Reason, ...] = ()) -> recall.Hit:
    scores = tuple(
        recall.ChannelScore(channel=name, score=0.8, rank=1) for name in channels or ("meaning",)
    )
    return recall.Hit(event=found, score=0.9, channels=scores, reasons=reasons)


def reason(kind: recall.ReasonKind, detail: str = "", weight: float = 0.0) -> recall.Reason:
    return recall.Reason(kind=kind, detail=detail, weight=weight)


WHY = (
    reason(recall.ReasonKind.PERSON, "Mara"),
    reason(recall.ReasonKind.TIME),
    reason(recall.ReasonKind.WORDS, "dentist, check", 0.67),
    reason(recall.ReasonKind.MEANING, weight=0.62),
    reason(recall.ReasonKind.TASTE, "own", 0.4),
)


EVIDENCE = (
    hit(
        event(
            1,
            "Dentist is done, Dr. Novak says all fine. Next check on 9 September at 8:15, "
            "please remind me!",
            author="Mara",
            origin=Origin.OWN,
        ),
        "meaning",
        "words",
        reasons=WHY,
    ),
    hit(
        event(
            2,
            "Don't forget your dentist appointment tomorrow at 14:30, Dr. Novak moved to the "
            "first floor, Lindenstrasse 12.",
        ),
        "words",
    ),
    hit(
        event(
            3,
            "Health\n- dentist: Dr. Novak, every six months\n- eye doctor: Dr. Adler, new "
            "glasses since spring\n- vaccinations: tetanus until 2031. " + "Details follow. " * 30,
            source_id=SourceId(2),
            kind=EventKind.NOTE,
            origin=Origin.OWN,
            author="",
            title="Health.md",
            moment=Moment(Timestamp(NOW - 40 * _DAY), Precision.DAY, 60),
        ),
        "meaning",
    ),
)

ANSWER = (
    "You last saw the dentist on 12 March: Dr. Novak found that all was fine [1]. The visit was "
    "at 14:30 in the new rooms at Lindenstrasse 12 [2]. You go every six months [3], and the "
    "next check is on 9 September at 8:15 [1]."
)

DECLINED = "Memory holds nothing on that."


def batch(number: int, state: BatchState, **values: Any) -> memory.BatchView:  # noqa: ANN401
    """Return an import in a state."""
    made = Batch(
        id=BatchId(number),
        source_id=SourceId((number - 1) % len(SOURCES) + 1),
        state=state,
        started_at=Timestamp(NOW - number * _HOUR),
        finished_at=None if state is BatchState.RUNNING else Timestamp(NOW - number * _HOUR),
    )
    source = SOURCES[(number - 1) % len(SOURCES)]
    return memory.BatchView(batch=msgspec.structs.replace(made, **values), source=source)


BATCHES = (
    batch(3, BatchState.RUNNING, added=940),
    batch(2, BatchState.DONE, added=371),
    batch(1, BatchState.DONE, added=8412, duplicates=1204, problems=3),
)

CROWDED = (
    batch(3, BatchState.RUNNING, added=940),
    batch(6, BatchState.STOPPED, added=1210, resume_at=77),
    batch(9, BatchState.FAILED, added=12, message="The file ended in the middle of a mail."),
    batch(8, BatchState.UNDONE),
    *(batch(10 + n, BatchState.DONE, added=100 * n + 1, problems=n % 3) for n in range(12)),
)

PROBLEMS = memory.Problems(
    problems=(
        memory.Problem(locator="line 118", message="The date could not be read."),
        memory.Problem(locator="line 2041", message="These bytes are no text in UTF-8."),
        memory.Problem(locator="line 2042", message="There is no date before the words."),
    )
)

HEALTH = system.Health(
    checks=(
        system.Check(name="vault", level=system.Level.GOOD, title="The vault is sound"),
        system.Check(
            name="backup",
            level=system.Level.NOTICE,
            title="The last backup is nine days old",
            detail="Automatic backups wait until the computer is on mains power.",
            action="Plug it in, or back up now.",
        ),
        system.Check(
            name="jobs",
            level=system.Level.PROBLEM,
            title="Two pieces of work were given up",
            detail="The model worker ended five times while reading them.",
            action="Try them again from the list of jobs.",
        ),
        system.Check(
            name="model",
            level=system.Level.GOOD,
            title="The model answers",
            detail="SmolLM2 135M on the processor, 2 threads.",
        ),
    )
)

LEARNING = recall.Learning(
    results=34,
    acts=41,
    leanings=(
        recall.Leaning(name="own", weight=0.9),
        recall.Leaning(name="author", weight=0.6, detail="Lena"),
        recall.Leaning(name="recent", weight=0.4),
        recall.Leaning(name="long", weight=-0.3),
    ),
)

MODEL = models.ModelView(
    name="smollm2-135m",
    label="SmolLM2 135M",
    licence="Apache-2.0",
    size=98_000_000,
    memory_needed=300_000_000,
    parameters="135 M",
    presence=models.Presence.READY,
    in_use=True,
)


def settings() -> system.Settings:
    """Return the declared settings, each at its default."""
    return system.Settings(
        settings=tuple(
            system.SettingView(
                key=one.key,
                value=one.default,
                default=one.default,
                label=one.label,
                help=one.help,
                choices=one.choices,
                minimum=one.minimum,
                maximum=one.maximum,
            )
            for one in DECLARED
        )
    )


def status(
    state: system.VaultState = system.VaultState.OPEN,
    *,
    events: int = 10993,
    activity: system.Activity = system.Activity.IDLE,
) -> system.Status:
    return system.Status(
        agent_version="0.1.0",
        pid=1,
        started_at=NOW,
        vault=state,
        activity=activity,
        model=system.ModelState.READY,
        model_name="SmolLM2 135M",
        counts=system.Counts(sources=3 if events else 0, events=events, vectors=events),
    )


class Scene:
    """A scripted agent whose memory can be set between pictures."""

    def __init__(self, state: system.VaultState = system.VaultState.OPEN) -> None:
        self.status = status(state)
        self.batches: tuple[memory.BatchView, ...] = BATCHES
        self.hits: tuple[recall.Hit, ...] = EVIDENCE
        self.answer = ANSWER
        self.learning = LEARNING
        self.fault: EnvironmentFault | None = None
        self.clock = ManualClock(NOW, 60)
        self.agent = ScriptedAgent({})

    def connect(self, on_push: OnPush, on_lost: OnLost) -> ScriptedAgent:
        """Return the agent, as `link.AgentLink` asks for it."""
        script: dict[type[Any], Callable[[Any], Any]] = {
            system.GetStatus: lambda _: self.status,
            system.GetHealth: lambda _: HEALTH,
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
            models.ListModels: lambda _: models.Models(models=(MODEL,)),
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
                ("passphrase", "recovery"),
            )
        return StillLocked("Not opened", "That is not the passphrase.", "Try again.", ())

    def _lock(self, _request: object) -> Done:
        self.status = status(system.VaultState.LOCKED)
        return Done()

    def _import(self, request: memory.StartImport) -> Any:  # noqa: ANN401  (an outcome)
        if request.path.endswith(".jpg"):
            return Rejected("This is a picture.", "Give it a text, a chat export or a folder.")
        return ImportStarted(BatchId(3), "mbox")

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
        self.agent.push(EvidenceFound(stream=request.stream, evidence=evidence, trace="t"))
        for word in self.answer.split(" "):
            self.agent.push(Token(stream=request.stream, text=word + " "))
        return recall.Answer(
            text=self.answer,
            declined=declined,
            evidence=evidence,
            citations=(),
            seconds=2.1,
            trace="t",
        )

    def _around(self, request: memory.EventsAround) -> memory.Events:
        near = (
            event(901, "How did it go?"),
            *(one.event for one in self.hits if one.event.id == request.id),
            event(902, "Good. Then we can all go to the lake on Sunday."),
        )
        return memory.Events(events=near)
