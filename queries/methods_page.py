"""docs/methods.md, written from the registry so that it cannot go stale."""

from dataclasses import asdict
from itertools import groupby

import sqlalchemy as sa

from data.facts.terms import FEWEST_FLAGS, FLAGS
from data.practice import Practice, in_words
from queries.disclosure import (
    LARGEST_PRIMARY,
    LARGEST_UNSHOWN,
    LEAST_DENOMINATOR,
    LEAST_HOUSEHOLDS,
    MOST_CROSSED,
    ROUND_TO,
)
from queries.filters import Basis, Filters
from queries.indicators import REGISTRY, Fact, Indicator

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
- **Census returns** cover the years they were made for. Nothing is counted before the first of them, and the years before a
  gap are left out. Plans that began before are watched from then on. A repeat of a plan from before the records is a repeat; how
  long after is recorded only for plans begun so long after the first year did. Re-referrals are known from the second year on.
- **Not recorded** is never no and never nought: such a child is left out of the figure, and the share it rests on is said.
- **Intervals.** 95 %: Wilson for shares, Byar (exact below 10) for rates.

## Pictures

- **Survival.** Kaplan-Meier by year begun, plans still open counted as far as they have run; the period curve takes every
  plan of the last twelve months from the age it had when the year began. Curves stop where fewer than ten are at risk. How plans
  end is by Aalen-Johansen, so that one way of ending allows for the others.
- **Change over time.** XmR charts by the NHS "Making Data Count" rules, on flows only: a stock runs on from month to
  month, so it is drawn without limits. Where months are small, quarters are used; where quarters are small too, no limits.
  Limits begin anew only in a month for which a reason is kept, and are drawn broken there. Against an agreed target the
  limits say whether chance alone would meet it, would miss it, or decides.
- **Targets.** Only an agreed target in force judges a figure: met; on its course, which is a straight line between the days and
  values agreed; behind its course; not met; within or outside its range. A draft judges nothing. With any filter but the month
  nothing is judged: a target is for everybody it was agreed for.
- **Plans that end just short of a line.** Of three years' ended plans, those that ended in the 30 days before 15, 21 and 24
  months are held against the two months before those and the two after, by a one-sided binomial test (brothers and sisters
  counted as homes), at one in twenty for the three lines together.
- **Teams.** Funnels with exact 95 % and 99.8 % limits, widened where teams differ more than chance throughout. Never a
  league table.
- **Kinds of neglect.** Side by side by the share of children whose plan acts on each. One is called acted on less than
  physical neglect where the two 95 % intervals lie apart: of plans that act alike, fewer than one page in forty says so.
- **Health and school.** The median time to a response counts what nobody answered as longest; of fewer than ten it is not told.
  Months before a feed began, and each September before a half-term has ended, are drawn as a gap.
- **Groups.** A group is set beside all the children, itself among them, not beside one group taken for the norm: its share, how
  many times as often that is, and the difference in every hundred. Intervals are score intervals in which each household counts
  once, because brothers and sisters share a fate. A group is pointed at only where it lies beyond all at a level corrected for
  how many groups are compared: were all alike, fewer than one picture in twenty would point at any. Of rounded counts it is
  said only where it holds for all that they may stand for, and of fewer than five households never. Groups differ in age and
  much else: nothing here says why.
- **Where factors meet.** A pair is every child with both factors recorded, whatever else they have; the largest pairs stand
  before the largest sets of three, and the last row is the children in none of them. No set of fewer than six is drawn. Readers
  who do not see small numbers see pairs alone.
- **Beyond the sum of the parts.** At each refresh, for each whole authority, a logistic model with a random intercept for each
  intersection of sex, age (under 5, 5 to 10, 11 or over), ethnicity (White British, Gypsy, Roma or Traveller, other minoritised),
  SEND or neurodivergence, and the family's disadvantages (0 or 1, 2 or 3, 4 or more of the nine that are not the child's own),
  each household weighing one; by maximum likelihood, adaptive quadrature. What lies between intersections, and what is left
  beyond the single characteristics, is told only where a likelihood ratio test calls it rarer than one in twenty. Small groups'
  estimates are drawn towards what their characteristics would give. They are never of a child.
- **Households.** Linked by mother, meeting, pre-proceedings family, family id and current address; by one postcode alone never.
  Nobody is called an only child for want of a link.

## Whose line it is

Each threshold says whose it is: **[S]** statutory, **[N]** published nationally, **[L]** a local authority's published policy,
**[P]** proposed here, to be agreed by the partnership. Where a threshold or rule is a local setting, the value below is the one
shipped; the pages, and `python manage.py measure`, print the value in force.

## The eight drift flags

Of a child on a child protection plan, at a month-end. NULL, shown as a dash, where the feed a flag rests on is not held or had
not begun: such a flag is not counted.

