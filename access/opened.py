"""What is written down before single children's records are shown."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError

from access import audit
from access.audit import Event
from access.roles import Act
from access.scope import NotAllowed
from access.viewer import Viewer, confirmed, records

# A page is drawn again at every click: what a session has opened already is not written down a second time. So many of
# the latest openings are known by this process.
_KEPT = 4_096
_known: "OrderedDict[tuple[object, ...], None]" = OrderedDict()
_lock = Lock()


def opened(viewer: Viewer, reason: str, children: Iterable[object], told: Mapping[str, object]) -> None:
    """Write down who opens which children's records, and why. Raises NotAllowed where that cannot be written."""
    listed = sorted({str(child) for child in children})
    key = (viewer.session, reason, tuple(sorted((name, str(value)) for name, value in told.items())), tuple(listed))
    with _lock:
        if key in _known:
            return
    write(viewer, Event.CASES_OPENED, reason=reason, children=listed, **told)
    with _lock:
        _known[key] = None
        while len(_known) > _KEPT:
            _known.popitem(last=False)


def revealing(viewer: Viewer, child: str, reason: str) -> None:
    """Write down that a child's name is told. Raises NotAllowed where that cannot be written."""
    write(viewer, Event.NAME_REVEALED, child=child, reason=reason)


def taken_away(viewer: Viewer, what: str, make: Callable[[], bytes]) -> bytes:
    """A file that somebody takes away; written down before it is made.

    Who takes it is read afresh. Raises NotAllowed for who may not, or no longer, and where it cannot be written.
    """
    now = confirmed(viewer.scope)
    if now is None or not now.may(Act.EXPORT):
        raise NotAllowed("Your role does not take anything away.")
    write(now, Event.EXPORTED, what=what)
    return make()


def write(viewer: Viewer, event: Event, **detail: object) -> None:
    """Add an entry about what a viewer does. Raises NotAllowed where it cannot be written: then it is not done."""
    page = detail.pop("page", None)
    try:
        with records().begin() as connection:
            audit.write(connection, event, viewer.actor, page=None if page is None else str(page), **detail)
    except SQLAlchemyError as error:
        raise NotAllowed("This could not be written to the audit trail, so it is not shown. Try again.") from error
