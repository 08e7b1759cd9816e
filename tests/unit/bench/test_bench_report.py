from itertools import pairwise

import msgspec

from second_me.bench import made_up
from second_me.bench.main import main, show
from second_me.bench.report import Part, join
from second_me.bench.timing import Spread, paired


def test_parts_become_one_report_with_names_kept_apart():
    part = Part(figures={"ms": 1.23456}, reference={"ms": 2}, ratio={"ms": 0.617}, settings={})
    report = join("speed", {"a": part, "b": part})
    assert report.figures == {"a.ms": 1.235, "b.ms": 1.235}
    assert set(msgspec.to_builtins(report)) == {
        "bench", "figures", "reference", "ratio", "settings", "versions"
    }  # fmt: skip


def test_figures_stand_beside_their_reference(capsys):
    show(join("speed", {"a": Part(figures={"ms": 1.0}, reference={"ms": 2.0}, ratio={"ms": 0.5})}))
    line = next(row for row in capsys.readouterr().out.splitlines() if row.startswith("a.ms"))
    assert line.split() == ["a.ms", "1.0", "2.0", "0.5"]


def test_made_up_events_are_the_same_for_the_same_seed():
    first, again, other = (list(made_up.events(50, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert len({event.natural_key for event in first}) == 50
    assert all(a.moment.at < b.moment.at for a, b in pairwise(first))


def test_a_pair_is_timed_in_turns_after_one_unheeded_round():
    calls = []
    ours, theirs = paired(lambda: calls.append("a"), lambda: calls.append("b"), rounds=3)
    assert calls == ["a", "b"] * 4
    assert len(ours.seconds) == len(theirs.seconds) == 3


def test_percentiles_are_values_that_occurred():
    spread = Spread(tuple(float(n) for n in range(1, 101)))
    assert spread.median == 50.5
    assert spread.percentile(95) == 96.0
    assert spread.percentile(100) == 100.0


def test_json_goes_to_a_file_beside_the_table_or_to_standard_output_alone(capsys, tmp_path):
    asked = ["promises", "--only", "tamper", "--share", "0.004", "--json"]
    assert main([*asked, str(tmp_path / "report.json")]) == 0
    assert "tamper.wrong_keys.held" in capsys.readouterr().out
    written = msgspec.json.decode((tmp_path / "report.json").read_bytes())
    assert main(asked) == 0
    printed = msgspec.json.decode(capsys.readouterr().out)
    assert printed["figures"] == written["figures"]
    assert printed["figures"]["tamper.wrong_keys.broken"] == 0
