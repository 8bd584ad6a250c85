"""The registry: every indicator, declared once.

From one entry come the figure, its trend and chart, its breakdowns, its case list, its definition panel and its test.
"""

from queries.indicators.assessment import ASSESSMENT
from queries.indicators.challenge import CHALLENGE
from queries.indicators.disadvantage import DISADVANTAGE
from queries.indicators.drift import DRIFT
from queries.indicators.entry import Fact, Good, Indicator, Kind
from queries.indicators.health_school import HEALTH_SCHOOL
from queries.indicators.neurodiversity import NEURODIVERSITY
from queries.indicators.outcomes import OUTCOMES
from queries.indicators.siblings import SIBLINGS
from queries.indicators.supervision import SUPERVISION

_THEMES = (DRIFT, OUTCOMES, SIBLINGS, NEURODIVERSITY, DISADVANTAGE, HEALTH_SCHOOL, CHALLENGE, ASSESSMENT, SUPERVISION)
REGISTRY: dict[str, Indicator] = {entry.key: entry for theme in _THEMES for entry in theme}


class UnknownIndicator(KeyError):
    """No indicator has this id or key. The message lists those there are."""

    def __str__(self) -> str:
        return str(self.args[0])


def find(*names: str) -> list[Indicator]:
    """The indicators with these ids (DD05 gives every variant) or keys, in the order asked. Raises UnknownIndicator."""
    found: list[Indicator] = []
    for name in names:
        named = [e for e in REGISTRY.values() if name.lower() == e.key or name.upper() == e.id]
        if not named:
            ids = ", ".join(sorted({entry.id for entry in REGISTRY.values()}))
            raise UnknownIndicator(f"There is no indicator '{name}'. There are: {ids}.")
        found += [entry for entry in named if entry not in found]
    return found


__all__ = ["REGISTRY", "Fact", "Good", "Indicator", "Kind", "UnknownIndicator", "find"]
