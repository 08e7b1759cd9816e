"""`bench forms`: what fields ask for on real pages, beside plainer ways in the same run.

    second-me bench forms --dataset duckduckgo FOLDER
    second-me bench forms --dataset mozilla FOLDER
    second-me bench forms --dataset formfactory FOLDER      (long forms: `long_forms.py`)

The pages are read by the extension's own reader in a real Chromium without a network. Two kinds
count as one where the same value goes in: a street's field with its first line, the second line
with the apartment. A field that its collection does not mark is not counted on DuckDuckGo's
pages, whose marks know fewer kinds; on Mozilla's it asks for nothing. Where a mark allows the
name that one logs in with, leaving the field alone is right.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from second_me.autofill.classifier import Classifier
from second_me.autofill.form_context import Meant
from second_me.autofill.understanding import FILLABLE, understand
from second_me.bench import long_forms
from second_me.bench.form_references import by_autocomplete, by_keywords
from second_me.bench.main import progress
from second_me.bench.report import Figures, Part, Report, join
from second_me.core.forms import FieldKind, Purpose
from second_me.corpora.form_pages import MarkedPage, duckduckgo, held_back, mozilla, same_value

_NEVER: Final = frozenset({FieldKind.PASSWORD, FieldKind.CARD, FieldKind.CODE, FieldKind.SEARCH})
_NAMED: Final = {"login": Purpose.LOGIN, "signup": Purpose.SIGN_UP}
_DATASETS: Final = ("duckduckgo", "mozilla", "formfactory")
_WAYS: Final = ("ours", "autocomplete", "keywords")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this benchmark's options."""
    parser.add_argument("--dataset", choices=_DATASETS, required=True)
    parser.add_argument("folder", type=Path, help="folder of the stored pages or forms")
    parser.add_argument(
        "--all-pages", action="store_true", help="Mozilla: those that were trained on, too"
    )
    long_forms.add_arguments(parser)


def run(arguments: argparse.Namespace) -> Report:
    """Read all pages, tell what their fields ask for in each way, and count."""
    if arguments.dataset == "formfactory":
        return join("forms", {"long": long_forms.measure(arguments)})
    read = duckduckgo if arguments.dataset == "duckduckgo" else mozilla
    chosen: Callable[[str], bool] = lambda name: (  # noqa: E731
        arguments.dataset == "duckduckgo" or arguments.all_pages or held_back(name)
    )
    progress("reading pages in Chromium")
    pages = list(read(arguments.folder, chosen))
    progress(f"{len(pages)} pages")
    parts = {"forms": measure(pages)}
    index = arguments.folder / "index.json"
    if arguments.dataset == "duckduckgo" and index.is_file():
        parts["peer"] = beside_peer(pages, index)
        parts["purpose"] = purposes(pages)
    return join("forms", parts)


class Tally:
    """Counts of one way of telling. `right`, `wrong` and `missed` are by kind."""

    def __init__(self) -> None:
        self.right: Counter[FieldKind] = Counter()
        self.false: Counter[FieldKind] = Counter()
        self.missed: Counter[FieldKind] = Counter()
        self.fills = self.other_type = self.never = 0

    def add(self, meant: Meant, marked: frozenset[FieldKind], *, seen: bool) -> None:
        """Count one field; `marked` are the kinds that are right for it."""
        told = same_value(meant.kind) if meant.kind in FILLABLE and meant.sure else None
        right = {same_value(kind) for kind in marked}
        if told in right:
            self.right[told] += 1
        elif told is not None:
            self.false[told] += 1
        wanted = {same_value(kind) for kind in marked if kind in FILLABLE}
        if wanted and told not in right and marked <= FILLABLE:
            self.missed[min(wanted)] += 1
        if told is not None and seen:
            self.fills += 1
            self.other_type += told not in right and FieldKind.OTHER not in right
            self.never += bool(right & _NEVER)

    def f1(self, kind: FieldKind | None = None) -> float:
        """Return the harmonic mean of precision and recall, of one kind or of all together."""
        of = (lambda counts: counts[kind]) if kind else Counter.total
        right = of(self.right)
        return 2 * right / max(1, 2 * right + of(self.false) + of(self.missed))

    def figures(self) -> Figures:
        """Return the figures of all kinds together."""
        right, false, missed = self.right.total(), self.false.total(), self.missed.total()
        return {
            "f1": self.f1(),
            "precision": right / max(1, right + false),
            "recall": right / max(1, right + missed),
            "wrong_fills_percent": 100 * self.other_type / max(1, self.fills),
            "never_filled": self.never,
            "fills": self.fills,
        }


