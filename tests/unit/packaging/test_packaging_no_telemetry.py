"""No compiled library that the product brings along reports to its maker."""

from importlib.util import find_spec
from pathlib import Path

import pytest

CLIENTS = (b"Microsoft12Applications6Events", b"telemetry_1ds", b"sentry_init", b"google_breakpad")
ONES_THAT_RUN = ("onnxruntime", "faiss", "llama_cpp", "tokenizers", "sqlcipher3")


@pytest.mark.parametrize("name", ONES_THAT_RUN)
def test_no_telemetry_client_is_compiled_in(name):
    """Decision 0003: a switch that turns it off is not enough."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    libraries = [path for path in folder.rglob("*") if path.suffix in {".so", ".pyd", ".dylib"}]
    assert libraries
    for library in libraries:
        data = library.read_bytes()
        assert not [client for client in CLIENTS if client in data], library.name
