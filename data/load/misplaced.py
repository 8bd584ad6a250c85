"""Values that sources are known to keep in another column than the standard's, put where they belong.

Works on columns as the source has them, before codes are read. Each function changes `given` (column name to
values, one index) and reports what it moved.
"""

from collections.abc import Callable

import pandas as pd

from data.load.codes import Codes, coded
from data.load.ledger import CORRECTED, QUERIED, FaultSink
from data.load.values import as_id, as_text

Given = dict[str, pd.Series]
UPN = r"[A-HJ-NP-RT-Za-hj-np-rt-z]\d{11}[\dA-HJ-NP-RT-Za-hj-np-rt-z]"


def put_right(table: str, given: Given, codes: Codes, faults: FaultSink) -> None:
    """Put right what is known to be misplaced in `table`."""
    for move in MOVES.get(table, ()):
        move(given, codes, faults)


def sex_from_gender(given: Given, codes: Codes, faults: FaultSink) -> None:
    """Extracts before version 1.3 hold no sex at all, only what the census then called gender (1 or 2)."""
    sex, gender = given.get("pers_sex"), given.get("pers_gender")
    if gender is None or (sex is not None and as_text(sex).notna().any()) or as_text(gender).isna().all():
        return
    given["pers_sex"] = gender
    faults.reject(
        "ssd_person",
        "The source records nobody's sex; their recorded gender is used in its place. Ask for a newer extract.",
        field="pers_sex",
        treatment=QUERIED,
    )


def pupil_number_among_reasons(given: Given, codes: Codes, faults: FaultSink) -> None:
    """Some extracts write the pupil number itself in the column that should say why there is none."""
    if "pers_upn_unknown" not in given:
        return
    reasons = as_text(given["pers_upn_unknown"])
    there = reasons.str.fullmatch(UPN).fillna(False).astype(bool)
    if not there.any():
        return
    upn = as_text(given["pers_upn"]) if "pers_upn" in given else pd.Series(None, reasons.index, dtype="str")
    given["pers_upn"] = upn.where(upn.notna() | ~there, reasons.str.upper())
    given["pers_upn_unknown"] = reasons.mask(there)
    key = as_id(given["pers_person_id"]) if "pers_person_id" in given else None
    faults.reject_frame(
        pd.DataFrame(
            {
                "entity": "ssd_person",
                "key": None if key is None else key[there],
                "field": "pers_upn_unknown",
                "value": reasons[there],
                "reason": "A pupil number stood where the reason for having none belongs; moved to pers_upn.",
                "treatment": CORRECTED,
                "line": reasons.index[there] + 1,
            }
        )
    )


def source_from_description(code: str, description: str) -> Callable[[Given, Codes, FaultSink], None]:
    """Where the code of a referral's source is a local id, the description may be a national one."""

    def move(given: Given, codes: Codes, faults: FaultSink) -> None:
        if code not in given or description not in given:
            return
        words = codes.of("referral_source")
        said = as_text(given[code])
        known = said.notna() & ~coded(said, words)[1]
        described = coded(as_text(given[description]), words)[0]
        given[code] = said.where(known | described.isna(), described)

    return move


MOVES: dict[str, tuple[Callable[[Given, Codes, FaultSink], None], ...]] = {
    "ssd_person": (sex_from_gender, pupil_number_among_reasons),
    "ssd_cin_episodes": (source_from_description("cine_referral_source_code", "cine_referral_source_desc"),),
    "ssd_contacts": (source_from_description("cont_contact_source_code", "cont_contact_source_desc"),),
}
