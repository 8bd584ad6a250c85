"""The dwelling each person's current address names."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from data.households.children import columns

ADDRESS_COLUMNS = [
    "addr_person_id",
    "addr_address_type",
    "addr_address_start_date",
    "addr_address_end_date",
    "addr_address_postcode",
    "addr_address_json",
]

PLACEMENT = "a placement: children in one placement need not be related"
UNREADABLE = "address text that is neither JSON nor a plain address with a house number"


class Dwelling(NamedTuple):
    """What an address says: a property number (UPRN), and house and flat; '' where it does not say."""

    uprn: str
    house: str
    readable: bool = True


def current(records: Mapping[str, pd.DataFrame], as_at: date) -> pd.DataFrame:
    """frame[person_id, postcode, source, shared_id, set_aside]: one row per current address.

    Current: not begun after as_at, and no end date or one after it. A person may have several. The dwelling
    (shared_id) is the UPRN where there is one, else postcode + house + flat; `source` says which. It is missing
    where the address does not say: a postcode alone is no dwelling. `set_aside` is the reason an address cannot
    place children together, '' if it can.
    """
    rows = columns(records, "ssd_address", ADDRESS_COLUMNS)
    on = pd.Timestamp(as_at)
    begun = ~(pd.to_datetime(rows["addr_address_start_date"]) > on)
    over = pd.to_datetime(rows["addr_address_end_date"]) <= on
    rows = rows.loc[begun & ~over & rows["addr_person_id"].notna()].reset_index(drop=True)

    postcode = rows["addr_address_postcode"].astype(object).fillna("").map(_postcode)
    texts = rows["addr_address_json"].astype(object).fillna("{}")
    found = pd.DataFrame([dwelling(text) for text in texts], columns=Dwelling._fields)
    in_full = (postcode + " " + found["house"]).where((postcode != "") & (found["house"] != ""))
    has_uprn = found["uprn"] != ""
    placement = rows["addr_address_type"].astype(object).fillna("").str.contains("placement", case=False)
    unreadable = ~found["readable"].astype(bool)
    return pd.DataFrame(
        {
            "person_id": rows["addr_person_id"],
            "postcode": postcode,
            "source": pd.Series("postcode, house and flat", index=rows.index).mask(has_uprn, "UPRN"),
            "shared_id": in_full.mask(has_uprn, found["uprn"]),
            "set_aside": pd.Series("", index=rows.index)
            .mask(unreadable, UNREADABLE)
            .mask(placement.astype(bool), PLACEMENT),
        }
    )


def dwelling(text: str) -> Dwelling:
    """Read one address text: SSD's JSON (keys HOUSE, BUILDING, FLAT, ROOM, UPRN), or a plain line as some case
    systems store it, taken whole if it begins with a house number. Broken JSON is not guessed at.
    """
    try:
        parts = json.loads(text)
    except (ValueError, RecursionError):
        return _plain(text)
    if not isinstance(parts, dict):
        return _plain(text)
    uprn = _words(parts.get("UPRN")).lstrip("0")
    house = _words(parts.get("HOUSE")) or _words(parts.get("BUILDING"))
    unit = _words(f"{parts.get('FLAT') or ''} {parts.get('ROOM') or ''}")
    return Dwelling(uprn if uprn.isdigit() else "", f"{house}/{unit}" if house else "")


def _plain(text: str) -> Dwelling:
    line = _words(text.replace(",", " "))
    numbered = re.match(r"((FLAT|UNIT|ROOM|APARTMENT) )?\d", line)
    return Dwelling("", line) if numbered else Dwelling("", "", readable=False)


def _words(value: object) -> str:
    """Upper case, single spaces; '' for nothing. Spaces stay, so that flat 1 at 23 is not flat 12 at 3."""
    return "" if value is None else " ".join(str(value).upper().split())


def _postcode(value: object) -> str:
    return _words(value).replace(" ", "")
