"""`second-me bench NAME`: run a measurement, print it, and write it as JSON if asked."""

import argparse
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Final

import msgspec

from second_me.bench.report import Report

BENCHES: Final = {
    "recall": "evidence found on public collections, beside BM25, cosine and both fused",
    "speed": "durable ingest, time to findable, search, generation, start, memory",
    "scale": "questions on up to a million memories, beside a plain scan; load, memory, recall",
    "extract": "facts drawn out of messages: found, right, grounded, junk, beside the bare base",
    "answer": "answers from memories: token F1, declines and citations, beside the bare base",
    "adaptive": "how much better results suit simulated people the longer they use it",
    "update": "what a new fact does to those that are known, decided in each way",
    "episodes": "where streams are cut into episodes, beside even and silence-only cuts",
    "memory": "how true memory is: gold memories over months, who people are; beside references",
    "upkeep": "gold memories over months: what stands in the end, beside storing all of it",
    "routines": "how-to memory: what recurs in a year, tried on its last three months",
    "consolidate": "the night's work on 100,000 facts and after a day of 200 events",
    "erase": "a thousand memories erased from a large vault, and the window meanwhile",
    "forget": "people forgotten in public collections: what still names them, what else changed",
    "forms": "what fields of real pages ask for, beside autocomplete alone and plain keywords",
    "promises": "the long trials of what is promised, bounded in count and time",
}
"""Each is a module of this room with `add_arguments(parser)` and `run(arguments) -> Report`."""

_STDOUT: Final = Path("-")
_JSON: Final = "also write the report here; without FILE, print it in place of the table"


def main(argv: list[str]) -> int:
    """Run one benchmark; 0 when it could be measured, 2 for wrong arguments."""
    parser = argparse.ArgumentParser(prog="second-me bench", description=__doc__)
    benches = parser.add_subparsers(dest="bench", required=True, metavar="NAME")
    for name, words in BENCHES.items():
        bench = benches.add_parser(name, help=words, description=words)
        bench.add_argument(
            "--json", type=Path, nargs="?", const=_STDOUT, metavar="FILE", help=_JSON
        )
        load(name).add_arguments(bench)
    arguments = parser.parse_args(argv)
    report: Report = load(arguments.bench).run(arguments)
    whole = msgspec.json.format(msgspec.json.encode(report)) + b"\n"
    if arguments.json == _STDOUT:
        sys.stdout.write(whole.decode())
        return 0
    show(report)
    if arguments.json:
        arguments.json.write_bytes(whole)
    return 0


def load(name: str) -> ModuleType:
    return importlib.import_module(f"second_me.bench.{name}")


def show(report: Report) -> None:
    """Print figure, reference and ratio side by side."""
    out = sys.stdout
    width = max((len(key) for key in report.figures), default=10)
    out.write(f"{'':{width}}  {'figure':>14}  {'reference':>14}  {'ratio':>8}\n")
    for key, value in report.figures.items():
        row = (value, report.reference.get(key, ""), report.ratio.get(key, ""))
        out.write(f"{key:{width}}  {row[0]!s:>14}  {row[1]!s:>14}  {row[2]!s:>8}\n")
    for key, value in report.settings.items():
        out.write(f"{key:{width}}  {value!s:>14}\n")


def progress(words: str) -> None:
    """Tell on standard error what is being measured now."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
