"""What is known of each child's needs: disability, neurodiversity and special needs, disadvantage."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.dates import NEVER, YEAR, moments
from data.demo.draws import Flags, Ints, Texts, chance, ids, pick
from data.demo.world import World, person_ids

# Special educational provision by neurodivergence status: E plan, K support, N none.
PROVISION = {
    "disabled": {"E": 86.0, "K": 10.0, "N": 4.0},
    "diagnosed": {"E": 58.0, "K": 32.0, "N": 10.0},
    "on pathway": {"E": 27.0, "K": 55.0, "N": 18.0},
    "suspected": {"E": 16.0, "K": 56.0, "N": 28.0},
    "": {"E": 26.5, "K": 25.0, "N": 48.5},
}
NEED_OF_CONDITION = {
    "autism": "ASD", "ADHD": "SEMH", "speech/language": "SLCN", "learning disability": "MLD",
    "dyslexia/dyspraxia": "SPLD", "FASD": "SEMH", "tic": "OTH",
}  # fmt: skip
OTHER_NEEDS = {"SEMH": 44.0, "SLCN": 24.0, "MLD": 16.0, "SPLD": 9.0, "OTH": 4.0, "PD": 2.0, "HI": 1.0}
DISABILITY_OF_CONDITION = {
    "autism": "AUT", "ADHD": "BEH", "speech/language": "COMM", "learning disability": "LD",
    "dyslexia/dyspraxia": "LD", "FASD": "LD", "tic": "DDA",
}  # fmt: skip
OTHER_DISABILITIES = {
    "LD": 30.0,
    "MOB": 14.0,
    "COMM": 16.0,
    "PC": 8.0,
    "INC": 6.0,
    "CON": 6.0,
    "HEAR": 6.0,
    "VIS": 5.0,
    "HAND": 2.0,
    "DDA": 7.0,
}

FREE_MEALS = 0.6
# Share of families, and days the trouble usually lasts (0 = still so).
DISADVANTAGES = {
    "temporary accommodation": (0.085, 500),
    "overcrowded housing": (0.07, 0),
    "IMD decile 1-2": (0.13, 0),
    "recent move between authorities": (0.035, 700),
    "no recourse to funds": (0.015, 900),
    "digital exclusion": (0.05, 0),
    "translated interview": (0.055, 0),
    "other": (0.02, 400),
}


@dataclass(frozen=True)
class Needs:
    """Per child of `world.children`: sen (E, K, N) and assessed (a social worker has assessed the child)."""

    sen: Texts
    assessed: Flags


def draw_needs(world: World) -> Needs:
    rng = world.streams("needs")
    children = world.children
    status = children["neuro"].to_numpy()
    sen = np.full(len(children), "N", dtype=object)
    for name, shares in PROVISION.items():
        drawn = pick(rng, shares, len(children))
        mine = children["disabled"].to_numpy() if name == "disabled" else status == name
        sen = np.where(mine & ((name == "disabled") | ~children["disabled"].to_numpy()), drawn, sen)
    assessed = np.zeros(len(children), dtype=np.bool_)
    assessed[world.episodes.loc[world.episodes["assessed"] <= world.span.as_at, "child"].unique()] = True
    return Needs(sen, assessed)


def disability_table(world: World, needs: Needs) -> pd.DataFrame:
    """ssd_disability: codes open now, of children who were assessed; most have none recorded, some NONE."""
    rng = world.streams("disability")
    children = world.children.reset_index(names="child")
    count = len(children)
    diagnosed = (children["neuro"] == "diagnosed").to_numpy()
    told = diagnosed & chance(rng, 0.72, count)
    by_condition = children["condition"].map(DISABILITY_OF_CONDITION).to_numpy()
    other = children["disabled"].to_numpy() | chance(rng, 0.02, count)
    none = ~told & ~other & chance(rng, 0.45, count)
    rows = []
    for mine, code in (
        (told, by_condition),
        (other, pick(rng, OTHER_DISABILITIES, count)),
        (none, np.full(count, "NONE", dtype=object)),
    ):
        listed = mine & needs.assessed & children["kept"].to_numpy()
        rows.append(pd.DataFrame({"child": children["child"].to_numpy()[listed], "code": code[listed]}))
    table = pd.concat(rows).drop_duplicates().sort_values(["child", "code"], ignore_index=True)
    return pd.DataFrame(
        {
            "disa_table_id": ids("DI", 100_000 + np.arange(len(table))),
            "disa_person_id": person_ids(table["child"].to_numpy()),
            "disa_disability_code": table["code"],
        }
    )


def neurodiversity_table(world: World, needs: Needs) -> pd.DataFrame:
    """ssd_x_neurodiversity: a row for each status a child reached, and for children with special provision only.

    The row of a child known only for special provision (from the school census) has no condition and no status.
    """
    rng = world.streams("neurodiversity table")
    children = world.children.reset_index(names="child")
    children = children[children["kept"] & (children["birth"] <= world.span.as_at - round(3 * YEAR))]
    child = children["child"].to_numpy()
    count = len(child)
    status, reached = children["neuro"].to_numpy(), children["neuro_day"].to_numpy()
    sen = needs.sen[child]
    condition = children["condition"].to_numpy()
    need = np.where(status != "", children["condition"].map(NEED_OF_CONDITION), pick(rng, OTHER_NEEDS, count))
    need = only_if(sen != "N", need)
    referred = np.where(status == "suspected", NEVER, reached - rng.integers(120, 700, count))
    known = (status != "") & chance(rng, 0.94, count)
    earlier = known & np.isin(status, ["diagnosed", "on pathway"]) & chance(rng, 0.5, count)
    school = children["birth"].to_numpy() + 4 * 366 + rng.integers(0, 900, count)
    census_only = (status == "") & (school <= world.span.as_at) & needs.assessed[child]
    parts: list[pd.DataFrame] = []
    for mine, says, since, provision in (
        (earlier, np.full(count, "suspected", dtype=object), referred, np.full(count, None, dtype=object)),
        (known, status, reached, sen),
        (census_only, np.full(count, None, dtype=object), school, sen),
    ):
        parts.append(
            pd.DataFrame(
                {
                    "neur_person_id": person_ids(child),
                    "neur_condition": only_if(condition != "", condition),
                    "neur_status": says,
                    "neur_status_date": moments(since),
                    "neur_referred_date": moments(np.where(status == "", NEVER, referred)),
                    "neur_source": np.where(status == "", "school census", "health record"),
                    "neur_sen_provision": provision,
                    "neur_primary_need": only_if(~pd.isna(provision), need),
                    "neur_source_agency": np.where(status == "", "Education", "Health"),
                    "neur_recorded_date": moments(np.minimum(since + 20, world.span.as_at)),
                }
            )[mine & (since <= world.span.as_at)]
        )
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    table.insert(0, "neur_table_id", ids("ND", 100_000 + np.arange(len(table))))
    return table


def disadvantage_table(world: World, needs: Needs) -> pd.DataFrame:
    """ssd_x_disadvantage: free school meals of school-age children, and the troubles of families."""
    rng = world.streams("disadvantage")
    children = world.children.reset_index(names="child")
    families = len(world.families)
    family = children["family"].to_numpy()
    known = children["kept"].to_numpy() & needs.assessed & (children["birth"] <= world.span.as_at).to_numpy()
    first = world.families["first_referral"].to_numpy()
    parts = []
    meals = chance(rng, FREE_MEALS, families)[family] & ~chance(rng, 0.03, len(family))
    from_day = np.maximum(children["birth"].to_numpy() + round(4.6 * YEAR), first[family] - 200)
    parts.append(_trouble(children, known & meals & (from_day <= world.span.as_at), "free school meals", from_day, 0))
    for name, (share, lasting) in DISADVANTAGES.items():
        has = chance(rng, share, families)[family]
        begins = np.maximum((first + rng.integers(-400, 900, families))[family], children["birth"].to_numpy())
        ends = begins + lasting + rng.integers(0, 200, len(family)) if lasting else np.full(len(family), 0)
        parts.append(_trouble(children, known & has & (begins <= world.span.as_at), name, begins, ends))
    table = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "disv_table_id": ids("DV", 100_000 + np.arange(len(table))),
            "disv_person_id": person_ids(table["child"].to_numpy()),
            "disv_type": table["type"],
            "disv_from_date": moments(table["from"].to_numpy()),
            "disv_to_date": moments(table["to"].to_numpy(), world.span.as_at),
            "disv_source_agency": np.where(table["type"] == "free school meals", "Education", "Local authority"),
            "disv_recorded_date": moments(np.minimum(table["from"].to_numpy() + 14, world.span.as_at)),
        }
    )


def _trouble(children: pd.DataFrame, mine: Flags, name: str, begins: Ints, ends: Ints | int) -> pd.DataFrame:
    ended = np.broadcast_to(np.asarray(ends, dtype=np.int64), begins.shape)
    return pd.DataFrame(
        {
            "child": children["child"].to_numpy()[mine],
            "type": name,
            "from": begins[mine],
            "to": np.where(ended > 0, ended, NEVER)[mine],
        }
    )
