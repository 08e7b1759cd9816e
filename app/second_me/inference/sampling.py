"""How the next token is chosen: greedy or by chance, held by a grammar."""

import ctypes
import math
from types import ModuleType
from typing import Any

_TOP_K = 40
_TOP_P = 0.95
_REPETITION_WINDOW = 256


class GrammarRejected(Exception):
    """llama.cpp cannot read the grammar."""


class Sampler:
    """Chooses tokens for one request. `close` frees what llama.cpp holds for it.

    With a grammar, the free choice is made first and the grammar asked about that one
    token; only when it says no are all tokens put through it. That is most of the time
    saved: a grammar over 49,152 tokens costs more than the model.
    """

    def __init__(
        self,
        llama: ModuleType,
        vocabulary: Any,  # noqa: ANN401  (a C pointer)
        *,
        grammar: str,
        temperature: float,
        seed: int,
        repetition: float,
        size: int,
    ) -> None:
        self._llama = llama
        self._sample = llama.llama_sampler_sample
        self._accept = llama.llama_sampler_accept
        self._chains: list[Any] = []
        self._free = self._chain(temperature, seed, repetition, size)
        self._grammar: Any = None
        self._held: Any = None
        if grammar:
            self._hold(vocabulary, grammar, temperature, seed)

    def next(self, context: Any, at: int = -1) -> int:  # noqa: ANN401  (a C pointer)
        """Return the next token from the logits of the last evaluation, at a place of its batch."""
        token: int = self._sample(self._free, context, at)
        if self._grammar is None:
            return token
        if self._allowed(token):
            self._accept(self._grammar, token)
            return token
        held: int = self._sample(self._held, context, at)
        return held

    def close(self) -> None:
        while self._chains:
            self._llama.llama_sampler_free(self._chains.pop())

    def _allowed(self, token: int) -> bool:
        self._one[0].id = token
        self._one[0].logit = 1.0
        self._alone.data = ctypes.cast(self._one, self._llama.llama_token_data_p)
        self._alone.size = 1
        self._alone.selected = -1
        self._alone.sorted = False
        self._llama.llama_sampler_apply(self._grammar, ctypes.byref(self._alone))
        return not math.isinf(self._one[0].logit)

    def _hold(self, vocabulary: Any, grammar: str, temperature: float, seed: int) -> None:  # noqa: ANN401
        self._one = (self._llama.llama_token_data * 1)()
        self._alone = self._llama.llama_token_data_array()
        made = self._llama.llama_sampler_init_grammar(vocabulary, grammar.encode(), b"root")
        if not made:
            self.close()
            raise GrammarRejected
        self._grammar = made
        # The chain owns the grammar from here on and frees it.
        self._held = self._empty()
        self._llama.llama_sampler_chain_add(self._held, made)
        self._choice(self._held, temperature, seed)

    def _chain(self, temperature: float, seed: int, repetition: float, size: int) -> Any:  # noqa: ANN401
        chain = self._empty()
        if repetition > 1.0:
            self._llama.llama_sampler_chain_add(
                chain,
                self._llama.llama_sampler_init_penalties(
                    size, _REPETITION_WINDOW, repetition, 0.0, 0.0
                ),
            )
        self._choice(chain, temperature, seed)
        return chain

    def _empty(self) -> Any:  # noqa: ANN401
        params = self._llama.llama_sampler_chain_default_params()
        params.no_perf = True
        chain = self._llama.llama_sampler_chain_init(params)
        self._chains.append(chain)
        return chain

    def _choice(self, chain: Any, temperature: float, seed: int) -> None:  # noqa: ANN401
        llama, add = self._llama, self._llama.llama_sampler_chain_add
        if temperature <= 0:
            add(chain, llama.llama_sampler_init_greedy())
            return
        add(chain, llama.llama_sampler_init_top_k(_TOP_K))
        add(chain, llama.llama_sampler_init_top_p(_TOP_P, 1))
        add(chain, llama.llama_sampler_init_temp(temperature))
        add(chain, llama.llama_sampler_init_dist(seed))
