"""Log lines as JSON, one per line, on standard output; the supervisor keeps and rotates them.

Every line carries the process, the instant (UTC) and, inside a request or a message, its correlation id.
Secrets never reach a line: keys that name one are masked, and so are credentials inside addresses.  Nor do people:
what a person is called, lives at or wrote is masked by its key, also where a library's error quotes a document.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from runtime.settings import process_name

MASK = "***"

_SECRET_KEY = re.compile(r"secret|passw|token|authorization|cookie|credential|api_?key|csrf", re.IGNORECASE)
_URL_CREDENTIALS = re.compile(r"([a-z][a-z0-9+.-]*://)[^/\s@]+@", re.IGNORECASE)
_BEARER = re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_DEEPEST = 6

_PERSONAL = (
    "donor_name", "pledger_name", "guest_name", "full_name", "display_name", "homonym_key", "organisation", "phone",
    "email", "address", "memo", "note", "counter_account", "household_code", "folded", "needs_note", "cancel_reason",
)
_NAMES = "|".join(_PERSONAL)
# As Python, JSON or the MongoDB shell write it, and as JSON inside a string.
_PERSONAL_IN_TEXT = re.compile(
    rf"""((["']?)\b(?:{_NAMES})\2\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$))"""
    rf"""|(\\["'](?:{_NAMES})\\["']\s*:\s*)\\["'].*?\\["']"""
)

# Libraries that talk at INFO about every connection and every message.
_TALKATIVE = ("amqp", "kombu", "pymongo", "httpx", "httpcore", "nameko.messaging")


def configure(kind: str, level: str = "INFO") -> None:
    """Send this process's log lines, our own and the libraries', to standard output as JSON.

    `kind` as in the process list; each line bears the name of this very process (`runtime.settings.process_name`).

    Call once at boot, before the first line. `level` is DEBUG, INFO, WARNING or ERROR.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _named(process_name(kind)),
        mask_secrets,
    ]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared[:1], structlog.stdlib.ExtraAdder(), *shared[1:]],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_as_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger for a module: `log = get_logger(__name__)`, then `log.info("what happened", key=value)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def bind(**values: str | None) -> None:
    """Put values (correlation_id, causation_id, ...) on every later line of this request, message or greenlet."""
    structlog.contextvars.bind_contextvars(**{key: value for key, value in values.items() if value})


def unbind(*names: str) -> None:
    """Take values off again that `bind` put there."""
    structlog.contextvars.unbind_contextvars(*names)


def clear() -> None:
    """Forget what `bind` put there."""
    structlog.contextvars.clear_contextvars()


def mask_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The structlog step that replaces secrets by `***`."""
    return {key: _masked(key, value, 0) for key, value in event.items()}


def mask_text(text: str) -> str:
    """`text` without the credentials that addresses and Authorization headers carry, and without personal data that
    stands behind its key in a quoted document."""
    # Each search only where it can find something: a line may carry hundreds of ids.
    if "://" in text:
        text = _URL_CREDENTIALS.sub(rf"\1{MASK}@", text)
    if " " in text or "\t" in text:
        text = _BEARER.sub(rf"\1 {MASK}", text)
    if "'" in text or '"' in text:
        text = _PERSONAL_IN_TEXT.sub(lambda found: f"{found[1] or found[3]}{MASK}", text)
    return text


def _masked(key: object, value: object, depth: int) -> object:
    if isinstance(key, str) and not key.startswith("_") and (_SECRET_KEY.search(key) or key in _PERSONAL):
        return MASK
    if isinstance(value, str):
        return mask_text(value)
    if depth < _DEEPEST and isinstance(value, Mapping):
        return {inner: _masked(inner, item, depth + 1) for inner, item in value.items()}
    if depth < _DEEPEST and isinstance(value, list | tuple):
        return [_masked(None, item, depth + 1) for item in value]
    return value


def _named(process_name: str) -> Processor:
    def add_process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event["process"] = process_name
        return event

    return add_process


def _as_json(event: object, **_options: object) -> str:
    return json.dumps(event, ensure_ascii=False, default=lambda value: mask_text(str(value)))
