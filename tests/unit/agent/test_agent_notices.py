"""A busy import does not flood its watchers, and the last word always comes through."""

import threading
import time

from second_me.agent.notices import Notices
from second_me.core.changes import ChangeSet, Topic
from second_me.core.protocol.pushes import Changed, Progress


def progress(done: int, *, finished: bool = False) -> Progress:
    return Progress(
        key="import:1", title="", done=done, total=500, unit="events", finished=finished
    )


def test_changes_and_progress_are_gathered() -> None:
    sent: list[object] = []
    began = time.monotonic()
    notices = Notices(sent.append, interval=0.05)
    for number in range(500):
        notices.changed(ChangeSet.of(Topic.EVENTS, number))
        notices.progress(progress(number))
    notices.progress(progress(500, finished=True))
    notices.close()

    rounds = (time.monotonic() - began) / 0.05 + 2
    changes = [params for params in sent if isinstance(params, Changed)]
    steps = [params for params in sent if isinstance(params, Progress)]
    assert len(changes) <= rounds
    assert {i for c in changes for part in c.changes.changes for i in part.ids} == set(range(500))
    assert steps[-1] == progress(500, finished=True)
    assert len(steps) <= rounds


def test_the_first_change_is_told_at_once() -> None:
    came = threading.Event()
    notices = Notices(lambda _: came.set(), interval=60)
    notices.changed(ChangeSet.of(Topic.FACTS, 1))

    assert came.wait(60)
    notices.close()


def test_nothing_is_told_of_no_change() -> None:
    sent: list[object] = []
    notices = Notices(sent.append, interval=0.01)
    notices.changed(ChangeSet())
    notices.close()

    assert sent == []
