"""The county before it is written down as tables: who there is, and what happened to whom."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.demo.courses import CIN, CP, Courses
from data.demo.dates import YEAR
from data.demo.draws import Flags, Floats, Ints, Streams, Texts, ids
from data.demo.spells import Spells

# Visits, meetings and the like are kept from this many days before the years asked for, so that the first month-end
# has a past to look back on.
RUN_IN = 190


@dataclass(frozen=True)
class Span:
    """Days: the first simulated, the first of the years asked for, and the as-at day."""

    first: int
    window: int
    as_at: int


@dataclass(frozen=True)
class Planted:
    """The effects planted in the county at large; without any, teams and groups differ by chance alone.

    diagnosed_pace      CP plans begun after a diagnosis of neurodivergence last this many times as long
    timely_team         the team (number) whose reviews were often late until `timely_from` (day)
    drifting_team       the team in which meetings lapse, actions slip and tools are not repeated
    unlike_siblings     brothers and sisters differ in attendance, and in some families in care; otherwise by chance
    """

    diagnosed_pace: float = 1.0
    timely_team: int | None = None
    timely_from: int = 0
    late_before: float = 0.0
    drifting_team: int | None = None
    unlike_siblings: bool = False


@dataclass(frozen=True)
class World:
    """Everything the table writers need.

    scale               the county's size, 1 = full
    families, children  as people.py makes them; children also has `kept` (has a person row)
    episodes, spells    of kept children only, begun on or before as_at, as spells.py makes them
    found               per episode: the assessment found neglect (16A)
    plans               CP and CIN spells with plan_id, person_id, plan_type, team (number), neglect, initial and
                        latest category (CP only) added
    """

    streams: Streams
    span: Span
    planted: Planted
    scale: float
    families: pd.DataFrame
    children: pd.DataFrame
    courses: Courses
    episodes: pd.DataFrame
    spells: pd.DataFrame
    found: Flags = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    plans: pd.DataFrame = field(default_factory=pd.DataFrame)

    def birth(self, child: Ints) -> Ints:
        return np.asarray(self.children["birth"].to_numpy()[child], dtype=np.int64)

    def plans_of(self, kind: int) -> pd.DataFrame:
        return self.plans[self.plans["kind"] == kind].reset_index(drop=True)

    def recent_plans(self, kind: int, since: int) -> pd.DataFrame:
        """Plans of a kind still running on or after a day."""
        plans = self.plans_of(kind)
        return plans[plans["end"] > since].reset_index(drop=True)


def person_ids(child: Ints) -> Texts:
    return ids("P", 100_000 + child)


def referral_ids(episode: Ints) -> Texts:
    return ids("R", 200_000 + episode)


def assessment_ids(episode: Ints) -> Texts:
    return ids("A", 300_000 + episode)


def plan_ids(spells: pd.DataFrame) -> Texts:
    """Ids of plans: one a spell."""
    number = 1_000_000 + spells["episode"].to_numpy() * 10 + spells["step"].to_numpy()
    return np.where(spells["kind"].to_numpy() == CP, ids("CP", number), ids("CN", number)).astype(object)


def family_ids(family: Ints) -> Texts:
    return ids("F", 10_000 + family)


def keep_known(spells: Spells, children: pd.DataFrame, span: Span) -> tuple[pd.DataFrame, pd.DataFrame, Flags]:
    """Children with anything open in the years asked for, and their brothers and sisters then under 18."""
    all_episodes, all_spells = spells.episodes, spells.spells
    active = all_episodes[(all_episodes["close"] >= span.window) & (all_episodes["referral"] <= span.as_at)]
    in_active_family = np.isin(children["family"].to_numpy(), active["family"].unique())
    birth = children["birth"].to_numpy()
    sibling = in_active_family & (birth > span.window - round(18 * YEAR)) & (birth <= span.as_at)
    kept = sibling | np.isin(np.arange(len(children)), active["child"].unique())
    episodes = all_episodes[kept[all_episodes["child"].to_numpy()] & (all_episodes["referral"] <= span.as_at)]
    begun = all_spells[kept[all_spells["child"].to_numpy()] & (all_spells["start"] <= span.as_at)]
    return episodes.reset_index(drop=True), begun.reset_index(drop=True), kept


def by_group(*keys: Ints) -> tuple[Ints, int]:
    """A number for each distinct combination of keys, and how many there are: one draw can then serve a group."""
    code = np.zeros(len(keys[0]), dtype=np.int64)
    for values in keys:
        found, distinct = pd.factorize(np.asarray(values), sort=True)
        code, _ = pd.factorize(code * max(len(distinct), 1) + found, sort=True)
    return code.astype(np.int64), int(code.max()) + 1 if len(code) else 0


def uniform_by_group(rng: np.random.Generator, *keys: Ints) -> Floats:
    """One uniform number for each distinct combination of keys, repeated over its rows."""
    code, count = by_group(*keys)
    return np.asarray(rng.random(count)[code], dtype=np.float64)


def is_plan(kind: Ints) -> Flags:
    return np.asarray((kind == CP) | (kind == CIN), dtype=np.bool_)


def family_plans(world: World, since: int) -> tuple[pd.DataFrame, Ints, int]:
    """Plans running since a day, a number for each family's plan, and how many there are."""
    plans = world.plans[world.plans["end"] > since].reset_index(drop=True)
    group, count = by_group(plans["round_id"].to_numpy(), plans["step"].to_numpy())
    return plans, group, count
