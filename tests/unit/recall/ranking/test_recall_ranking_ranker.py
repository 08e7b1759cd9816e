import msgspec
import numpy as np
import pytest

from second_me.recall.ranking import Pass, Ranker, confidence
from second_me.recall.ranking.ranker import RankerFile, RankerUnavailable, Weights
from second_me.recall.understanding import Asked

FILE = RankerFile(
    name="hand",
    order=Weights(weights={"near": 2.0, "said_by": 1.0, "gone": 9.0}, offset=-1.0),
    sure=Weights(weights={"cosine": 4.0}, offset=-2.0),
    decline_below=0.3,
    strong_from=0.7,
)


def test_a_file_is_read_and_scores_by_name(tmp_path):
    path = tmp_path / "ranker.json"
    path.write_bytes(msgspec.json.encode(FILE))
    ranker = Ranker.read(path)
    assert (ranker.name, ranker.decline_below, ranker.strong_from) == ("hand", 0.3, 0.7)
    features = np.array([[1.0, 5.0, 0.5], [0.0, 7.0, 0.0]], dtype=np.float32)
    scores = ranker.score(features, ("said_by", "unheard of", "near"))
    assert scores.tolist() == pytest.approx([2 * 0.5 + 1 - 1, -1])


def test_how_sure_is_a_probability():
    ranker = Ranker(FILE)
    assert ranker.sure({"cosine": 0.5, "other": 3.0}) == pytest.approx(0.5)
    assert ranker.sure({"cosine": 1.0}) == pytest.approx(1 / (1 + np.exp(-2)))
    assert 0 < ranker.sure({"cosine": -1e6}) < ranker.sure({"cosine": 1e6}) < 1


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"name": "x"}', b"\xff\x00"])
def test_a_missing_or_damaged_file_is_said(tmp_path, content):
    path = tmp_path / "ranker.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RankerUnavailable) as caught:
        Ranker.read(path)
    assert "again" in caught.value.action


def test_the_shipped_ranker_is_read_once_and_told_apart_by_name():
    assert Ranker.shipped() is Ranker.shipped()
    assert Ranker.shipped().name
    assert 0 <= Ranker.shipped().decline_below <= Ranker.shipped().strong_from <= 1


NAMES = ("said_by", "covered", "covered_3", "near")


def found(*rows, scores):
    count = len(rows)
    return Pass(
        rows=np.arange(count),
        ids=np.arange(1, count + 1),
        scores=np.array(scores, dtype=np.float32),
        embedded=np.ones(count, dtype=np.bool_),
        features=np.array(rows, dtype=np.float32).reshape(count, len(NAMES)),
        names=NAMES,
        found={},
    )


def test_signals_of_a_result():
    told = confidence.signals(
        Asked(text="", content_terms=("a", "b"), unknown_names=("Zoe",)),
        found([0, 0.5, 0.6, 0.9], [0, 0.7, 0.8, 0.2], scores=[4, 2]),
        top=0.6,
    )
    assert told["cosine"] == 0.6
    assert (told["score"], told["scores"], told["lead"]) == (1.0, 0.75, 0.5)
    assert told["covered"] == pytest.approx(0.7)
    assert told["covered_3"] == pytest.approx(0.8)
    assert told["covered_first"] == pytest.approx(0.6)
    assert told["near_first"] == pytest.approx(0.9)
    assert (told["person"], told["others"], told["unknown"]) == (0, 0, 1)
    assert told["terms"] == pytest.approx(0.2)


def test_a_story_of_somebody_else_counts_against_it():
    asked = Asked(text="", content_terms=("boat",), people=("Tom",))
    by_tom = found([1, 1, 1, 1], [0, 0, 0, 0], scores=[4, 0])
    by_lena = found([0, 1, 1, 1], [1, 0, 0, 0], scores=[4, 3])
    his, hers = (confidence.signals(asked, one, 0.5) for one in (by_tom, by_lena))
    assert his["others"] < 0 < hers["others"]
    assert (his["said_by_first"], hers["said_by_first"]) == (1, 0)


def test_nothing_found_is_a_signal_of_its_own():
    assert confidence.signals(Asked(text=""), found(scores=[]), 0.0) == {"empty": 1.0}
