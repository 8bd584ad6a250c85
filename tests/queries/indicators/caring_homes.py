"""Six households and two children alone, each here for one edge of a rule of neurodiversity and caring.

The data's last day is Wednesday 30 September 2026: an answer of 30 March is six months old, a session of 2 July ninety
days. Everyone but MIA is on a child protection plan for neglect.
"""

from datetime import date
from typing import Any

import pandas as pd

from tests.data.load.sources import frames_of

AS_AT = date(2026, 9, 30)
HOMES = ("ANN BEN CAT DOT", "EVE FIN", "GUS HAL", "IDA JON", "KIM LEO", "MIA NED")
BORN = {
    "ANN": "2014-05-01",
    "BEN": "2018-09-30",  # eight today
    "CAT": "2018-10-01",  # eight tomorrow
    "DOT": None,  # to be born in November
    "EVE": "2016-05-01",
    "FIN": "2017-05-01",
    "GUS": "2011-05-01",
    "HAL": "2022-05-01",
    "IDA": "2015-05-01",
    "JON": "2016-05-01",
    "KIM": "2013-05-01",
    "LEO": "2010-05-01",
    "MIA": "2017-05-01",
    "NED": "2017-05-01",
    "OLA": "2014-05-01",
    "PIP": "2014-05-01",
}
# BEH alone does not say that NED is neurodivergent, but that he is disabled. NONE says that there is no disability.
CODES = {"BEN": "AUT", "FIN": "MOB", "IDA": "NONE", "JON": "NONE", "NED": "BEH"}
# child: status, since, source
RECORDS = {
    "EVE": ("on pathway", "2026-01-10", "health record"),
    "FIN": (None, "2024-09-01", "school census"),
    "KIM": ("suspected", "2026-01-10", "school census"),
    "OLA": ("diagnosed", "2025-01-10", "health record"),
    "PIP": ("suspected", None, "health record"),
}
# child: done, factors. ANN's cannot be read; EVE's is not finished.
ASSESSED = {
    "ANN": ("2026-05-01", '["16A", "4B"'),
    "EVE": (None, None),
    "GUS": ("2026-08-01", '["16A", "7A"]'),
    "HAL": ("2026-05-01", '["16A", "6B"]'),
    "IDA": ("2026-05-01", '["3B"]'),
    "JON": ("2026-05-01", '["3B"]'),
}
# child: status, found, assessed. MIA's says nothing: no answer.
CARERS = {
    "ANN": ("not a carer", "2026-03-30", None),
    "FIN": ("not a carer", "2026-03-29", None),
    "LEO": ("assessed", "2026-01-10", "2026-05-01"),
    "MIA": (None, "2026-09-01", None),
}
# child, kind, from, until
ADAPTED = (
    ("KIM", "direct work", "2026-07-01", "2026-07-01"),
    ("OLA", "communication needs", "2026-01-01", None),
    ("OLA", "reasonable adjustment", "2026-02-01", "2026-09-30"),
    ("OLA", "direct work", "2026-07-02", "2026-07-02"),
    ("PIP", "communication needs", "2026-09-30", None),
    ("PIP", "reasonable adjustment", "2026-03-01", None),
    ("PIP", "direct work", "2026-07-02", "2026-07-02"),
)


def records() -> dict[str, pd.DataFrame]:
    """The tables, each by the standard's columns."""
    rows: dict[str, list[dict[str, Any]]] = {
        "ssd_person": [
            {"pers_person_id": who, "pers_dob": born, "pers_expected_dob": None if born else "2026-11-15"}
            for who, born in BORN.items()
        ],
        "ssd_cp_plans": [
            {
                "cppl_cp_plan_id": f"CP-{who}",
                "cppl_person_id": who,
                "cppl_cp_plan_start_date": "2026-02-01",
                "cppl_cp_plan_initial_category": "Neglect",
                "cppl_cp_plan_latest_category": "Neglect",
            }
            for who in BORN
            if who != "MIA"
        ],
        # HAL's is over; without one, children in need would not be recorded here.
        "ssd_cin_plans": [
            {
                "cinp_cin_plan_id": "CN-HAL",
                "cinp_person_id": "HAL",
                "cinp_cin_plan_start_date": "2025-01-06",
                "cinp_cin_plan_end_date": "2025-06-02",
            }
        ],
        "ssd_disability": [
            {"disa_table_id": f"D-{who}", "disa_person_id": who, "disa_disability_code": code}
            for who, code in CODES.items()
        ],
        "ssd_x_neurodiversity": [
            {
                "neur_table_id": f"N-{who}",
                "neur_person_id": who,
                "neur_status": status,
                "neur_status_date": since,
                "neur_source": source,
            }
            for who, (status, since, source) in RECORDS.items()
        ],
        "ssd_cin_assessments": [
            {
                "cina_assessment_id": f"A-{who}",
                "cina_person_id": who,
                "cina_assessment_start_date": "2026-04-15",
                "cina_assessment_auth_date": done,
            }
            for who, (done, _) in ASSESSED.items()
        ],
        "ssd_assessment_factors": [
            {"cinf_table_id": f"F-{who}", "cinf_assessment_id": f"A-{who}", "cinf_assessment_factors_json": factors}
            for who, (_, factors) in ASSESSED.items()
            if factors
        ],
        "ssd_x_young_carer": [
            {
                "ycar_table_id": f"Y-{who}",
                "ycar_person_id": who,
                "ycar_status": status,
                "ycar_identified_date": found,
                "ycar_assessment_date": assessed,
            }
            for who, (status, found, assessed) in CARERS.items()
        ],
        "ssd_x_adapted_plan": [
            {
                "adpl_table_id": f"P-{number}",
                "adpl_person_id": who,
                "adpl_kind": kind,
                "adpl_date": since,
                "adpl_end_date": until,
            }
            for number, (who, kind, since, until) in enumerate(ADAPTED)
        ],
        "ssd_x_sibling_link": [
            {
                "sibl_table_id": f"S-{first}-{other}",
                "sibl_person_id_a": first,
                "sibl_person_id_b": other,
                "sibl_decision": "link",
                "sibl_decided_date": "2026-02-01",
            }
            for home in HOMES
            for first, *others in [home.split()]
            for other in others
        ],
    }
    return frames_of(**rows)
