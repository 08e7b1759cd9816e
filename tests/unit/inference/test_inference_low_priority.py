"""Background work gives way, and a question asked meanwhile is not slowed down by it."""

import os
import sys
import threading
from pathlib import Path

import pytest

from second_me.inference.host import ModelHost
from second_me.inference.low_priority import NICENESS, LowPriority
from second_me.inference.text_model import Generate

linux = pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
ASK = Generate(task="ask", prompt="<|im_start|>user\nhello<|im_end|>\n", max_tokens=12)


def niceness(task: Path) -> int:
    """Return the niceness that the kernel tells of a thread or process."""
    return int((task / "stat").read_text().rsplit(")", 1)[1].split()[16])


def test_work_is_done_before_run_returns_and_its_error_is_raised():
    patient = LowPriority()
    done = []
    patient.run(lambda: done.append(threading.current_thread().name))
    assert done == ["low-priority"]
    with pytest.raises(ZeroDivisionError):
        patient.run(lambda: done.append(1 // 0))
    patient.run(lambda: done.append("after"))
    assert done[-1] == "after"


@linux
def test_only_its_own_thread_is_lowered():
    seen = []
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    LowPriority().run(
        lambda: seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
    )
    assert seen == [NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


@linux
def test_a_worker_started_for_background_work_answers_questions_at_full_priority(tiny_base):
    ours = niceness(Path("/proc/self"))
    host = ModelHost(base=tiny_base, threads=1, gpu=False, unload_after=600, context=512)
    try:
        background = host.generate(ASK, background=True)
        worker = Path("/proc") / str(host.pid)
        assert niceness(worker) == ours
        assert NICENESS in {niceness(task) for task in (worker / "task").iterdir()}
        assert host.generate(ASK).text == background.text
    finally:
        host.close()
