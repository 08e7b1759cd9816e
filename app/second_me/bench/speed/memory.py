"""Memory of agent and worker with a large vault: at rest, after a question, at rest again."""

import threading
import time
from typing import Final

import psutil

from second_me.bench.report import Part
from second_me.bench.speed import Settings
from second_me.bench.speed.filled import fill, served
from second_me.bench.speed.start import until_whole
from second_me.client.connection import Client
from second_me.core.errors import Bug
from second_me.core.protocol.memory import AddText
from second_me.core.protocol.recall import Ask
from second_me.core.protocol.system import ChangeSetting, GetStatus, Status

QUIET_SECONDS: Final = 3.0
UNLOAD_SECONDS: Final = 10
PATIENCE_SECONDS: Final = 60.0
_NOTE: Final = "The dentist, Dr. Amsel, has her practice in Zieglergasse, on the second floor."
_QUESTION: Final = "Where does the dentist have her practice?"
_PAUSE: Final = threading.Event()


def measure(settings: Settings) -> Part:
    """Ask once and wait until the worker has let go of the model.

    The reference is what the vectors alone take as float32.
    """
    filled = fill(settings.home, settings.many_events)
    with served(filled) as client:
        until_whole(client, time.perf_counter())
        client.call(ChangeSetting(key="model.unload_after_seconds", value=UNLOAD_SECONDS))
        _PAUSE.wait(QUIET_SECONDS)
        idle = status(client)
        busy_share = cpu_share(idle.pid)
        client.call(AddText(text=_NOTE))
        answer = client.call(Ask(question=_QUESTION), PATIENCE_SECONDS)
        asked = status(client)
        if answer.declined or not asked.worker_memory_bytes:
            raise Bug("Not asked", "The question did not reach the model.")
        begin = time.perf_counter()
        while status(client).worker_memory_bytes:
            if time.perf_counter() - begin > PATIENCE_SECONDS:
                raise Bug("Still loaded", "The worker did not let go of the model.")
            _PAUSE.wait(0.5)
    vectors = settings.many_events * 384 * 4 / 1e6
    return Part(
        figures={
            "agent_idle_mb": idle.memory_bytes / 1e6,
            "agent_after_question_mb": asked.memory_bytes / 1e6,
            "worker_loaded_mb": asked.worker_memory_bytes / 1e6,
            "worker_unloads": True,
            "agent_idle_cpu_percent": busy_share,
            "vault_mb": idle.vault_bytes / 1e6,
        },
        reference={"agent_idle_mb": vectors},
        ratio={"agent_idle_mb": idle.memory_bytes / 1e6 / vectors},
        settings={"events": settings.many_events, "reference": "the vectors as float32"},
    )


def status(client: Client) -> Status:
    return client.call(GetStatus())


def cpu_share(pid: int) -> float:
    """Return the percent of one core that a process uses over a quiet while."""
    return float(psutil.Process(pid).cpu_percent(interval=QUIET_SECONDS))
