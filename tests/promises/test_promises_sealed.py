"""Promise `sealed`: nothing that was given, and no key, can be read on the disk."""

import base64

import pytest

from second_me.bench.trials import sealed, traces

MARK = "zqvbnmkjhgfd"


@pytest.mark.parametrize(
    "lay_down",
    [
        str.encode,
        lambda mark: f"éa {mark}".encode("utf-16-le"),
        lambda mark: f"x{mark}".encode("utf-16-be"),
        lambda mark: base64.b64encode(f"{{{mark}}}".encode()),
        lambda mark: base64.b64encode(f"a {mark} b".encode()),
        lambda mark: base64.urlsafe_b64encode(f"abc{mark}".encode()),
        lambda mark: mark.encode().hex().encode(),
        lambda mark: mark.encode().hex().upper().encode(),
        lambda mark: mark.encode("utf-16-le").hex().encode(),
    ],
)
def test_the_search_finds_what_lies_open_in_any_writing(tmp_path, lay_down):
    secret = {"canary": traces.writings_of_text(MARK)}
    file = tmp_path / "deep" / "cache.bin"
    file.parent.mkdir()
    file.write_bytes(b"\0" * 7 + lay_down("another thing") + b"\xff")
    assert traces.search([tmp_path], secret) == []
    file.write_bytes(b"\0" * 7 + lay_down(MARK) + b"\xff")
    found = traces.search([tmp_path], secret)
    assert {(trace.what, trace.file) for trace in found} == {("canary", "deep/cache.bin")}


def test_the_search_finds_a_files_name_and_a_key(tmp_path):
    (tmp_path / f"{MARK}.txt").write_text("")
    (tmp_path / "key").write_bytes(b"..." + bytes(range(32)) + b"...")
    secret = {
        "canary": traces.writings_of_text(MARK),
        "key": traces.writings(bytes(range(32))),
    }
    assert {trace.what for trace in traces.search([tmp_path], secret)} == {"canary", "key"}


@pytest.mark.promise("sealed")
@pytest.mark.model
@pytest.mark.embedder
def test_a_whole_session_leaves_nothing_readable(tmp_path):
    report = sealed.run(tmp_path, canaries=100, asked=2)
    assert report.failures == []
    assert report.tried == report.held == 15
