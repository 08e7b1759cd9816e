"""The twin of the model for tests: says what it was told to say, as the real one would."""

import re
import threading
from collections.abc import Callable, Mapping

from second_me.core.errors import Cancelled, SecondMeError
from second_me.inference.text_model import Finish, Generate, Generated, TextModel

Script = str | SecondMeError | Callable[[Generate], str]

_PIECE = re.compile(r"\s*\S+|\s+$")


class ScriptedModel(TextModel):
    """A `TextModel` that answers from a script: by task, by a function, or one text for all.

    A SecondMeError in the script is raised instead. `requests` holds what was asked.
    """

    def __init__(self, script: Script | Mapping[str, Script] = "") -> None:
        self._script = script
        self._lock = threading.Lock()
        self.requests: list[Generate] = []

    def generate(
        self,
        request: Generate,
        on_token: Callable[[str], None] | None = None,
        cancel: threading.Event | None = None,
        *,
        background: bool = False,
    ) -> Generated:
        """Return the scripted text word by word; see `TextModel.generate`."""
        with self._lock:
            self.requests.append(request)
        words = _PIECE.findall(self._text(request))
        said: list[str] = []
        finish: Finish = "length" if len(words) > request.max_tokens else "stop"
        for word in words[: request.max_tokens]:
            if cancel is not None and cancel.is_set():
                finish = "cancelled"
                break
            said.append(word)
            if on_token is not None and not background:
                on_token(word)
        text = "".join(said)
        if finish == "cancelled" and not text:
            raise Cancelled("Stopped", "It was stopped before there was an answer.")
        if on_token is not None and background and text:
            on_token(text)
        return Generated(
            text=text,
            finish=finish,
            prompt_tokens=len(request.prompt.split()),
            generated_tokens=len(said),
            maker=f"scripted; {request.maker or request.task}; no adapter",
        )

    def _text(self, request: Generate) -> str:
        script = self._script
        if isinstance(script, Mapping):
            script = script.get(request.task, "")
        if isinstance(script, SecondMeError):
            raise script
        return script(request) if callable(script) else script
