"""The model worker: a child process that runs llama.cpp and nothing else.

Frames come on standard input and go to standard output. It ends when its input ends,
also in the middle of a request. It holds no key, no vault and no network.
"""

import os
import queue
import sys
import threading
from functools import partial
from typing import BinaryIO

import msgspec

from second_me.inference import frames
from second_me.inference.confinement import confine
from second_me.inference.engine import Engine
from second_me.inference.loading import EngineRefusal
from second_me.inference.low_priority import LowPriority
from second_me.inference.writing import Made, Wanted

_BROKEN_INPUT = 3

Request = frames.Load | frames.Run | frames.RunAll


class Worker:
    """Reads requests on one thread and serves them on another, so that a stop gets through."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink
        self._engine: Engine | None = None
        self._waiting: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._current = 0
        self._stopped: set[int] = set()

    def serve(self, confinement: tuple[str, ...]) -> None:
        """Serve until the input ends; the process ends with it."""
        threading.Thread(target=self._listen, name="frames", daemon=True).start()
        patient = LowPriority()
        frames.write(self._sink, frames.Hello(confinement=confinement))
        while True:
            request = self._waiting.get()
            serve = partial(self._serve_one, request)
            try:
                if not isinstance(request, frames.Load) and request.background:
                    patient.run(serve)
                else:
                    serve()
            except EngineRefusal as refusal:
                self._refuse(request, refusal)

    def _serve_one(self, request: Request) -> None:
        if isinstance(request, frames.Load):
            self._load(request)
        elif isinstance(request, frames.Run):
            self._run(request)
        else:
            self._run_all(request)

    def _listen(self) -> None:
        """Take frames as they come. The end of the input is the end of the process."""
        decoder = msgspec.json.Decoder(frames.ToWorker)
        code = 0
        try:
            while (body := frames.read(self._source)) is not None:
                message = decoder.decode(body)
                if isinstance(message, frames.Stop):
                    self._stop(message.number)
                else:
                    self._waiting.put(message)
        except (frames.BrokenFrame, msgspec.DecodeError, OSError):
            code = _BROKEN_INPUT
        finally:
            # The other thread may be deep inside llama.cpp; there is nothing to save.
            os._exit(code)

    def _stop(self, number: int) -> None:
        with self._lock:
            if number == self._current and self._engine is not None:
                self._engine.stop.set()
            elif number > self._current:
                self._stopped.add(number)

    def _enter(self, number: int, engine: Engine) -> None:
        with self._lock:
            self._current = number
            engine.stop.clear()
            if number in self._stopped:
                engine.stop.set()
            self._stopped = {later for later in self._stopped if later > number}

    def _load(self, request: frames.Load) -> None:
        if self._engine is not None:
            raise EngineRefusal("load", "a base is loaded already")
        self._engine, notice, device = _open(request)
        frames.write(
            self._sink,
            frames.Loaded(
                context=self._engine.room,
                device=device,
                parameters=self._engine.parameters,
                notice=notice,
            ),
        )

    def _run(self, request: frames.Run) -> None:
        made = self._begun(request.number).generate(_wanted(request), self._emit)
        frames.write(self._sink, _finished(request.number, made))

    def _run_all(self, request: frames.RunAll) -> None:
        engine = self._begun(request.number)
        texts, made = zip(*engine.generate_all([_wanted(one) for one in request.runs]), strict=True)
        ends = tuple(_finished(request.number, one) for one in made)
        end = frames.FinishedAll(number=request.number, texts=texts, ends=ends)
        frames.write(self._sink, end)

    def _begun(self, number: int) -> Engine:
        """Return the engine, which from now on works for request `number`."""
        if self._engine is None:
            raise EngineRefusal("load", "no base is loaded")
        self._enter(number, self._engine)
        return self._engine

    def _emit(self, text: str) -> None:
        frames.write(self._sink, frames.Piece(text))

    def _refuse(self, request: Request, refusal: EngineRefusal) -> None:
        number = 0 if isinstance(request, frames.Load) else request.number
        frames.write(
            self._sink,
            frames.Refused(
                number=number,
                kind=refusal.kind,
                reason=refusal.reason,
                prompt_tokens=refusal.prompt_tokens,
                room=refusal.room,
            ),
        )


def _wanted(request: frames.Run) -> Wanted:
    return msgspec.convert(request, Wanted, from_attributes=True)


def _finished(number: int, made: Made) -> frames.Finished:
    return frames.Finished(
        number=number,
        finish=made.finish,
        prompt_tokens=made.prompt_tokens,
        cached_tokens=made.cached_tokens,
        generated_tokens=made.generated_tokens,
        prompt_seconds=made.prompt_seconds,
        generate_seconds=made.generate_seconds,
        probabilities=tuple(made.probabilities),
        declined=made.declined,
    )


def _open(request: frames.Load) -> tuple[Engine, str, str]:
    """Return the engine, on the GPU if asked and possible, with why not and where it runs."""
    if request.gpu and Engine.gpu_possible():
        try:
            return _engine(request, gpu=True), "", "gpu"
        except EngineRefusal as refusal:
            return _engine(request, gpu=False), refusal.reason or "it could not be opened", "cpu"
    return _engine(request, gpu=False), "", "cpu"


def _engine(request: frames.Load, *, gpu: bool) -> Engine:
    return Engine(request.path, context=request.context, threads=request.threads, gpu=gpu)


def _private_output() -> BinaryIO:
    """Return the pipe to the agent; whatever else prints goes nowhere."""
    sink = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return sink


def main(arguments: list[str] | None = None) -> None:
    """Serve the process that started this one; `arguments` holds its process id."""
    (parent,) = arguments if arguments is not None else sys.argv[1:]
    sink = _private_output()
    confinement = confine(int(parent))
    Worker(sys.stdin.buffer, sink).serve(confinement)


if __name__ == "__main__":
    main()
