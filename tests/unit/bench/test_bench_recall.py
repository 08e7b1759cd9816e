import argparse
import math

import msgspec
import pytest

from second_me.bench import recall
from second_me.bench.ranking_figures import Ranking, declines, figures
from second_me.inference.scripted_embedder import ScriptedEmbedder

RANKINGS = (
    Ranking("one", [7, 1, 8, 9], frozenset({1})),
    Ranking("one", [2, 5, 3], frozenset({2, 3})),
    Ranking("two", [9, 8], frozenset({4})),
)


def test_recall_and_rank_by_hand():
    told = figures(RANKINGS)
    assert told["recall_at_1"] == pytest.approx((0 + 0.5 + 0) / 3)
    assert told["recall_at_5"] == told["recall_at_20"] == pytest.approx(2 / 3)
    assert told["hit_at_10"] == pytest.approx(2 / 3)
    assert told["mrr"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    first = 1 / math.log2(3)
    second = (1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    assert told["ndcg_at_10"] == pytest.approx((first + second) / 3)
    assert told["questions"] == 3
    assert told["two: recall_at_20"] == 0
    assert told["one: questions"] == 2


def test_depth_cuts_what_counts():
    late = Ranking("one", [*range(100, 110), 1], frozenset({1}))
    told = figures([late])
    assert (told["recall_at_10"], told["recall_at_20"], told["ndcg_at_10"]) == (0, 1, 0)
    assert told["mrr"] == pytest.approx(1 / 11)


def test_declines_at_nine_tenths_kept():
    yes = [number / 10 for number in range(1, 11)]
    told = declines(yes, [0.05, 0.15, 0.95])
    assert told["threshold"] == 0.2
    assert told["caught_at_90_kept"] == pytest.approx(2 / 3)
    assert told["auc"] == pytest.approx((10 + 9 + 1) / 30)
    assert declines(yes, []) == declines([], yes) == {}


@pytest.fixture
def talks(tmp_path):
    turns = ["The kite is red and small.", "The boat is blue.", "My cello has four strings."]
    whole = {
        "sample_id": "talk-1",
        "conversation": {
            "session_1_date_time": "1:56 pm on 8 May, 2023",
            "session_1": [
                {"speaker": ("Ada", "Bo")[place % 2], "dia_id": f"D1:{place + 1}", "text": text}
                for place, text in enumerate(turns)
            ],
        },
        "qa": [
            {"question": "Is the boat blue?", "evidence": ["D1:2"], "category": 4, "answer": "y"},
            {"question": "Who sings?", "evidence": ["D1:3"], "category": 5},
        ],
    }
    path = tmp_path / "talks.json"
    path.write_bytes(msgspec.json.encode([whole]))
    return path


@pytest.fixture
def measure(talks, monkeypatch):
    monkeypatch.setattr(recall, "OnnxEmbedder", lambda _: ScriptedEmbedder())

    def run(*options):
        parser = argparse.ArgumentParser()
        recall.add_arguments(parser)
        return recall.run(parser.parse_args(["--dataset", "locomo", str(talks), *options]))

    return run


def test_a_small_collection_is_measured_beside_its_references(measure):
    report = measure()
    told = msgspec.to_builtins(report)
    figures_of = told["figures"]
    assert any(key.endswith("recall_at_10") for key in figures_of)
    found = {key: value for key, value in figures_of.items() if key.endswith("recall_at_20")}
    assert set(found.values()) == {1.0}
    assert sum(key.split(".")[0] in {"bm25", "cosine", "fusion"} for key in figures_of) > 0
    assert any("wall_p50_ms" in key for key in figures_of)
    assert any("caught_at_90_kept" in key for key in figures_of)


def test_results_are_written_one_a_line(measure, tmp_path):
    path = tmp_path / "traces.jsonl"
    measure("--traces", str(path), "--without", "people")
    lines = [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
    assert [line["category"] for line in lines] == ["4 single-hop", "unanswerable"]
    assert lines[0]["evidence"] == ["D1:2"]
    assert set(lines[0]["found"]) <= {"D1:1", "D1:2", "D1:3"}
    assert 0 <= lines[1]["strength"] <= 1
