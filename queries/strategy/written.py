"""Steps of a course, written as lines a person can type, and read from them."""

from datetime import date

from queries.strategy.checks import Fault
from queries.strategy.keep import Refused

Steps = list[tuple[date, float]]


def steps_of(field: str, text: str) -> Steps:
    """Lines of "2027-03-31, 58" as (day, value). Raises Refused with the line that is not so."""
    found, faults = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        day, _, value = line.partition(",")
        try:
            found.append((date.fromisoformat(day.strip()), float(value.strip().removesuffix("%"))))
        except ValueError:
            faults.append(
                Fault(field, f"Line {number}, '{line.strip()[:60]}': write a day and a value, as 2027-03-31, 58.")
            )
    if faults:
        raise Refused(faults)
    return found


def as_lines(steps: object) -> str:
    """(day, value) pairs as lines; nothing for None."""
    return "\n".join(f"{day}, {value:g}" for day, value in steps) if isinstance(steps, list) else ""
