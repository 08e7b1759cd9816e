"""How the made-up agent is: its health, settings, model, what it learned."""

from second_me.core.protocol import models, recall, system
from second_me.core.settings import DECLARED
from second_me.desktop.staged.memories import NOW

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

SHELF = (
    MODEL,
    models.ModelView(
        name="qwen2.5-0.5b",
        label="Qwen2.5 0.5B Instruct",
        licence="Apache-2.0",
        size=398_000_000,
        memory_needed=900_000_000,
        parameters="494 M",
        presence=models.Presence.READY,
    ),
    models.ModelView(
        name="smollm2-1.7b",
        label="SmolLM2 1.7B Instruct",
        licence="Apache-2.0",
        size=1_060_000_000,
        memory_needed=2_300_000_000,
        parameters="1.7 B",
        presence=models.Presence.PARTIAL,
    ),
    models.ModelView(
        name="own",
        label="A model of my own with a rather long name that somebody gave it",
        licence="",
        size=4_100_000_000,
        memory_needed=6_000_000_000,
        parameters="7 B",
        presence=models.Presence.ABSENT,
    ),
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
