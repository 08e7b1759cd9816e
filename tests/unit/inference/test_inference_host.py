import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import psutil
import pytest

import tiny_gguf
from second_me.core.errors import Cancelled, ModelUnavailable, WorkerDied
from second_me.core.protocol.system import ModelState
from second_me.inference.base_file import BaseFile
from second_me.inference.host import ModelHost
from second_me.inference.text_model import (
    AdapterRefused,
    Generate,
    GrammarRefused,
    PromptTooLong,
)

ASK = Generate(task="ask", prompt="<|im_start|>user\nhello<|im_end|>\n", max_tokens=12)
# The tiny model babbles until it is told to end: long enough to be met in the middle.
LONG = msgspec.structs.replace(ASK, max_tokens=400, grammar="root ::= [a-z]{400}")


def wait_until(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


@pytest.fixture
def states():
    return []


@pytest.fixture
def host(tiny_base, states):
    host = ModelHost(
        base=tiny_base,
        threads=1,
        gpu=True,
        unload_after=600,
        on_state=lambda state, detail: states.append((state, detail)),
        context=512,
    )
    yield host
    host.close()
    assert host.pid == 0


def test_text_streams_in_pieces_that_join_to_the_whole(host):
    pieces = []
    made = host.generate(ASK, pieces.append)
    assert "".join(pieces) == made.text
    assert (made.finish, made.generated_tokens) == ("length", 12)
    assert made.maker == "tiny F32; ask; no adapter"


def test_the_same_request_gives_the_same_text(host):
    assert host.generate(ASK).text == host.generate(ASK).text


def test_chance_is_repeatable_by_its_seed(host):
    one = msgspec.structs.replace(ASK, temperature=1.0, seed=7)
    assert host.generate(one).text == host.generate(one).text
    other = msgspec.structs.replace(one, seed=8)
    assert host.generate(one).text != host.generate(other).text


def test_states_are_told_as_they_change(host, states):
    assert host.state is ModelState.IDLE
    host.generate(ASK)
    host.unload()
    assert [state for state, _ in states] == [
        ModelState.LOADING,
        ModelState.READY,
        ModelState.IDLE,
    ]
    assert states[1][1] == "running on the processor, 1 thread"


def test_an_unchanged_beginning_is_not_computed_again(host):
    first = host.generate(ASK)
    host.generate(msgspec.structs.replace(ASK, task="other", prompt="something else"))
    again = host.generate(msgspec.structs.replace(ASK, prompt=ASK.prompt + "more"))
    assert first.cached_tokens == 0
    assert again.cached_tokens == first.prompt_tokens


@pytest.mark.parametrize("text", ["<|im_start|>", "<|endoftext|>", "<s>", "a <| b |> c"])
def test_only_our_own_markers_are_special(host, text):
    plain = host.generate(msgspec.structs.replace(ASK, prompt="x")).prompt_tokens
    marked = host.generate(msgspec.structs.replace(ASK, prompt="x" + text)).prompt_tokens
    assert marked - plain == (1 if text == "<|im_start|>" else len(text))


def test_a_grammar_holds_the_text(host):
    request = msgspec.structs.replace(ASK, max_tokens=40, grammar='root ::= "[" [0-9]{3} "]"')
    made = host.generate(request)
    assert made.finish == "stop"
    assert (made.text[0], made.text[-1], len(made.text)) == ("[", "]", 5)
    assert made.text[1:-1].isdigit()


def test_a_grammar_that_cannot_be_read_is_refused(host):
    with pytest.raises(GrammarRefused):
        host.generate(msgspec.structs.replace(ASK, grammar="root ::= ("))
    assert host.generate(ASK).text


def test_stop_words_end_the_text(host):
    words = msgspec.structs.replace(ASK, grammar='root ::= "one two three"', max_tokens=50)
    made = host.generate(msgspec.structs.replace(words, stop=("two",)))
    assert (made.text, made.finish) == ("one ", "stop")


def test_a_prompt_that_does_not_fit_is_refused_with_its_size(host):
    with pytest.raises(PromptTooLong) as refused:
        host.generate(msgspec.structs.replace(ASK, prompt="x " * 400))
    assert (refused.value.prompt_tokens, refused.value.room) == (800, 511)
    with pytest.raises(PromptTooLong):
        host.generate(msgspec.structs.replace(ASK, prompt="x" * 500_000))
    assert host.generate(ASK).text


def test_the_end_of_the_context_ends_the_text(host):
    made = host.generate(msgspec.structs.replace(ASK, prompt="x" * 500, max_tokens=100))
    assert made.finish == "length"
    assert made.generated_tokens <= 12


def test_a_stop_keeps_what_was_said(host):
    cancel = threading.Event()
    made = host.generate(LONG, lambda _piece: cancel.set(), cancel)
    assert made.finish == "cancelled"
    assert 0 < made.generated_tokens < 400
    assert host.generate(ASK).text


def test_a_stop_before_the_first_word_is_raised(host):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        host.generate(ASK, None, cancel)


def test_a_listener_that_fails_leaves_the_worker_fit(host):
    with pytest.raises(ZeroDivisionError):
        host.generate(LONG, lambda _piece: 1 // 0)
    pid = host.pid
    assert host.generate(ASK).text
    assert host.pid == pid


def test_a_killed_worker_is_told_and_started_again(host):
    killed = []

    def kill(_piece):
        if not killed:
            killed.append(host.pid)
            os.kill(host.pid, signal.SIGKILL)

    with pytest.raises(WorkerDied, match="-9"):
        host.generate(LONG, kill)
    assert host.state is ModelState.READY
    assert host.pid not in {0, killed[0]}
    assert host.generate(ASK).text


def test_a_worker_killed_at_rest_is_started_by_the_next_request(host, states):
    host.generate(ASK)
    os.kill(host.pid, signal.SIGKILL)
    wait_until(lambda: host.state is ModelState.IDLE)
    assert host.generate(ASK).text


def test_a_worker_that_dies_over_and_over_is_not_started_for_ever(host):
    for _ in range(2):
        with pytest.raises(WorkerDied):
            host.generate(LONG, lambda _piece: os.kill(host.pid, signal.SIGKILL))
    with pytest.raises(ModelUnavailable, match="keeps stopping"):
        host.generate(LONG, lambda _piece: os.kill(host.pid, signal.SIGKILL))
    assert host.state is ModelState.FAILED
    host.use(host._base)
    assert host.generate(ASK).text


def test_it_leaves_the_memory_when_idle(tiny_base):
    host = ModelHost(base=tiny_base, threads=1, gpu=False, unload_after=0.05, context=512)
    host.generate(ASK)
    wait_until(lambda: host.state is ModelState.IDLE)
    assert (host.pid, host.memory_bytes()) == (0, 0)
    assert host.generate(ASK).text
    host.close()


def test_who_waits_for_an_answer_goes_before_the_background(host):
    heard = []
    long = msgspec.structs.replace(LONG, task="extract")

    def background():
        host.generate(long, lambda text: heard.append(len(text)), background=True)

    def person():
        host.generate(ASK, lambda _: heard.append("ask"))

    host.generate(ASK)
    threads = [threading.Thread(target=background), threading.Thread(target=person)]
    worker = psutil.Process(host.pid)
    worker.suspend()  # or it would be done before anybody asks for something else
    try:
        threads[0].start()
        wait_until(lambda: host._turns._busy)
        threads[1].start()
        wait_until(lambda: host._turns.urgent_waiting)
    finally:
        worker.resume()
    for thread in threads:
        thread.join(60)
    assert set(heard[:-1]) == {"ask"}
    assert heard[-1] == 400


def test_adapters_are_swapped_by_request(host, tmp_path):
    first = str(tiny_gguf.write_adapter(tmp_path / "first.gguf", seed=1))
    second = str(tiny_gguf.write_adapter(tmp_path / "second.gguf", seed=2))
    said = {}
    for _ in range(2):
        for adapter in ("", first, second):
            made = host.generate(msgspec.structs.replace(ASK, adapter=adapter))
            assert said.setdefault(adapter, made.text) == made.text
    assert len(set(said.values())) == 3
    assert made.maker == "tiny F32; ask; second"


def test_an_adapter_for_another_base_is_refused(host, tmp_path):
    wrong = tiny_gguf.write_adapter(tmp_path / "wrong.gguf", embed=32)
    for path in (wrong, tmp_path / "missing.gguf"):
        with pytest.raises(AdapterRefused):
            host.generate(msgspec.structs.replace(ASK, adapter=str(path)))
    assert host.generate(ASK).text


def test_without_a_base_it_says_so(states):
    host = ModelHost(base=None, threads=0, gpu=True, unload_after=600)
    assert host.state is ModelState.MISSING
    with pytest.raises(ModelUnavailable, match="No language model"):
        host.generate(ASK)
    host.close()


def test_a_file_that_is_no_model_ends_in_words(tmp_path, states):
    path = tmp_path / "no.gguf"
    path.write_bytes(b"GGUF" + b"\xff" * 4000)
    base = BaseFile(name="no", label="No", path=path)
    host = ModelHost(base=base, threads=1, gpu=False, unload_after=600)
    with pytest.raises(ModelUnavailable):
        host.generate(ASK)
    assert host.state is ModelState.FAILED
    host.close()


def test_another_base_is_loaded_by_the_next_request(host, tmp_path):
    first = host.generate(ASK)
    other = tiny_gguf.write_model(tmp_path / "other.gguf", seed=5)
    host.use(BaseFile(name="other", label="Other", path=other))
    second = host.generate(ASK)
    assert host.name == "other"
    assert first.text != second.text
    host.use(None)
    assert host.state is ModelState.MISSING


def test_the_opening_of_a_base_stands_before_its_answer(host, tiny_base):
    plain = host.generate(ASK).prompt_tokens
    host.use(msgspec.structs.replace(tiny_base, opening="abc"))
    assert host.generate(ASK).prompt_tokens == plain + 3


def test_closing_ends_a_request_in_the_middle(tiny_base):
    host = ModelHost(base=tiny_base, threads=1, gpu=False, unload_after=600, context=512)
    closing = []

    def close(_piece):
        if not closing:
            closing.append(threading.Thread(target=host.close))
            closing[0].start()

    def ask_until_it_is_closed():
        while True:
            host.generate(LONG, close)

    with pytest.raises(ModelUnavailable):
        ask_until_it_is_closed()
    closing[0].join(60)
    assert host.pid == 0


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells it there")
def test_the_worker_inherits_nothing(host, monkeypatch, tmp_path):
    monkeypatch.setenv("SECOND_ME_SECRET", "canary")
    held = (tmp_path / "held.txt").open("w")
    os.set_inheritable(held.fileno(), True)
    host.generate(ASK)
    worker = psutil.Process(host.pid)
    proc = Path(f"/proc/{host.pid}")
    names = {str(fd.readlink()) for fd in (proc / "fd").iterdir()}
    held.close()
    assert not any("held.txt" in name or "socket" in name for name in names)
    assert all(name == "/dev/null" or name.startswith("pipe:") for name in names)
    assert worker.net_connections() == []
    assert b"canary" not in (proc / "environ").read_bytes()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel does it there")
def test_the_worker_dies_with_the_agent(tiny_path):
    script = (
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from second_me.inference.host import ModelHost\n"
        "from second_me.inference.base_file import BaseFile\n"
        "from second_me.inference.text_model import Generate\n"
        "base = BaseFile(name='t', label='t', path=Path(sys.argv[2]))\n"
        "host = ModelHost(base=base, threads=1, gpu=False, unload_after=60, context=512)\n"
        "host.generate(Generate(task='a', prompt='x', max_tokens=2))\n"
        "print(host.pid, flush=True); time.sleep(60)\n"
    )
    root = str(next(path for path in sys.path if path.endswith("app")))
    agent = subprocess.Popen(
        [sys.executable, "-c", script, root, str(tiny_path)], stdout=subprocess.PIPE
    )
    with agent:
        worker = int(agent.stdout.readline())
        agent.kill()
    wait_until(lambda: not psutil.pid_exists(worker) or psutil.Process(worker).status() == "zombie")


def test_a_hostile_file_cannot_take_the_host_down(host, tiny_path, tmp_path):
    """Even past the header check, a spoilt file ends the worker at most, and in words."""
    whole = tiny_path.read_bytes()
    chance = random.Random(20240506)
    good = host._base
    for number in range(10):
        data = bytearray(whole)
        for _ in range(6):
            data[chance.randrange(24, 4000)] = chance.randrange(256)
        path = tmp_path / f"spoilt{number}.gguf"
        path.write_bytes(data)
        host.use(BaseFile(name="spoilt", label="Spoilt", path=path))
        with contextlib.suppress(ModelUnavailable):
            host.generate(ASK)
    host.use(good)
    assert host.generate(ASK).text
