"""The agent's log: what happened, by ids, counts and times; never what anybody wrote.

The rule is enforced rather than trusted: text is let through only under names that
are known to carry our own words, and everything else is blotted out.
"""

import logging
import re
import secrets
import traceback
from collections.abc import MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

import structlog

Log = structlog.typing.FilteringBoundLogger

REDACTED: Final = "[redacted]"
OWN_WORDS: Final = frozenset(
    {"event", "level", "timestamp", "method", "kind", "code", "error", "fault", "state", "slot",
     "thread", "logger", "version", "topic"}
)  # fmt: skip
"""Names whose text is ours: slugs, class names, version numbers."""

_slug = re.compile(r"[\w.:+\-]{1,80}")
_frame = re.compile(r"[\w.<>\-]{1,80}:\d+:[\w<>.]{1,80}")


def redact(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401
    """Blot out every value that could hold content (a structlog processor)."""
    return {name: _safe(name, value) for name, value in entry.items()}


def _safe(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str) and name in OWN_WORDS and _slug.fullmatch(value):
        return str(value)
    if name == "frames" and isinstance(value, list):
        return [part if _frame.fullmatch(part) else REDACTED for part in map(str, value)]
    return REDACTED


class _Foreign(logging.Handler):
    """Notes that a library complained, not what it said."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.warning("library_warning", logger=record.name, line=record.lineno)


class LogFile:
    """What `open_log` opened; `close` ends it."""

    def __init__(self, file: logging.Handler, foreign: logging.Handler) -> None:
        self._file = file
        self._foreign = foreign

    def close(self) -> None:
        logging.getLogger().removeHandler(self._foreign)
        self._file.close()


def open_log(folder: Path) -> tuple[Log, LogFile]:
    """Return a log that writes JSON lines to `folder`/agent.log, a few MB at most, and its file.

    Warnings of libraries are noted there too, without their words.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = RotatingFileHandler(
        folder / "agent.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
    )
    sink = logging.Logger("second_me.agent")  # noqa: LOG001  (kept out of the global tree)
    sink.addHandler(file)
    log: Log = structlog.wrap_logger(
        sink,
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    foreign = _Foreign(log)
    logging.getLogger().addHandler(foreign)
    return log, LogFile(file, foreign)


def log_fault(log: Log, event: str, error: BaseException, **facts: object) -> str:
    """Log an unexpected exception by type and place, and return the id it is found by."""
    fault = secrets.token_hex(4)
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-8:]
    ]
    log.error(event, fault=fault, error=type(error).__name__, frames=frames, **facts)
    return fault
