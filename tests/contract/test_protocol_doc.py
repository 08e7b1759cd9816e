"""The protocol page is written from the request classes and must not fall behind them."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def load_writer():
    spec = importlib.util.spec_from_file_location(
        "protocol_doc", ROOT / "packaging" / "protocol_doc.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_says_what_the_classes_say():
    page = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert page == load_writer().render(page), "run: python packaging/protocol_doc.py"
