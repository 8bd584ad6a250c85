"""The person, mother and family tables."""

import numpy as np
import pandas as pd

from data.demo.columns import only_if
from data.demo.dates import NEVER, YEAR, moments
from data.demo.draws import chance, ids, pick
from data.demo.names import forenames, surnames
from data.demo.needs import Needs
from data.demo.world import World, family_ids, person_ids

MOTHER_KNOWN = 0.83
MOTHERS_THEMSELVES_KNOWN = 0.02
NATIONALITIES = {"GB": 90.0, "PL": 2.5, "RO": 2.0, "PT": 1.0, "IN": 1.0, "SY": 0.8, "UA": 0.7, "": 2.0}


def kept_children(world: World) -> pd.DataFrame:
    """Children with a person row: the columns of `children`, and `child`, their number."""
    children = world.children.reset_index(names="child")
    return children[children["kept"].to_numpy()].reset_index(drop=True)


def person_table(world: World, needs: Needs) -> pd.DataFrame:
    """ssd_person: children with activity, and their brothers and sisters."""
    rng = world.streams("persons")
    kept = kept_children(world)
    child = kept["child"].to_numpy()
    birth, count = kept["birth"].to_numpy(), len(kept)
    unborn = birth > world.span.as_at
    family_name = surnames(world.streams("surnames"), len(world.families))
    own_name = chance(rng, 0.12, count)
    sex = kept["sex"].to_numpy()
    surname = np.where(own_name, surnames(rng, count), family_name[kept["family"].to_numpy()])
    forename = np.where(unborn, "Unborn", forenames(rng, sex))
    at_school = birth <= world.span.as_at - 4 * YEAR
    upn_known = at_school & chance(rng, 0.93, count)
    upn = ids("Z", 999_000_000_000 + child)
    estimated = chance(rng, 0.02, count)
    return pd.DataFrame(
        {
            "pers_person_id": person_ids(child),
            "pers_legacy_id": only_if(chance(rng, 0.4, count), ids("L", 7_000_000 + child)),
            "pers_upn": only_if(upn_known, upn),
            "pers_forename": forename,
            "pers_surname": surname,
            "pers_sex": np.where(unborn, "U", sex),
            "pers_gender": pd.Series(sex).map({"F": "02", "M": "01", "U": "09"}),
            "pers_ethnicity": kept["ethnicity"].to_numpy(),
            "pers_dob": moments(np.where(unborn, NEVER, birth)),
            "pers_single_unique_id": None,
            "pers_upn_unknown": only_if(at_school & ~upn_known, "UN4"),
            "pers_send_flag": np.where(needs.sen[child] == "E", "Y", only_if(at_school, "N")),
            "pers_expected_dob": moments(np.where(unborn | estimated, birth, NEVER)),
            "pers_death_date": moments(kept["death"].to_numpy()),
            "pers_is_mother": "N",
            "pers_nationality": pick(rng, NATIONALITIES, count),
        }
    )


def mother_tables(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ssd_mother, and the person rows of the mothers known to the service themselves. No fathers anywhere."""
    rng = world.streams("mothers")
    kept = kept_children(world)
    kept = kept[chance(rng, MOTHER_KNOWN, len(kept))].reset_index(drop=True)
    number = kept["family"].to_numpy() * 2 + kept["mother"].to_numpy()
    links = pd.DataFrame(
        {
            "moth_table_id": ids("MO", 100_000 + np.arange(len(kept))),
            "moth_person_id": ids("PM", 900_000 + number),
            "moth_childs_person_id": person_ids(kept["child"].to_numpy()),
            "moth_childs_dob": moments(np.where(kept["birth"] > world.span.as_at, NEVER, kept["birth"])),
        }
    )
    first_birth = kept.groupby(number)["birth"].min()
    known = first_birth[chance(rng, MOTHERS_THEMSELVES_KNOWN, len(first_birth))]
    count = len(known)
    people = pd.DataFrame(
        {
            "pers_person_id": ids("PM", 900_000 + known.index.to_numpy()),
            "pers_forename": forenames(rng, np.full(count, "F", dtype=object)),
            "pers_surname": surnames(rng, count),
            "pers_sex": "F",
            "pers_gender": "02",
            "pers_ethnicity": "WBRI",
            "pers_dob": moments(known.to_numpy() - rng.integers(16 * 365, 24 * 365, count)),
            "pers_is_mother": "Y",
        }
    )
    return links, people


def family_table(world: World, contacts: pd.DataFrame) -> pd.DataFrame:
    """ssd_family: one row a contact, as the case system makes it."""
    kept = kept_children(world).set_index(person_ids(kept_children(world)["child"].to_numpy()))
    family = kept["family"].reindex(contacts["cont_person_id"]).to_numpy()
    return pd.DataFrame(
        {
            "fami_table_id": ids("FT", 1_000_000 + np.arange(len(contacts))),
            "fami_family_id": family_ids(family),
            "fami_person_id": contacts["cont_person_id"].to_numpy(),
        }
    )
