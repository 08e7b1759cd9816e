"""Marks what lies on a Mac's pasteboard as concealed, which Qt has no word for."""

import ctypes
from ctypes.util import find_library
from typing import Any

CONCEALED = "org.nspasteboard.ConcealedType"


def conceal(objc: Any = None) -> None:  # noqa: ANN401  (a library without types)
    """Add the mark by which clipboard histories pass something over (nspasteboard.org)."""
    library = objc if objc is not None else ctypes.CDLL(find_library("objc"))
    library.objc_getClass.restype = ctypes.c_void_p
    library.objc_getClass.argtypes = [ctypes.c_char_p]
    library.sel_registerName.restype = ctypes.c_void_p
    library.sel_registerName.argtypes = [ctypes.c_char_p]

    def send(whom: Any, message: str, *told: Any) -> Any:  # noqa: ANN401  (objects of another world)
        kinds = [ctypes.c_char_p if isinstance(one, bytes) else ctypes.c_void_p for one in told]
        call = library.objc_msgSend
        call.restype = ctypes.c_void_p
        call.argtypes = [ctypes.c_void_p, ctypes.c_void_p, *kinds]
        return call(whom, library.sel_registerName(message.encode()), *told)

    def words(text: str) -> Any:  # noqa: ANN401
        return send(library.objc_getClass(b"NSString"), "stringWithUTF8String:", text.encode())

    board = send(library.objc_getClass(b"NSPasteboard"), "generalPasteboard")
    send(board, "setString:forType:", words(""), words(CONCEALED))