def measure(pages: Sequence[MarkedPage]) -> Part:
    """Return the figures of our way, and of the plainer ones as references."""
    tallies = {way: Tally() for way in _WAYS}
    spent = 0.0
    fields = 0
    classifier = Classifier.shipped()
    for one in pages:
        started = time.perf_counter()
        understood = understand(one.page, classifier)
        spent += time.perf_counter() - started
        for place, field in enumerate(one.page.fields):
            marked = one.marks(place)
            if marked is None:
                continue
            fields += 1
            told = {
                "ours": understood.fields[place],
                "autocomplete": Meant(by_autocomplete(field), 1.0, sure=True),
                "keywords": Meant(by_keywords(field), 1.0, sure=True),
            }
            for way, meant in told.items():
                tallies[way].add(meant, marked, seen=not field.unseen)
    return _part(tallies, pages, fields, spent)


def _part(
    tallies: dict[str, Tally], pages: Sequence[MarkedPage], fields: int, spent: float
) -> Part:
    ours, plain, words = (tallies[way] for way in _WAYS)
    figures = ours.figures()
    reference: Figures = dict(words.figures())
    figures["f1_beside_autocomplete"] = ours.f1()
    reference["f1_beside_autocomplete"] = plain.f1()
    for kind in sorted({*ours.right, *ours.false, *ours.missed}):
        figures[f"f1_{kind}"] = ours.f1(kind)
        reference[f"f1_{kind}"] = words.f1(kind)
    ratio: Figures = {
        key: figures[key] / reference[key]  # type: ignore[operator]
        for key in ("f1", "precision", "recall", "f1_beside_autocomplete")
        if reference[key]
    }
    settings: Figures = {
        "pages": len(pages),
        "marked_fields": fields,
        "understand_ms_a_page": 1000 * spent / max(1, len(pages)),
    }
    return Part(figures=figures, reference=reference, ratio=ratio, settings=settings)


class _Indexed(msgspec.Struct, frozen=True, rename="camel"):
    html: str
    expected_failures: tuple[str, ...] = ()


def beside_peer(pages: Sequence[MarkedPage], index: Path) -> Part:
    """Return how many marked fields of the memory's kinds were found, beside DuckDuckGo's own
    classifier, whose known failures its index lists.
    """
    known = {
        one.html: len([mark for mark in one.expected_failures if mark in _PEER])
        for one in msgspec.json.decode(index.read_bytes(), type=list[_Indexed])
    }
    classifier = Classifier.shipped()
    found = wanted = failures = 0
    for one in pages:
        if one.name not in known:
            continue
        failures += known[one.name]
        understood = understand(one.page, classifier)
        for place in range(len(one.page.fields)):
            marked = one.marks(place)
            if marked and marked <= FILLABLE:
                wanted += 1
                told = understood.fields[place]
                right = {same_value(kind) for kind in marked}
                found += same_value(told.kind) in right and told.sure
    return Part(
        figures={"found": found},
        reference={"found": wanted - failures},
        ratio={"found": found / max(1, wanted - failures)},
        settings={"marked": wanted},
    )


def purposes(pages: Sequence[MarkedPage]) -> Part:
    """Return how often forms on pages named for a login or for signing up are told to be one."""
    right = told = 0
    classifier = Classifier.shipped()
    for one in pages:
        named = [purpose for word, purpose in _NAMED.items() if word in one.name]
        if len(named) != 1:
            continue
        found = understand(one.page, classifier).purposes
        secret = {field.form for field in one.page.fields if field.type == "password"}
        told += len(secret)
        right += sum(found[form] is named[0] for form in secret)
    return Part(figures={"told_right": right / max(1, told)}, settings={"forms": told})


_PEER: Final = frozenset(
    {"fullName", "firstName", "lastName", "middleName", "emailAddress", "phone", "birthday",
     "birthdayDay", "birthdayMonth", "birthdayYear", "addressStreet", "addressStreet2",
     "addressCity", "addressProvince", "addressPostalCode", "addressCountryCode"}
)  # fmt: skip
"""DuckDuckGo's marks of kinds that memory can fill."""
