"""How well facts are drawn out of messages: `second-me bench extract --dataset realmem PATH`.

The adapter reads as it does in the product, windows, checks and all; beside it, as the reference,
the bare base by its prompt. Shares are in per cent. With `--dataset lifebench`, what a year of one
person's records takes is projected from a sample of its windows; seconds of the processor are
counted, so that whatever else runs does not matter much.
"""

import argparse
import random
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from second_me.bench import extract_figures
from second_me.bench.engine_model import EngineModel
from second_me.bench.extract_figures import Read
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.core.paths import find_home
from second_me.core.records import Event
from second_me.corpora import same_meaning, told_turns
from second_me.inference import catalogue
from second_me.inference.adapters import adapter_for
from second_me.inference.base_file import BaseFile
from second_me.inference.embedder import OnnxEmbedder
from second_me.inference.engine import Engine
from second_me.inference.text_model import AdapterRefused, Generate, Generated, TextModel
from second_me.memory.extraction import Proposals, read_all
from second_me.memory.windows import tells

CONTEXT: Final = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=("realmem", "lifebench"), required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="the dataset's folder or file")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="people of these names")
    parser.add_argument(
        "--sessions", type=int, default=40, help="that tell, of each person; 0 means all"
    )
    parser.add_argument("--base", type=Path, help="a GGUF file instead of the default base")
    parser.add_argument("--adapter", type=Path, help="a GGUF adapter instead of the shipped one")
    parser.add_argument("--reference-sessions", type=int, default=8, help="for the bare base")
    parser.add_argument("--without-reference", action="store_true", help="leave the bare base out")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="also write what was read here")


def run(arguments: argparse.Namespace) -> Report:
    """Read the sessions with the adapter and without, and count what came of it."""
    base, adapter = model_files(arguments)
    engine = Engine(str(base), context=CONTEXT, threads=1, gpu=False)
    try:
        if arguments.dataset == "lifebench":
            return join("extract", {"year": _year(arguments, engine, adapter)})
        return join("extract", _realmem(arguments, engine, adapter))
    finally:
        engine.close()


def model_files(arguments: argparse.Namespace) -> tuple[Path, str]:
    """Return the base's file and the adapter's path. Raises FileNotFoundError without a base."""
    found: BaseFile | None = catalogue.base_file(find_home().models)
    if arguments.base is None and found is None:
        raise FileNotFoundError("there is no base on this machine; name one by --base")
    base = arguments.base or (found.path if found else Path())
    shipped = None if arguments.base else adapter_for(found, "extract")
    return base, str(arguments.adapter or shipped or "")


def _realmem(arguments: argparse.Namespace, engine: Engine, adapter: str) -> dict[str, Part]:
    embedder = OnnxEmbedder()
    everybody = list(told_turns.realmem(arguments.path))
    means = same_meaning.threshold(everybody, embedder)
    people = [
        one for one in everybody
        if not arguments.only or one.name in arguments.only or one.file in arguments.only
    ]  # fmt: skip
    wanted = [(one, told_turns.sampled(one, arguments.sessions)) for one in people]
    fewer = [(one, some[: arguments.reference_sessions or None]) for one, some in wanted]
    parts: dict[str, Part] = {}
    ways = [(adapter, wanted)]
    if adapter and not arguments.without_reference:
        ways.append(("", fewer))
    found: list[Figures] = []
    for path, sessions in ways:
        progress(f"{'adapter' if path else 'bare base'} on {sum(len(s) for _, s in sessions)}")
        meter = Meter(EngineModel(engine))
        read = [
            Read(session, _read(meter, session.events, one.name, path))
            for one, some in sessions
            for session in some
        ]
        quiet = told_turns.nothing()
        silent = [_read(meter, [event], "", path) for event in quiet]
        found.append(extract_figures.of(read, silent, embedder, means) | meter.figures())
        if arguments.facts:
            extract_figures.write(arguments.facts, "adapter" if path else "base", read, silent)
    parts["facts"] = Part(figures=found[0], reference=found[1] if len(found) > 1 else {})
    return parts


def _read(meter: "Meter", events: Sequence[Event], owner: str, adapter: str) -> Proposals:
    try:
        return read_all(meter, events, owner, adapter)
    except AdapterRefused:
        return read_all(meter, events, owner, "")


def _year(arguments: argparse.Namespace, engine: Engine, adapter: str) -> Part:
    """Return what a year of one person's phone would take, from a sample of its windows."""
    figures: Figures = {}
    for name, owner, spans in told_turns.lifebench(arguments.path):
        if arguments.only and name not in arguments.only:
            continue
        telling = [span for span in spans if any(tells(event) for event in span)]
        some = random.Random(name).sample(telling, min(len(telling), arguments.sessions))  # noqa: S311
        meter = Meter(EngineModel(engine))
        began = time.process_time()
        facts = sum(len(_read(meter, span, owner, adapter).facts) for span in some)
        seconds = (time.process_time() - began) / max(len(some), 1)
        figures[f"{name}.records"] = sum(len(span) for span in spans)
        figures[f"{name}.windows_read"] = len(telling)
        figures[f"{name}.cpu_seconds_a_window"] = seconds
        figures[f"{name}.facts_a_window"] = facts / max(len(some), 1)
        figures[f"{name}.minutes_a_year_on_one_core"] = seconds * len(telling) / 60
    return Part(figures=figures, settings={"sampled_windows": arguments.sessions})


class Meter(TextModel):
    """A model whose work is counted."""

    def __init__(self, model: TextModel) -> None:
        self._model = model
        self._made: list[Generated] = []
        self._cpu = 0.0

    def generate(
        self,
        request: Generate,
        on_token: Callable[[str], None] | None = None,
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> Generated:
        """Generate as the model does, and remember what it took."""
        began = time.process_time()
        made = self._model.generate(request, on_token, cancel, background=background)
        return self._counted([made], began)[0]

    def generate_all(
        self,
        requests: Sequence[Generate],
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> list[Generated]:
        """Generate several as the model does."""
        began = time.process_time()
        made = self._model.generate_all(requests, cancel, background=background)
        return self._counted(made, began)

    def _counted(self, made: list[Generated], began: float) -> list[Generated]:
        self._cpu += time.process_time() - began
        self._made += made
        return made

    def figures(self) -> Figures:
        """Return tokens and seconds a reading."""
        count = max(len(self._made), 1)
        seconds = sum(one.prompt_seconds + one.generate_seconds for one in self._made)
        computed = sum(one.prompt_tokens - one.cached_tokens for one in self._made)
        return {
            "readings": len(self._made),
            "seconds_a_window": seconds / count,
            "cpu_seconds_a_window": self._cpu / count,
            "prompt_tokens_a_window": sum(one.prompt_tokens for one in self._made) / count,
            "computed_tokens_a_window": computed / count,
            "written_tokens_a_window": sum(one.generated_tokens for one in self._made) / count,
        }
