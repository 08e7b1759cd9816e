"""How true memory is: `second-me bench memory --dataset realmem|lifebench|longmemeval PATH`.

realmem: gold memories over months, proposed as if each had been drawn out rightly, and what stands
in the end (see `upkeep`); with --read also the way from messages on (see `drawn`). lifebench: who
people are by a year of their records, beside their persona files (see `identity_figures`).
longmemeval: questions on what changed (see `updates_asked`); PATH is the file of questions.
References on the same input: storing everything, and letting the newest win. Shares are in per
cent.
"""

import argparse
from pathlib import Path

from second_me.bench import drawn, extract, identity_figures, updates_asked, upkeep
from second_me.bench.main import progress
from second_me.bench.report import Part, Report, join
from second_me.corpora import identities, same_meaning, told_turns
from second_me.inference.embedder import OnnxEmbedder
from second_me.inference.engine import Engine

_READ = "realmem: also let the model read N sessions of each that tell something, by the whole way"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=("realmem", "lifebench", "longmemeval"), required=True)
    parser.add_argument("path", type=Path, metavar="PATH", help="a person's data or the folder")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="people of these names")
    parser.add_argument("--most", type=int, default=0, help="memories of each; 0 means all")
    parser.add_argument("--read", type=int, default=0, metavar="N", help=_READ)
    parser.add_argument("--base", type=Path, help="realmem: a GGUF file, not the default base")
    parser.add_argument("--adapter", type=Path, help="realmem: a GGUF adapter, not the shipped one")
    parser.add_argument("--pool", type=Path, help="longmemeval: unrelated sessions, JSON lines")
    parser.add_argument("--sessions", type=int, default=0, help="longmemeval: so many a question")


def run(arguments: argparse.Namespace) -> Report:
    """Measure each person in turn."""
    if arguments.dataset == "realmem":
        parts = upkeep.parts(arguments)
        return join("memory", parts | _drawn(arguments) if arguments.read else parts)
    if arguments.dataset == "longmemeval":
        arguments.pool = arguments.pool or updates_asked.default_pool(arguments.path)
        return join("memory", updates_asked.parts(arguments))
    embedder = OnnxEmbedder()
    parts = {}
    for one in identities.read(arguments.path):
        if not arguments.only or one.corpus.name in arguments.only:
            progress(f"reading {one.corpus.name}")
            parts[one.corpus.name] = identity_figures.measured(one, embedder)
    return join("memory", parts)


def _drawn(arguments: argparse.Namespace) -> dict[str, Part]:
    """Let the model read some sessions of each persona, and look at what stands."""
    base, adapter = extract.model_files(arguments)
    embedder = OnnxEmbedder()
    everybody = list(told_turns.realmem(arguments.path))
    means = same_meaning.threshold(everybody, embedder)
    engine = Engine(str(base), context=extract.CONTEXT, threads=1, gpu=False)
    model = drawn.Model(engine, adapter)
    found: dict[str, Part] = {}
    try:
        for person in everybody:
            if not arguments.only or {person.name, person.file} & set(arguments.only):
                progress(f"reading {person.name}")
                part = drawn.measured(person, arguments.read, model, embedder, means)
                found[f"{person.file}.read"] = part
    finally:
        engine.close()
    return found
