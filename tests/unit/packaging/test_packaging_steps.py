"""What the person sees while the bootstrap works."""

import io

import pytest
from children import ChildFailed
from steps import Steps, clock


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_step_that_had_nothing_to_do_is_silent(steps):
    steps.plan(2)
    steps.do("Packages", lambda: False)
    steps.ready()
    assert steps.shown() == "Ready.\n"


def test_a_step_says_how_long_it_took(steps, ticks):
    def work() -> bool:
        ticks.now += 192
        return True

    steps.plan(2)
    steps.do("Packages", lambda: False)
    steps.do("Engine", work)
    steps.ready()
    assert steps.shown() == "[2/2] Engine  done in 3:12\nReady in 3:12.\n"


def test_without_a_terminal_a_long_step_speaks_now_and_then(steps, ticks):
    def work() -> bool:
        for _ in range(450):
            ticks.now += 0.1
            steps.update("compiling 3 of 9")
        return True

    steps.plan(1)
    steps.do("Engine", work)
    assert steps.shown().count("compiling 3 of 9\n") == 2


def test_on_a_terminal_one_line_is_drawn_over(tmp_path, ticks):
    screen = Screen()
    steps = Steps(log=tmp_path / "x.log", out=screen, now=ticks)

    def work() -> bool:
        for number in range(3):
            ticks.now += 1
            steps.update(f"fetching {number}")
        return True

    steps.plan(1)
    steps.do("Packages", work)
    text = screen.getvalue()
    assert text.count("\n") == 1
    assert text.count("\r\x1b[2K") == 4
    assert text.endswith("[1/1] Packages  done in 0:03\n")


def test_a_failure_shows_the_end_of_the_log_and_what_to_do(steps):
    steps.plan(1)
    failure = ChildFailed("pip", ["no space left"], "Make room and run it again.")

    def work() -> bool:
        raise failure

    with pytest.raises(ChildFailed):
        steps.do("Packages", work)
    steps.fail(failure)
    text = steps.shown()
    assert "    no space left" in text
    assert str(steps.log) in text
    assert text.endswith("Make room and run it again.\n")


@pytest.mark.parametrize(("seconds", "words"), [(0, "0:00"), (59.9, "0:59"), (3600, "60:00")])
def test_clock(seconds, words):
    assert clock(seconds) == words
