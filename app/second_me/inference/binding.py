"""The ctypes binding of llama.cpp, without the rest of the package that carries it.

`import llama_cpp` also loads its server-side layers (numpy, jinja2, a disk cache that
pickles): a second of start-up, 40 MB, and code that the worker must not hold.
"""

import importlib
import importlib.util
import sys
from types import ModuleType

from second_me.core.errors import ModelUnavailable

_PACKAGE = "llama_cpp"


def load() -> ModuleType:
    """Return the module of llama.cpp's C functions.

    Raises ModelUnavailable when it is not installed or its library does not load.
    """
    try:
        return _load()
    except (ImportError, OSError, RuntimeError, FileNotFoundError) as error:
        raise ModelUnavailable(
            "The language model cannot run",
            f"The library that runs it does not load ({type(error).__name__}).",
            "Run the installation again.",
        ) from error


def _load() -> ModuleType:
    name = f"{_PACKAGE}.{_PACKAGE}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None:
        raise ImportError(_PACKAGE)
    # An empty package lets the binding be imported without the package's own __init__.
    hollow = ModuleType(_PACKAGE)
    hollow.__path__ = list(spec.submodule_search_locations or ())
    hollow.__spec__ = spec
    whole = sys.modules.get(_PACKAGE)
    sys.modules[_PACKAGE] = whole or hollow
    try:
        return importlib.import_module(name)
    finally:
        if whole is None:
            sys.modules.pop(_PACKAGE, None)
