"""What every twin of the text model must do alike."""

import threading

import msgspec
import pytest

import tiny_gguf
from second_me.core.errors import Cancelled
from second_me.inference.base_file import BaseFile
from second_me.inference.host import ModelHost
from second_me.inference.scripted import ScriptedModel
from second_me.inference.text_model import Generate

ASK = Generate(
    task="ask",
    prompt="<|im_start|>user\nhello<|im_end|>\n",
    grammar='root ::= [a-z]{4} " " [a-z]{4} " " [a-z]{4}',
    max_tokens=60,
)

# So long that a stop meets it in the middle, even on a tiny model.
LONG = msgspec.structs.replace(ASK, task="long", grammar="root ::= [a-z]{400}", max_tokens=400)


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    path = tiny_gguf.write_model(tmp_path_factory.mktemp("contract") / "tiny.gguf")
    base = BaseFile(name="tiny", label="Tiny", path=path)
    host = ModelHost(base=base, threads=1, gpu=False, unload_after=600, context=512)
    yield host
    host.close()


@pytest.fixture(params=["host", "scripted"])
def model(request):
    if request.param == "scripted":
        return ScriptedModel({"ask": "some more text", "long": "word " * 400})
    return request.getfixturevalue("host")


def test_the_pieces_are_the_text(model):
    pieces = []
    made = model.generate(ASK, pieces.append)
    assert "".join(pieces) == made.text
    assert len(made.text) == 14
    assert len(pieces) > 1
    assert made.finish == "stop"
    assert made.maker.endswith("; ask; no adapter")


def test_a_background_request_says_all_at_once(model):
    pieces = []
    made = model.generate(ASK, pieces.append, background=True)
    assert pieces == [made.text]


def test_several_are_answered_in_their_order(model):
    short = msgspec.structs.replace(ASK, max_tokens=1)
    made = model.generate_all([ASK, short, ASK], background=True)
    assert [one.finish for one in made] == ["stop", "length", "stop"]
    assert [len(one.text) for one in made[::2]] == [14, 14]
    assert model.generate_all([]) == []


def test_several_that_are_stopped_before_they_begin_are_none(model):
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        model.generate_all([ASK, ASK], stop)


def test_a_bound_ends_it(model):
    made = model.generate(msgspec.structs.replace(ASK, max_tokens=1))
    assert made.finish == "length"
    assert made.generated_tokens == 1


def test_stopped_before_the_first_word_is_raised(model):
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        model.generate(ASK, None, cancel)


def test_stopped_later_keeps_what_was_said(model):
    cancel = threading.Event()
    made = model.generate(LONG, lambda _piece: cancel.set(), cancel)
    assert made.finish == "cancelled"
    assert 0 < made.generated_tokens < 400


def test_what_the_listener_raises_comes_out(model):
    with pytest.raises(ZeroDivisionError):
        model.generate(ASK, lambda _piece: 1 // 0)
    assert model.generate(ASK).text
