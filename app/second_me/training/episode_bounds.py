"""The weights by which streams are cut into episodes: a logistic regression of known bounds.

    python -m second_me.training.episode_bounds --realmem DIR --longmemeval POOL --lifebench DIR

Known bounds are those between RealMem's sessions (times hidden and shown), between LongMemEval's
distractor sessions (which have no order in time), and between the events that LifeBench's SMS
belong to. It writes `memory/boundary_weights.json`; the weights belong to one embedder.
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from second_me.core.clock import Moment, Precision, Timestamp, from_datetime
from second_me.core.ids import EventId, SourceId
from second_me.core.records import Event, EventKind, Origin
from second_me.corpora import realmem
from second_me.inference.codes import from_codes, to_codes
from second_me.inference.documents import document
from second_me.inference.embedder import Embedder, OnnxEmbedder
from second_me.memory.boundaries import SIGNS, SURE_MS, Weights, features, turns

TARGET: Final = Path(__file__).parents[1] / "memory" / "boundary_weights.json"
UNKNOWN: Final = Moment(Timestamp(0), Precision.UNKNOWN)
_NOT_THERE: Final = "thread"
"""A sign that none of the streams has: its weight is set."""

_NOT_THERE_WEIGHT: Final = 1.0
_RIDGE: Final = 1e-3
_STEPS: Final = 30
_CHUNK: Final = 64
_LEAST_SMS: Final = 40
_MOST_SMS: Final = 120
_MOST_TURNS: Final = 600


class Row(NamedTuple):
    """A turn, and the session that it is of."""

    author: str
    text: str
    moment: Moment
    session: str


Rows = Sequence[Row]
Floats = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("realmem", "longmemeval", "lifebench"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    arguments = parser.parse_args()
    embedder = OnnxEmbedder()
    collections = (
        list(_realmem(arguments.realmem)),
        list(_longmemeval(arguments.longmemeval)),
        list(_lifebench(arguments.lifebench)),
    )
    streams = [rows for collection in collections for rows in collection]
    worth = [1 / len(collection) for collection in collections for _ in collection]
    signs, known = zip(*(measured(rows, embedder) for rows in streams), strict=True)
    weights = fitted(signs, known, embedder.model, worth)
    TARGET.write_bytes(msgspec.json.format(msgspec.json.encode(weights)) + b"\n")


def fitted(
    signs: Sequence[NDArray[np.float32]],
    known: Sequence[NDArray[np.bool_]],
    embedder: str,
    worth: Sequence[float] = (),
) -> Weights:
    """Return the weights by ridge logistic regression.

    `signs` are (gaps, signs) and `known` (gaps,) of each stream; `worth` says how much each
    counts, all alike if it is empty.
    """
    matrix = np.concatenate(signs).astype(np.float64)
    shares = np.concatenate(
        [
            np.full(len(one), each / len(one))
            for one, each in zip(known, worth or [1.0] * len(known), strict=True)
        ]
    )
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0)
    present = spread > 0
    spread = np.where(present, spread, 1.0)
    scaled = np.column_stack([(matrix - mean) / spread, np.ones(len(matrix))])
    solved = _newton(scaled, np.concatenate(known), shares / shares.sum())
    slopes = np.where(present, solved[:-1] / spread, 0.0)
    values = dict(zip(SIGNS, np.round(slopes, 3).tolist(), strict=True))
    return Weights(
        embedder=embedder,
        weights=values | {_NOT_THERE: _NOT_THERE_WEIGHT},
        bias=round(float(solved[-1] - slopes @ mean), 3),
    )


def _newton(matrix: Floats, known: NDArray[np.bool_], shares: Floats) -> Floats:
    """Return the weights (signs + 1,) of least weighted loss, the last of them the bias."""
    weights = np.zeros(matrix.shape[1])
    ridge = np.full(matrix.shape[1], _RIDGE)
    ridge[-1] = 0
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(matrix @ weights)))
        slope = matrix.T @ (shares * (chance - known)) + ridge * weights
        curve = (matrix * (shares * chance * (1 - chance))[:, None]).T @ matrix
        weights -= np.linalg.solve(curve + np.diag(ridge + 1e-9), slope)
    return weights


def measured(rows: Rows, embedder: Embedder) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the signs of a stream's gaps, and which of them are bounds."""
    texts = [
        document(row.author, "", row.text, _before(rows, place)) for place, row in enumerate(rows)
    ]
    chunks = range(0, len(texts), _CHUNK)
    vectors = np.concatenate([embedder.embed(texts[start : start + _CHUNK]) for start in chunks])
    events = [_event(place, row) for place, row in enumerate(rows)]
    known = np.array([one.session != other.session for one, other in pairwise(rows)])
    return features(turns(events, from_codes(to_codes(vectors)))), known


def _before(rows: Rows, place: int) -> str:
    if not place or rows[place].moment.at - rows[place - 1].moment.at >= SURE_MS:
        return ""
    return rows[place - 1].text


def _event(place: int, row: Row) -> Event:
    return Event(
        id=EventId(place + 1),
        source_id=SourceId(1),
        batch_id=None,
        kind=EventKind.MESSAGE,
        origin=Origin.ASSISTANT if row.author == "assistant" else Origin.OTHER,
        text=row.text,
        moment=row.moment,
        received_at=Timestamp(0),
        author=row.author,
        position=place,
    )


def _realmem(folder: Path) -> Iterator[Rows]:
    for corpus in realmem.read(folder):
        events = corpus.events[:_MOST_TURNS]
        yield [Row(one.author, one.text, one.moment, one.thread) for one in events]
        yield [Row(one.author, one.text, UNKNOWN, one.thread) for one in events]


def _longmemeval(pool: Path) -> Iterator[Rows]:
    rows: list[Row] = []
    for number, line in enumerate(pool.read_text("utf-8").splitlines()):
        said = msgspec.json.decode(line)["messages"]
        rows += [Row(one["role"], one["content"], UNKNOWN, str(number)) for one in said]
        if len(rows) >= _MOST_TURNS:
            yield rows
            return


def _lifebench(folder: Path) -> Iterator[Rows]:
    for person in sorted(folder.glob("*/phone_data/sms.json")):
        messages = [one for one in msgspec.json.decode(person.read_bytes()) if one.get("datetime")]
        messages.sort(key=lambda one: (one.get("contactName") or "", one["datetime"]))
        for name, group in groupby(messages, key=lambda one: one.get("contactName") or ""):
            rows = [
                Row(
                    "me" if one["message_type"] == "Send" else name,
                    str(one["message_content"]),
                    _moment(one["datetime"]),
                    str(one["event_id"]),
                )
                for one in group
            ]
            if len(rows) >= _LEAST_SMS:
                yield rows[:_MOST_SMS]


def _moment(text: str) -> Moment:
    when = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return Moment(from_datetime(when), Precision.MINUTE, 0)


if __name__ == "__main__":
    main()
