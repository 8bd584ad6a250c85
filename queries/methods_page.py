"""docs/methods.md, written from the registry so that it cannot go stale."""

from itertools import groupby

import sqlalchemy as sa

from data.facts.tables import FLAGS
from queries.filters import Basis
from queries.indicators import REGISTRY, Indicator

OPENING = """# Methods

This page is written from the indicator registry: `python manage.py methods > docs/methods.md`. A test fails if it is stale.

## How figures are counted

- **Month-ends.** A stock is as it stood at the close of the month-end (or of the data's last day). A flow is counted over a
  month, the twelve months to it, or the year from 1 April.
- **Children.** Someone who died or turned 18 on or before the day is out; an unknown birth date and an unborn child are
  in. A child on both plan types counts once, as child protection. Other authorities' plans are shown apart.
- **Neglect.** Child protection: initial or latest category (the reader chooses; either unless chosen). A bare "Multiple" is not
  neglect. Child in need: factor 16A on the latest completed assessment. Factors that cannot be read are not guessed at.
- **Spells.** Overlapping plans are one spell; a gap of 27 days or fewer joins two, and joined spells are marked.
- **Clocks.** Working days after the trigger day, less England's bank holidays. Months are calendar months, clamped to the
  month's end. Due on the day is due, not overdue. Two years is 730 days.
- **Not recorded** is never no and never nought: such a child is left out of the figure, and the share it rests on is said.
- **Intervals.** 95 %: Wilson for shares, Byar (exact below 10) for rates.

## Pictures

- **Survival.** Kaplan-Meier by year begun, plans still open counted as far as they have run; the period curve takes every
  plan of the last twelve months from the age it had when the year began. Curves stop where fewer than ten are at risk. How plans
  end is by Aalen-Johansen, so that one way of ending allows for the others.
- **Change over time.** XmR charts by the NHS "Making Data Count" rules, on flows only: a stock runs on from month to
  month, so it is drawn without limits. Where months are small, quarters are used; where quarters are small too, no limits.
- **Teams.** Funnels with exact 95 % and 99.8 % limits, widened where teams differ more than chance throughout. Never a
  league table.
- **Households.** Linked by mother, meeting, pre-proceedings family, family id and current address; by one postcode alone never.
  Nobody is called an only child for want of a link.

## The eight drift flags
"""


def methods_page() -> str:
    """The whole page, as Markdown."""
    flags = "\n".join(f"{number}. {words}." for number, words in enumerate(FLAGS.values(), start=1))
    parts = [
        OPENING,
        flags,
        "\nTwo or more make *drifting*. The flags are shown, never only their count.\n\n## Indicators\n",
    ]
    for id_, entries in groupby(REGISTRY.values(), key=lambda entry: entry.id):
        parts.append(f"### {id_}\n")
        parts.extend(_section(entry) for entry in entries)
    return "\n".join(parts).rstrip("\n") + "\n"


def _section(entry: Indicator) -> str:
    rows = {
        "Question": entry.question,
        "Unit, population": f"{entry.unit}; {entry.population.replace('_', ' ')}",
        "Counts": f"`{_sql(entry.counted(Basis.EITHER))}`",
        "Of": f"`{_sql(entry.denominator)}`" if entry.denominator is not None else entry.kind.value,
        "From": f"`{entry.fact}`" + (f", kind `{entry.event_kind}`" if entry.event_kind else ""),
        "Better": entry.good.value,
        "Threshold": entry.threshold or "none set",
        "Read with": ", ".join(f"`{key}`" for key in entry.read_with) or "-",
        "Beware": entry.caveat or "-",
        "Source": entry.source,
        "Serves": entry.clause,
        "Needs": ", ".join(f"`{name}`" for name in entry.needs),
    }
    lines = [
        f"**{entry.name}** (`{entry.key}`)\n",
        "| | |",
        "|---|---|",
        *(f"| {k} | {v} |" for k, v in rows.items()),
        "",
    ]
    return "\n".join(lines)


def _sql(expression: "sa.ColumnElement[int]") -> str:
    text = str(expression.compile(compile_kwargs={"literal_binds": True}))
    return text.replace("plan_month.", "").replace("event.", "").replace("\n", " ").replace("|", "\\|")
