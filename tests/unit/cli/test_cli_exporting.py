"""`export` on the command line: encrypted unless the person says otherwise."""

import pytest

from second_me.core.protocol import Done
from second_me.core.protocol.erase import About, OneSource
from second_me.core.protocol.export import (
    Exported,
    ExportForm,
    TakeInExport,
    TakenIn,
    UnsealExport,
    WriteExport,
)


def script(*, sealed=True):
    made = Exported(path="/x/out", bytes=2_000, rows={"events": 1200}, sealed=sealed)
    return {WriteExport: made, TakeInExport: TakenIn(rows={"events": 1200}), UnsealExport: Done()}


def test_an_export_is_encrypted_under_a_passphrase(run, tmp_path):
    ran = run("export", str(tmp_path / "out"), script=script(), source="a long passphrase\n")
    assert ran.code == 0
    (request,) = ran.agent.asked(WriteExport)
    assert (request.path, request.passphrase) == (str(tmp_path / "out"), "a long passphrase")
    assert (request.form, request.scope, request.plain) == (ExportForm.JSON, None, False)
    assert "1,200 memories (2.0 KB)" in ran.out
    assert "encrypted" in ran.out


def test_a_plain_file_is_warned_of_and_confirmed(run):
    ran = run(
        "export", "/x/out", "--plain", script=script(sealed=False), source="plain\n", typed=True
    )
    assert ran.code == 0
    assert "can read your memories" in ran.err
    assert ran.agent.asked(WriteExport)[0].plain
    assert "encrypted" not in ran.out
    assert run("export", "/x/out", "--plain", source="no\n", typed=True).code == 2
    assert run("export", "/x/out", "--plain").code == 2
    assert run("export", "/x/out", "--plain", "--yes").code == 0


@pytest.mark.parametrize(
    ("words", "scope"),
    [(["--source", "3"], OneSource(source_id=3)), (["--about", "Al"], About(names=("Al",)))],
)
def test_a_part_and_a_text_can_be_exported(run, words, scope):
    ran = run("export", "/x/out", "--markdown", *words, script=script(), source="passphrase\n")
    (request,) = ran.agent.asked(WriteExport)
    assert (request.form, request.scope) == (ExportForm.MARKDOWN, scope)
    assert run("export", "/x", "--source", "3", "--about", "Al", source="passphrase\n").code == 2


def test_an_export_is_taken_in_or_unsealed(run, tmp_path):
    ran = run("export", "/x/out", "--take-in", script=script(), source="passphrase\n")
    assert ran.agent.asked(TakeInExport) == [TakeInExport(path="/x/out", passphrase="passphrase")]
    assert "1,200 memories" in ran.out
    ran = run("export", "/x/out", "--take-in", "--plain")
    assert ran.agent.asked(TakeInExport) == [TakeInExport(path="/x/out")]
    ran = run("export", "/x/out", "--unseal", "/x/plain", "--yes", source="passphrase\n")
    (request,) = ran.agent.asked(UnsealExport)
    assert (request.target, request.passphrase) == ("/x/plain", "passphrase")
