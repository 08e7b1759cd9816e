"""How likely the model takes a token to be next, whatever a grammar allows.

The sum over all logits is llama.cpp's work: in Python it would take as long as a third of a token.
"""

import ctypes
from types import ModuleType
from typing import Any, Final

_LOGIT: Final = 1
_FLOATS: Final = 3
"""Of a token's data as llama.cpp holds it: id, logit, probability."""


class Probabilities:
    """Tells a token's probability from the logits of the last evaluation; made once for a base."""

    def __init__(self, llama: ModuleType, size: int) -> None:
        """Take the C functions and how many tokens there are."""
        self._llama = llama
        self._size = size
        self._all = (llama.llama_token_data * size)()
        for token in range(size):
            self._all[token].id = token
        # A view of the logits alone, so that they are copied by C and not one by one.
        floats = memoryview(self._all).cast("B").cast("f")
        self._logits = floats[_LOGIT::_FLOATS]
        self._softmax: Any = llama.llama_sampler_init_dist(0)

    def of(self, context: Any, token: int, at: int = -1) -> float:  # noqa: ANN401  (a C pointer)
        """Return the probability of a token; `at` is the place in the batch that was computed."""
        pointer = self._llama.llama_get_logits_ith(context, at)
        found = (ctypes.c_float * self._size).from_address(ctypes.addressof(pointer.contents))
        self._logits[:] = memoryview(found).cast("B").cast("f")
        array = self._llama.llama_token_data_array()
        array.data = ctypes.cast(self._all, self._llama.llama_token_data_p)
        array.size, array.selected, array.sorted = self._size, -1, False
        self._llama.llama_sampler_apply(self._softmax, ctypes.byref(array))
        return float(self._all[token].p)

    def close(self) -> None:
        """Free what llama.cpp holds."""
        self._llama.llama_sampler_free(self._softmax)
