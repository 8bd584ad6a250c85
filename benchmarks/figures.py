"""A measured figure: its samples, its aim, and how both are printed and kept."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent / "artefacts" / "benchmarks.json"
VERSIONS = ("streamlit", "altair", "pandas", "SQLAlchemy", "duckdb", "psycopg")


@dataclass(frozen=True)
class Figure:
    """One thing measured, some times over, in the same run as everything it is compared with.

    unit  s, ms, MB or times (a ratio)
    aim   what the median should stay under, in the unit; None where there is none
    """

    what: str
    samples: tuple[float, ...]
    unit: str
    aim: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def met(self) -> bool | None:
        return None if self.aim is None else self.median < self.aim

    def kept(self) -> dict[str, object]:
        """The figure as it stands in the file."""
        return {
            "what": self.what,
            "unit": self.unit,
            "median": round(self.median, 3),
            "min": round(min(self.samples), 3),
            "max": round(max(self.samples), 3),
            "n": len(self.samples),
            "aim": self.aim,
            "met": self.met,
        }


def figure(what: str, samples: Iterable[float], unit: str, aim: float | None = None) -> Figure:
    """A figure from its samples, of which there must be one."""
    return Figure(what, tuple(samples), unit, aim)


def ratio(what: str, ours: Sequence[float], theirs: Sequence[float], aim: float | None = None) -> Figure:
    """How many times theirs ours is: the ratio of the medians; its range is that of pairs taken one after the other."""
    middle = statistics.median(ours) / statistics.median(theirs)
    pairs = [a / b for a, b in zip(ours, theirs, strict=True)]
    return _Ratio(what, tuple(pairs), "times", aim, middle)


@dataclass(frozen=True)
class _Ratio(Figure):
    middle: float = 0.0

    @property
    def median(self) -> float:
        return self.middle


def table(figures: Sequence[Figure]) -> str:
    """The figures as a plain table."""
    heads = ("", "median", "min to max", "n", "unit", "aim", "")
    said = {True: "met", False: "MISSED", None: ""}
    rows = [
        (
            found.what,
            _number(found.median),
            f"{_number(min(found.samples))} to {_number(max(found.samples))}" if len(found.samples) > 1 else "",
            str(len(found.samples)),
            found.unit,
            "" if found.aim is None else f"< {_number(found.aim)}",
            said[found.met],
        )
        for found in figures
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = []
    for row in (heads, *rows):
        first, *others = row
        cells = [first.ljust(widths[0]), *(cell.rjust(room) for cell, room in zip(others, widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def keep(part: str, figures: Sequence[Figure], notes: Sequence[str]) -> None:
    """Write one part's figures to the file, leaving the parts that were not measured now as they were."""
    held = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    held[part] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "notes": list(notes),
        "figures": [found.kept() for found in figures],
    }
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, object]:
    """What the figures were measured on, and how busy it was with other things."""
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": platform.platform(),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load_average": busy,
        **{name: version(name) for name in VERSIONS},
    }
