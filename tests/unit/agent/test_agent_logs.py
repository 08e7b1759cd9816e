"""The log lets through ids, counts, times and our own words, and blots out all else."""

import json
import logging

from second_me.agent.logs import REDACTED, log_fault, open_log


def lines(folder) -> list[dict]:
    return [json.loads(line) for line in (folder / "agent.log").read_text().splitlines()]


def test_numbers_and_known_slugs_pass(tmp_path) -> None:
    log, file = open_log(tmp_path)
    log.info("call_failed", method="memory.add", code="disk_full", ms=3, ok=True)
    file.close()

    (line,) = lines(tmp_path)
    assert (line["event"], line["method"], line["ms"], line["ok"]) == (
        "call_failed",
        "memory.add",
        3,
        True,
    )


def test_content_is_blotted_out_wherever_it_is_put(tmp_path) -> None:
    log, file = open_log(tmp_path)
    log.info("saw my diary", text="diary", method="dear diary", ids=["diary"], frames=["diary"])
    file.close()

    assert "diary" not in (tmp_path / "agent.log").read_text()
    assert lines(tmp_path)[0]["event"] == REDACTED


def test_a_fault_is_logged_by_type_and_place_only(tmp_path) -> None:
    log, file = open_log(tmp_path)
    try:
        {}["diary"]
    except KeyError as error:
        fault = log_fault(log, "job_broke", error, job=4)
    file.close()

    (line,) = lines(tmp_path)
    assert line["fault"] == fault
    assert line["error"] == "KeyError"
    assert line["frames"][0].startswith("test_agent_logs.py:")
    assert "diary" not in json.dumps(line)


def test_warnings_of_libraries_are_noted_without_their_words(tmp_path) -> None:
    _, file = open_log(tmp_path)
    logging.getLogger("somelibrary").warning("the diary is at %s", "home")
    file.close()

    (line,) = lines(tmp_path)
    assert line["logger"] == "somelibrary"
    assert "diary" not in json.dumps(line)


def test_the_log_stays_small(tmp_path) -> None:
    log, file = open_log(tmp_path)
    for number in range(12_000):
        log.info("tick_of_a_clock", number=number, more=number, still_more=number)
    file.close()

    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) > 1
    assert max(sizes) <= 1_000_000
