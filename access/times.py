"""The time now, as the records keep it."""

from datetime import UTC, datetime


def now() -> datetime:
    """Now in UTC, naive, to the microsecond."""
    return datetime.now(UTC).replace(tzinfo=None)
