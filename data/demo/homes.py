"""Where each child lives: the address table."""

import numpy as np
import pandas as pd

from data.demo.courses import CARE
from data.demo.dates import NEVER, moments
from data.demo.draws import Ints, Table, ids, spread
from data.demo.persons import kept_children
from data.demo.workforce import LOCALITIES
from data.demo.world import World, person_ids

STREETS = (
    "Ash Row", "Beacon Lane", "Canal Walk", "Dairy Close", "Elder Way", "Foundry Street", "Garland Road",
    "Harrow Lane", "Ivy Terrace", "Jubilee Road", "Kiln Lane", "Larch Road", "Mill Street", "Nursery Close",
    "Orchard Way", "Pound Lane", "Quarry Road", "Ropewalk", "Station Road", "Tannery Yard", "Upper Row", "Vine Street",
    "Weir Lane", "Yew Tree Close",
)  # fmt: skip
# Days a family stays at one address.
STAY: Table = [(0, 60), (0.15, 240), (0.4, 700), (0.7, 1800), (1, 5500)]
MOVES = 10
FOSTER_HOMES = 400
# No postcode area is called ZZ.
POSTCODE_AREA = "ZZ"
LETTERS = "ABDEFGHJLN"


def address_table(world: World) -> pd.DataFrame:
    """ssd_address: where each family lived and lives, and the placements of children now in care."""
    rng = world.streams("addresses")
    count = len(world.families)
    first = world.families["first_referral"].to_numpy() - rng.integers(30, 2500, count)
    moved = first[:, None] + np.cumsum(spread(rng, STAY, count * MOVES).reshape(count, MOVES), axis=1)
    kept = kept_children(world)
    kept = kept[kept["birth"] <= world.span.as_at].reset_index(drop=True)
    child, family, birth = (kept[name].to_numpy() for name in ("child", "family", "birth"))
    elsewhere = kept["elsewhere"].to_numpy()
    placed = _now_in_care(world, child)
    # Numbers of places: a family's one after another, then homes of other relatives, then foster homes.
    relatives = count * (MOVES + 1)
    foster = relatives + len(world.children) + rng.integers(0, FOSTER_HOMES, len(kept))
    pieces = []
    for turn in range(MOVES + 1):
        start = np.maximum(moved[family, turn - 1], birth) if turn else birth
        end = moved[family, turn] if turn < MOVES else np.full(len(kept), NEVER)
        place = family * (MOVES + 1) + turn
        if turn == 0:
            end, place = np.where(elsewhere, NEVER, end), np.where(elsewhere, relatives + child, place)
        end = np.minimum(end, placed)
        real = (start < end) & (start <= world.span.as_at) & (end > world.span.window)
        real &= ~elsewhere | (turn == 0)
        pieces.append(_rows(kept[real], "Home", start[real], end[real], place[real]))
    in_care = placed < NEVER
    until = np.full(int(in_care.sum()), NEVER)
    pieces.append(_rows(kept[in_care], "Placement", placed[in_care], until, foster[in_care]))
    rows = pd.concat(pieces, ignore_index=True).sort_values(["child", "start"], ignore_index=True)
    places = rows["place"].to_numpy()
    postcode, shown = _written(places, world.families["locality"].to_numpy()[rows["family"].to_numpy()])
    return pd.DataFrame(
        {
            "addr_table_id": ids("AD", 1_000_000 + np.arange(len(rows))),
            "addr_person_id": person_ids(rows["child"].to_numpy()),
            "addr_address_type": rows["type"],
            "addr_address_start_date": moments(rows["start"].to_numpy()),
            "addr_address_end_date": moments(rows["end"].to_numpy(), world.span.as_at),
            "addr_address_postcode": postcode,
            "addr_address_json": shown,
        }
    )


def _rows(kept: pd.DataFrame, kind: str, start: Ints, end: Ints, place: Ints) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "child": kept["child"].to_numpy(),
            "family": kept["family"].to_numpy(),
            "type": kind,
            "start": start,
            "end": end,
            "place": place,
        }
    )


def _now_in_care(world: World, child: Ints) -> Ints:
    """The day each child's present period of care began; NEVER if not in care."""
    care = world.spells[(world.spells["kind"] == CARE) & (world.spells["end"] > world.span.as_at)]
    began = care.groupby("child")["start"].max()
    return began.reindex(child).fillna(NEVER).to_numpy().astype(np.int64)


def _written(place: Ints, locality: Ints) -> tuple[list[str], list[str]]:
    """Postcodes and address JSON of numbered places: the same place always reads the same."""
    mixed = (place * 2_654_435_761) % 4_294_967_291
    house, street, town = mixed % 88 + 1, (mixed // 97) % len(STREETS), np.array(LOCALITIES)[locality]
    sector, first, second = (mixed // 1013) % 10, (mixed // 7) % 10, (mixed // 71) % 10
    postcodes = [
        f"{POSTCODE_AREA}{area + 1}{number}{LETTERS[one]}{LETTERS[two]}"
        for area, number, one, two in zip(locality, sector, first, second, strict=True)
    ]
    shown = [
        f'{{"ROOM":"","FLOOR":"","FLAT":"","BUILDING":"","HOUSE":"{number}","STREET":"{STREETS[road]}",'
        f'"TOWN":"{where}","UPRN":"{990_000_000_000 + key}","EASTING":"","NORTHING":""}}'
        for number, road, where, key in zip(house, street, town, place, strict=True)
    ]
    return postcodes, shown