"""

# The rule of each flag; {names} are practice settings.
FLAG_RULES = {
    "flag_long_plan": "The spell has run {long_plan_months} calendar months or more.",
    "flag_repeat_plan": "An earlier spell here ended at most 24 calendar months before this one began.",
    "flag_review_overdue": "The next review conference is past its day: 3 months from the start, then 6 from the last held.",
    "flag_core_group_overdue": "A recorded core group fell due, and neither it nor a later one was held. Without records of "
    "core groups there is no flag.",
    "flag_action_late": "A live action of this plan is {action_late_days} days or more past its first date, or was re-dated "
    "{action_redated_times} times.",
    "flag_tool_stuck": "The plan is {tool_months} months old and no neglect tool was used in {tool_months} months; or the last "
    "two uses of one tool were at grade 4 to 5 of 5, and no better.",
    "flag_signal_unanswered": "Two or more of: not brought to an appointment in {signal_days} days; attendance under "
    "{signal_attendance:.0%} in the last half-term; in {signal_days} days a visit with the child not seen, or a core group "
    "the parents missed. And no live action on the child's health or schooling.",
    "flag_no_challenge": "The spell has run {long_plan_months} months or more and holds no legal-planning decision and no "
    "escalation. NULL where none is known and either is not recorded.",
}


SMALL_NUMBERS = f"""
## Small numbers

Analysts see counts as they are; so does a team manager who looks at teams of their own alone. For everyone else a count of 1 to
{LARGEST_UNSHOWN}, and one of children of fewer than {LEAST_HOUSEHOLDS} households, is hidden and shown as c; any other goes to
the nearest {ROUND_TO}. Nought is shown of everybody; where any filter or split is chosen, and of parts that make up a whole, it is hidden as a few are, and so is
all, because of a group of one both would tell what that child is. A part is hidden too where {LARGEST_PRIMARY} or fewer of the whole are not in it,
or where the whole is under {LEAST_DENOMINATOR}. Shares and intervals are worked out from the rounded counts. Counts of reviews,
visits and other things that happen are held to the same rule of households. Flows are drawn by the quarter. Curves of plans
are drawn at quarters of a year from rounded counts of plans, without an interval; a median is told in whole months. At most
{MOST_CROSSED} things about children are crossed, a team or a locality being one, and never ethnicity with a place. A choice of
filter is offered only where more than {LARGEST_UNSHOWN} children of {LEAST_HOUSEHOLDS} households or more have, or had, it.

Whoever manages teams knows those exactly, and could take them from counts of all. Their own teams are therefore in none of the
counts that are rounded for them: of a measure they see the others' rounded count with their own added to it, and of all else
the others alone. So nothing more can be told of the others than from a board's figures of those.

Tables whose cells are always the same, as in a pack for the board, hide 1 to {LARGEST_PRIMARY} and then other cells or totals,
until none of those can be worked out from all that is shown.
"""


def methods_page() -> str:
    """The whole page, as Markdown."""
    settings = asdict(Practice())
    flags = "\n".join(
        f"{number}. **{words.format(**settings)}.** {FLAG_RULES[name].format(**settings)}"
        for number, (name, words) in enumerate(FLAGS.items(), start=1)
    )
    drifting = f"{Practice().drifting_flags} or more make *drifting*."
    known = (
        f"Where fewer than {FEWEST_FLAGS} are known it is not recorded. The flags are shown, never only their count."
    )
    parts = [OPENING + flags, f"\n{drifting} {known}", SMALL_NUMBERS, "## Indicators\n"]
    for id_, entries in groupby(REGISTRY.values(), key=lambda entry: entry.id):
        parts.append(f"### {id_}\n")
        parts.extend(_section(entry.worded(Practice())) for entry in entries)
    return "\n".join(parts).rstrip("\n") + "\n"


def _section(entry: Indicator) -> str:
    rows = {
        "Question": entry.question,
        "Unit, population": f"{entry.unit}; {entry.population.replace('_', ' ')}",
        "Counts": f"`{_sql(entry.counted(Basis.EITHER))}`",
        "Of": f"`{_sql(entry.denominator)}`" if entry.denominator is not None else entry.kind.value,
        "Complete of": f"`{_sql(entry.eligible)}`",
        "From": f"`{entry.fact}`" + (f", kind `{entry.event_kind}`" if entry.event_kind else ""),
        "Better": entry.good.value,
        "Threshold": entry.threshold or "none set",
        "Local settings": "; ".join(in_words(Practice(), entry.settings)) or "-",
        "Read with": ", ".join(f"`{key}`" for key in entry.read_with) or "-",
        "Beware": entry.caveat or "-",
        "Source": entry.source,
        "Serves": entry.clause,
        "Needs": ", ".join(f"`{name}`" for name in entry.needed(Filters())),
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
    for fact in Fact:
        text = text.replace(f"{fact}.", "")
    return text.replace("\n", " ").replace("|", "\\|")
