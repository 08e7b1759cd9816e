"""The shape in which every measurement is told."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version

import msgspec

from second_me import __version__

Figure = float | int | str | bool | None
Figures = dict[str, Figure]

_PACKAGES = (
    "faiss-cpu",
    "llama-cpp-python",
    "msgspec",
    "numpy",
    "onnxruntime",
    "PySide6-Essentials",
    "sqlcipher3",
)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one measurement found. Keys end in their unit: `_ms`, `_mb`, `_per_second`.

    `ratio` holds figure over reference under the figure's name; whether more or less
    is better is said by the name.
    """

    figures: Figures
    reference: Figures = {}
    ratio: Figures = {}
    settings: Figures = {}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A whole benchmark, as written by `--json`."""

    bench: str
    figures: Figures
    reference: Figures
    ratio: Figures
    settings: Figures
    versions: dict[str, str]


def join(bench: str, parts: dict[str, Part]) -> Report:
    """Return the parts as one report, each key led by its part's name."""

    def gather(field: str) -> Figures:
        return {
            f"{name}.{key}": rounded(value)
            for name, part in parts.items()
            for key, value in getattr(part, field).items()
        }

    machine: Figures = {"machine.cores": os.cpu_count(), "machine.kind": platform.machine()}
    return Report(
        bench=bench,
        figures=gather("figures"),
        reference=gather("reference"),
        ratio=gather("ratio"),
        settings=machine | gather("settings"),
        versions=versions(),
    )


def rounded(value: Figure) -> Figure:
    """Return a fraction with four digits that count; other values as they are."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def versions() -> dict[str, str]:
    """Return the versions that a figure depends on."""
    found = {"second-me": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
