"""Victims of the trial `durable-crash`: the real agent, started many times without its imports.

`python -m second_me.bench.trials.crash_agent HOME` loads the program once and forks an agent
for each line it reads, answering with its process id. The agent is the product's own but for
three parts: a passphrase that is stretched cheaply, an embedder that hashes words, and a model
that finds the facts the trial has hidden.
"""

import os
import re
import signal
import sys
from pathlib import Path

import msgspec

from second_me.agent import handlers
from second_me.agent.build import Agent
from second_me.agent.hardening import harden
from second_me.agent.main import run
from second_me.agent.parts import Parts
from second_me.bench.trials.sample_vault import CHEAP
from second_me.core.outcomes import StartOutcome
from second_me.core.paths import Home
from second_me.core.protocol.system import ModelState
from second_me.inference.base_file import BaseFile
from second_me.inference.host import StateListener
from second_me.inference.scripted import ScriptedModel
from second_me.inference.scripted_embedder import ScriptedEmbedder
from second_me.inference.text_model import Generate
from second_me.vault import NoKeyring

LOADED = (Agent, handlers)
"""What the agent loads late; here it is there before the fork."""

FACT = "I bought lamp number {} at the market."
_FACT = re.compile(r"I (bought lamp number \d+ at the market|met \w+ in \w+)\.")
_LASTING = re.compile(r"I (live|work) ((?:in|at) [\w ]+)\.")


def propose(request: Generate) -> str:
    """Return the facts that are hidden in a prompt, as the model would write them."""
    found = [
        {"subject": "me", "kind": "event", "text": what, "quote": f"I {what}"}
        for what in dict.fromkeys(_FACT.findall(request.prompt))
    ]
    found += [
        {"subject": "me", "kind": "place", "text": f"{verb}s {where}", "quote": f"I {verb} {where}"}
        for verb, where in dict.fromkeys(_LASTING.findall(request.prompt))
    ]
    return msgspec.json.encode(found).decode()


class HiddenFacts(ScriptedModel):
    """A model's host that is always ready."""

    threads = 1
    gpu = False
    unload_after = 60.0
    confinement: tuple[str, ...] = ()
    state = ModelState.READY
    name = "scripted"
    detail = ""
    pid = 0

    def __init__(self, base: BaseFile | None, on_state: StateListener) -> None:
        super().__init__(propose)
        del base, on_state

    def memory_bytes(self) -> int:
        return 0

    def use(self, base: BaseFile | None) -> None:
        del base

    def unload(self) -> None: ...

    def close(self) -> None: ...


def parts() -> Parts:
    """Return the trial's parts."""
    return Parts(
        argon2=CHEAP,
        keyring=NoKeyring,
        embedder=ScriptedEmbedder,
        host=HiddenFacts,
        battery=lambda: False,
        retry_seconds=(0.0,) * 50,
    )


def main(root: str) -> None:
    """Fork an agent for each line on standard input."""
    home = Home(root=Path(root), models=Path(root) / "models")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed
    print("loaded", flush=True)  # noqa: T201  (the trial waits for it)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            harden()
            os._exit(run(home, parts, _unheard))
        print(child, flush=True)  # noqa: T201


def _unheard(outcome: StartOutcome) -> None:
    """The trial connects until it is answered; it needs no word."""
    del outcome


if __name__ == "__main__":
    main(sys.argv[1])
