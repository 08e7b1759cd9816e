"""Promise `sealed`: nothing that the person gave, and no key, is readable on the disk."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from second_me.bench.trials import traces
from second_me.bench.trials.report import Report
from second_me.bench.trials.scripted_session import Plan, Stage
from second_me.core.clock import SystemClock
from second_me.core.errors import EnvironmentFault
from second_me.core.paths import find_home
from second_me.vault import KeySlots, NoKeyring

CODE = str(Path(__file__).resolve().parents[3])
REQUIRED = {"home/vault/vault.db", "home/vault/slots.json"}
"""What has to be among the files searched, or the search would prove nothing."""
LETTERS = "abcdefghjkmnpqrstuvwxyz"
"""Canaries are one case of plain letters, as a words index would keep them."""


def run(folder: Path, *, canaries: int, asked: int) -> Report:
    """Act out a session with so many canaries, half typed and half imported, all looked for
    and some asked about; then search every file it wrote while open, locked and stopped.

    `folder` becomes home, temporary folder and everything else of that session.
    """
    report = Report(promise="sealed", what="canaries and keys in any file, in any writing")
    mark = "".join(secrets.choice(LETTERS) for _ in range(12))
    words = [f"{mark}{spelled(number)}" for number in range(canaries)]
    plan = Plan(
        passphrase=f"{mark} passphrase",
        typed=tuple(f"Lent the {word} to Ruth." for word in words[::2]),
        files=(str(write_notes(folder / "given", words[1::2])),),
        recalled=tuple(words),
        asked=tuple(f"Who has the {word}?" for word in words[:asked]),
    )
    written = folder / "written"
    for stage in session(written, plan):
        if stage.at == "open":
            secret = {
                f"canaries of {canaries}": traces.writings_of_text(mark),
                "recovery code": traces.writings_of_text(stage.recovery_code),
            }
            for name, key in keys(written, plan.passphrase).items():
                secret[name] = traces.writings(key)
            if stage.events < canaries:
                report.note(f"only {stage.events} of {canaries} canaries were remembered")
        files = {name for name, _ in traces.contents([written])}
        report.note("" if files >= REQUIRED else f"{stage.at}: not all of {REQUIRED} was there")
        found = traces.search([written], secret)
        for name in secret:
            hits = [trace for trace in found if trace.what == name]
            where = ", ".join(f"{hit.file} ({hit.writing})" for hit in hits[:3])
            report.note(f"{stage.at}: {name} found in {where}" if hits else "")
    return report


def spelled(number: int) -> str:
    """Return a number in letters, as words of a text are."""
    digits = []
    for _ in range(4):
        number, digit = divmod(number, len(LETTERS))
        digits.append(LETTERS[digit])
    return "".join(reversed(digits))


def write_notes(folder: Path, words: list[str]) -> Path:
    """Write what will be imported, outside of what is searched."""
    folder.mkdir(parents=True)
    file = folder / "notes.md"
    lines = [f"# About {word}\n\nThe {word} stands in the cellar.\n" for word in words]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def keys(written: Path, passphrase: str) -> dict[str, bytes]:
    """Return the data key, and the passphrase as the bytes that were typed."""
    home = find_home(written / "home")
    slots = KeySlots(home.slots, NoKeyring(), SystemClock())
    key = slots.unlock(passphrase=passphrase).key.secret
    return {"data key": key, "passphrase": passphrase.encode()}


def session(written: Path, plan: Plan) -> Iterator[Stage]:
    """Run the scripted session; yield at each stage, while it stands still there."""
    models = find_home().models
    for name in ("home", "tmp", "run"):
        (written / name).mkdir(parents=True, mode=0o700)
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (CODE, os.environ.get("PYTHONPATH", "")))),
        "SECOND_ME_HOME": str(written / "home"),
        "SECOND_ME_MODELS": str(models),
        "HOME": str(written / "home"),
        "TMPDIR": str(written / "tmp"),
        "XDG_RUNTIME_DIR": str(written / "run"),
        "XDG_DATA_HOME": str(written / "data"),
        "XDG_CACHE_HOME": str(written / "cache"),
        "XDG_CONFIG_HOME": str(written / "config"),
        "XDG_STATE_HOME": str(written / "state"),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "second_me.bench.trials.scripted_session"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=env,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(msgspec.json.encode(plan) + b"\n")
        child.stdin.flush()
        for line in child.stdout:
            yield msgspec.json.decode(line, type=Stage)
            child.stdin.write(b"\n")
            child.stdin.flush()
    if child.returncode != 0:
        raise EnvironmentFault("The session failed", f"It ended with code {child.returncode}.")
