"""The words of a loaded base: text to tokens and back."""

import codecs
import ctypes
import re
from types import ModuleType
from typing import Any

# The only markers that a prompt may carry. Whatever else looks like a special token of
# some base is tokenised as the plain text it is, so that no text can act as one.
_MARKER = re.compile(r"(<\|im_start\|>|<\|im_end\|>)")
_PIECE_BYTES = 512


class Vocabulary:
    """Tokenises prompts and turns tokens into bytes."""

    def __init__(self, llama: ModuleType, model: Any) -> None:  # noqa: ANN401  (a C pointer)
        self._llama = llama
        self.pointer = llama.llama_model_get_vocab(model)
        self.size: int = llama.llama_vocab_n_tokens(self.pointer)
        self._buffer = ctypes.create_string_buffer(_PIECE_BYTES)
        self._pieces: dict[int, bytes] = {}
        self._ends = self._end_tokens()

    def tokens(self, prompt: str) -> list[int]:
        """Return the tokens of a prompt in our own chat template; only its markers are special."""
        found: list[int] = []
        if self._llama.llama_vocab_get_add_bos(self.pointer):
            found.append(self._llama.llama_vocab_bos(self.pointer))
        for part in _MARKER.split(prompt):
            if part:
                found += self._plain(part, special=_MARKER.fullmatch(part) is not None)
        return found

    def piece(self, token: int) -> bytes:
        """Return the bytes of a token, often less than a character; special tokens have none."""
        known = self._pieces.get(token)
        if known is None:
            size = self._llama.llama_token_to_piece(
                self.pointer, token, self._buffer, _PIECE_BYTES, 0, False
            )
            known = self._pieces[token] = self._buffer.raw[: max(size, 0)]
        return known

    def first(self, text: str) -> int:
        """Return the token that a text begins with, written after something else."""
        return self._plain(text, special=False)[0]

    def ends(self, token: int) -> bool:
        """Return whether the model says with this token that it is done."""
        return token in self._ends or bool(self._llama.llama_vocab_is_eog(self.pointer, token))

    def _plain(self, text: str, *, special: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (self._llama.llama_token * room)()
        count = self._llama.llama_tokenize(
            self.pointer, data, len(data), tokens, room, False, special
        )
        return list(tokens[: max(count, 0)])

    def _end_tokens(self) -> frozenset[int]:
        """Return the end marker of our template, which not every base knows as its end."""
        marker = self._plain("<|im_end|>", special=True)
        return frozenset(marker) if len(marker) == 1 else frozenset()


class Assembler:
    """Puts token bytes together into text: whole characters only, nothing of a stop word."""

    def __init__(self, stop: tuple[str, ...]) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._stop = tuple(word for word in stop if word)
        self._held = ""
        self.stopped = False

    def add(self, data: bytes) -> str:
        """Return the text that is sure by now; after a stop word nothing more comes."""
        text = self._decode(data)
        if not self._stop:
            return text
        return self._guard(self._held + text)

    def rest(self) -> str:
        """Return what was held back, at the end."""
        if self.stopped:
            return ""
        tail = self._guard(self._held + self._decode(b"", final=True))
        if self.stopped:
            return tail
        tail, self._held = tail + self._held, ""
        # Half a character at the very end is no text.
        return tail.removesuffix("\ufffd")

    def _guard(self, text: str) -> str:
        places = [at for at in map(text.find, self._stop) if at >= 0]
        if places:
            self.stopped = True
            self._held = ""
            return text[: min(places)]
        keep = max((_overlap(text, word) for word in self._stop), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]


def _overlap(text: str, word: str) -> int:
    """Return how many characters at the end of `text` may be the beginning of `word`."""
    longest = min(len(text), len(word) - 1)
    return next((size for size in range(longest, 0, -1) if text.endswith(word[:size])), 0)
