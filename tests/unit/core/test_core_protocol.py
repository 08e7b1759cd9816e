import msgspec
import pytest

from second_me.core import jsonrpc
from second_me.core.changes import ChangeSet, Topic
from second_me.core.errors import (
    DiskFull,
    EnvironmentFault,
    SecondMeError,
    WorkerDied,
    WrongSecret,
    by_code,
    revive,
)
from second_me.core.outcomes import Duplicate, Stored
from second_me.core.protocol import METHODS, memory, pushes, recall


@pytest.mark.parametrize("name", sorted(METHODS))
def test_every_method_has_words_types_and_a_decoder(name):
    request = METHODS[name]
    assert name == request.METHOD
    msgspec.json.Decoder(request)
    msgspec.json.Decoder(request.RESULT)
    msgspec.json.schema(request)


def test_a_request_knows_its_answer():
    assert recall.Search.METHOD == "recall.search"
    assert recall.Search.RESULT is recall.SearchResult


def test_unknown_parameters_are_refused():
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode(b'{"query": "x", "limitt": 3}', type=recall.Search)


def test_outcomes_come_out_of_the_wire_as_themselves():
    wire = jsonrpc.encode(Stored(event_ids=(3,)))
    assert msgspec.json.decode(wire, type=memory.AddText.RESULT) == Stored(event_ids=(3,))
    wire = jsonrpc.encode(Duplicate(event_ids=(3,)))
    assert isinstance(msgspec.json.decode(wire, type=memory.AddText.RESULT), Duplicate)


def test_pushes_are_told_apart_by_their_tag():
    sent = pushes.Changed(ChangeSet.of(Topic.EVENTS, 1, 2))
    assert msgspec.json.decode(jsonrpc.encode(sent), type=pushes.PushParams) == sent


def test_a_reply_is_a_result_or_an_error_and_never_both():
    jsonrpc.Reply(id=1, result=jsonrpc.raw(None))
    jsonrpc.Reply(id=1, error=jsonrpc.ErrorObject(jsonrpc.PARSE_ERROR, "no"))
    with pytest.raises(ValueError, match="either"):
        jsonrpc.Reply(id=1)
    with pytest.raises(ValueError, match="either"):
        jsonrpc.Reply(
            id=1, result=jsonrpc.raw(1), error=jsonrpc.ErrorObject(jsonrpc.PARSE_ERROR, "no")
        )


def test_a_null_result_stands_on_the_wire():
    wire = jsonrpc.encode(jsonrpc.Reply(id=7, result=jsonrpc.raw(None)))
    assert msgspec.json.decode(wire) == {"id": 7, "result": None, "jsonrpc": "2.0"}


def test_error_codes_lead_back_to_their_class():
    for kind in (DiskFull, WrongSecret, WorkerDied, EnvironmentFault):
        assert by_code(kind.code) is kind
    assert by_code("from a later version") is SecondMeError


def test_an_error_comes_back_whatever_its_class_is_made_from():
    class Counted(EnvironmentFault):
        code = "counted"

        def __init__(self, count: int) -> None:
            super().__init__("Too many", f"There are {count}.")

    sent = Counted(3)
    back = revive(sent.code, sent.title, sent.message, sent.action)
    assert isinstance(back, Counted)
    assert str(back) == str(sent)


def test_every_error_has_a_code_of_its_own():
    codes, pending = [], [SecondMeError]
    while pending:
        kind = pending.pop()
        codes.append(kind.code)
        pending.extend(kind.__subclasses__())
    assert len(codes) == len(set(codes))


def test_an_error_reads_as_a_sentence():
    error = DiskFull("Disk full", "Nothing was lost.", "Free some space.")
    assert str(error) == "Disk full. Nothing was lost. Free some space."
