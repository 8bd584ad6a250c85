"""One table from a source to the form the records keep: the standard's columns, codes, dates, flags and ids.

Rows keep the number they had in the source as the frame's index, so that a fault can say which line it is on.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Column, DateTime, Float, Integer, String

from data.load.codes import Codes, categories, coded, factor_list, factors
from data.load.ledger import CORRECTED, QUERIED, FaultSink
from data.load.misplaced import put_right
from data.load.values import as_dates, as_id, as_numbers, as_text, as_whole_numbers
from data.records import ID_COLUMNS, metadata

# Names that other versions of the standard use for the same column.
OTHER_NAMES = {
    "pers_common_child_id": "pers_single_unique_id",
    "clae_cla_episode_ceased": "clae_cla_episode_ceased_date",
}

# Column to list of codes.toml; a value not in the list becomes empty.
CODED = {
    "pers_sex": "sex",
    "pers_gender": "sex",
    "pers_ethnicity": "ethnicity",
    "pers_upn_unknown": "upn_unknown",
    "send_upn_unknown": "upn_unknown",
    "disa_disability_code": "disability",
    "cine_cin_primary_need_code": "primary_need",
    "clae_cla_primary_need_code": "primary_need",
    "miss_missing_rhi_offered": "offered",
    "miss_missing_rhi_accepted": "offered",
    "neur_primary_need": "sen_need",
    "neur_sen_provision": "sen_provision",
    "pact_plan_type": "plan_type",
    "escl_plan_type": "plan_type",
    "plec_plan_type": "plan_type",
    "corg_plan_type": "plan_type",
}
# Column to list; a value not in the list stays as written, and each different one is reported once.
CODED_OR_KEPT = {
    "cine_referral_source_code": "referral_source",
    "cont_contact_source_code": "referral_source",
    "cine_close_reason": "close_reason",
    "senn_active_ehcp_need_type": "sen_need",
    "cppr_cp_review_participation": "participation",
    "pact_status": "action_status",
    "pact_outcome": "action_outcome",
    "negt_purpose": "tool_purpose",
    "escl_resolution": "escalation_resolution",
    "ycar_status": "carer_status",
    "ycar_cares_for": "cares_for",
    "adpl_kind": "adapted_kind",
    "neur_status": "neurodiversity_status",
    "corg_meeting_type": "meeting_type",
    "sibl_decision": "sibling_decision",
    "parc_engagement": "engagement",
}
# The answer on a local form: yes and no are understood, anything else is as good.
ANSWERS = {"cppr_cp_review_quorate": "quorate"}
CATEGORIES = ("cppl_cp_plan_initial_category", "cppl_cp_plan_latest_category")
FACTORS = "cinf_assessment_factors_json"
ONE_LETTER_NOT_FLAG = ("senn_active_ehcp_need_rank", "neur_sen_provision")
LONGER_FLAGS = ("pers_send_flag",)

# The CIN census rule that an unknown code breaks.
CODE_RULES = {
    "disa_disability_code": "8540",
    "cine_cin_primary_need_code": "8650",
    "cine_referral_source_code": "8866",
    "cine_close_reason": "8640",
    "cppl_cp_plan_initial_category": "8905",
    "cppl_cp_plan_latest_category": "8910",
}
ADD_TO_MAPPING = "Correct it at source, or add it to the local mapping file."


def primary_key(table: str) -> list[str]:
    return [column.name for column in metadata.tables[table].primary_key.columns]


def standard_name(spelt: object) -> str:
    """The standard's name of a column, whatever its case and version."""
    name = str(spelt).strip().lower()
    return OTHER_NAMES.get(name, name)


def report(
    faults: FaultSink,
    table: str,
    rows: pd.DataFrame,
    reason: str | pd.Series,
    *,
    field: str | None = None,
    values: pd.Series | None = None,
    rule: str | None = None,
    treatment: str,
) -> None:
    """One fault for each of `rows`, with its key and its line (the index counts from 0, lines from 1)."""
    if rows.empty:
        return
    if values is None and field is not None:
        values = rows[field]
    told = pd.DataFrame({"entity": table, "key": rows[primary_key(table)[0]]}, index=rows.index)
    told["field"] = field
    told["value"] = None if values is None else as_text(values.reindex(rows.index))
    told["reason"] = reason
    told["rule"] = rule
    told["treatment"] = treatment
    told["line"] = rows.index + 1
    faults.reject_frame(told)


def standard_form(table: str, raw: pd.DataFrame, codes: Codes, faults: FaultSink) -> pd.DataFrame:
    """The table with exactly the standard's columns in normal form; a column the source lacks is empty.

    Text and codes are str, dates datetime64[us] at midnight, whole numbers Int64, others float64. Every row of
    `raw` is in it, in order; values that could not be kept are reported.
    """
    target = metadata.tables[table]
    given = _named_as_standard(table, raw, faults)
    put_right(table, given, codes, faults)
    frame = pd.DataFrame(index=pd.RangeIndex(len(raw)))
    for name in [*primary_key(table), *(c.name for c in target.columns if not c.primary_key)]:
        column = target.columns[name]
        values = given.get(name, pd.Series(None, index=frame.index, dtype=object))
        frame[name] = _read(_Field(table, column, frame, codes, faults), values)
    return frame[[column.name for column in target.columns]]


def _named_as_standard(table: str, raw: pd.DataFrame, faults: FaultSink) -> dict[str, pd.Series]:
    """Columns by the standard's names; a column it does not have is reported and left."""
    known = set(metadata.tables[table].columns.keys())
    given: dict[str, pd.Series] = {}
    for position, spelt in enumerate(raw.columns):
        name = standard_name(spelt)
        if name in known and name not in given:
            given[name] = raw.iloc[:, position].reset_index(drop=True)
        else:
            why = "is there twice; the first was read" if name in given else "is not one the dashboard keeps"
            faults.reject(
                table,
                f"The column {spelt} {why}. Check its spelling if it should have been loaded.",
                field=str(spelt),
                treatment=QUERIED,
            )
    return given


@dataclass(frozen=True)
class _Field:
    """One column of one table being read. `keys` are the rows' ids, so that a fault can name its row."""

    table: str
    column: Column[Any]
    keys: pd.DataFrame
    codes: Codes
    faults: FaultSink

    def report(
        self,
        values: pd.Series,
        where: pd.Series,
        reason: str | pd.Series,
        *,
        rule: str | None = None,
        treatment: str = QUERIED,
    ) -> None:
        """Report the values `where` the mask says."""
        if not where.any():
            return
        key = primary_key(self.table)[0]
        rows = self.keys[where] if key in self.keys else pd.DataFrame({key: as_text(values[where])})
        name = self.column.name
        report(self.faults, self.table, rows, reason, field=name, values=values, rule=rule, treatment=treatment)


def _read(field: _Field, raw: pd.Series) -> pd.Series:
    """One column in normal form."""
    column = field.column
    if raw.isna().all():
        return _empty(column, raw.index)
    if isinstance(column.type, DateTime):
        return _dates(field, raw)
    if isinstance(column.type, (Integer, Float)):
        whole = isinstance(column.type, Integer)
        numbers, unreadable = as_whole_numbers(raw) if whole else as_numbers(raw)
        kind = "whole number" if whole else "number"
        field.report(raw, unreadable, f"This is not a {kind}; left empty. Correct it at source.")
        return numbers
    is_id = column.name in ID_COLUMNS[field.table]
    text = _understood(field, as_id(raw) if is_id else as_text(raw))
    return _fitting(field, text, cut=not is_id)


def _empty(column: Column[Any], index: pd.Index) -> pd.Series:
    if isinstance(column.type, DateTime):
        return pd.Series(pd.NaT, index=index, dtype="datetime64[us]")
    if isinstance(column.type, Integer):
        return pd.Series(pd.NA, index=index, dtype="Int64")
    return pd.Series(None, index=index, dtype="float64" if isinstance(column.type, Float) else "str")


def _dates(field: _Field, raw: pd.Series) -> pd.Series:
    dates = as_dates(raw)
    field.report(raw, dates.unreadable, "This date cannot be read; left empty. Enter it as YYYY-MM-DD.")
    field.report(
        raw,
        dates.impossible,
        "This date is before 1920 or after 2098 and cannot be right; left empty. Correct it at source.",
        treatment=CORRECTED,
    )
    return dates.days


def _understood(field: _Field, text: pd.Series) -> pd.Series:
    """Text with its codes brought to the national ones; what is not understood is reported."""
    name, codes = field.column.name, field.codes
    if name == FACTORS:
        return _factors(field, text)
    if name in CODED_OR_KEPT:
        return _coded_or_kept(field, text)
    if name in ANSWERS:
        return coded(text, codes.of(ANSWERS[name]), keep=True)[0]
    one_letter = isinstance(field.column.type, String) and field.column.type.length == 1
    if name in LONGER_FLAGS or (one_letter and name not in ONE_LETTER_NOT_FLAG):
        normal, unknown = coded(text, codes.of("flag"))
        reason = "This is not yes or no; left as not recorded. Use Y or N."
    elif name in CATEGORIES:
        normal, unknown = categories(text, codes)
        reason = f"Not a known category of abuse; what was not understood is left out. {ADD_TO_MAPPING}"
    elif name in CODED:
        normal, unknown = coded(text, codes.of(CODED[name]))
        reason = f"Not a known code; left as not recorded. {ADD_TO_MAPPING}"
    else:
        return text
    field.report(text, unknown, reason, rule=CODE_RULES.get(name))
    return normal


def _coded_or_kept(field: _Field, text: pd.Series) -> pd.Series:
    """Codes where they are known; each different value that is not is reported once, with how often it stands."""
    name = field.column.name
    normal, unknown = coded(text, field.codes.of(CODED_OR_KEPT[name]), keep=True)
    first = unknown & ~text.duplicated()
    times = text[first].map(text[unknown].value_counts()).astype("str")
    reason = f"Not a known code; kept as written. {ADD_TO_MAPPING} Rows it stands in: " + times
    field.report(text, first, reason, rule=CODE_RULES.get(name))
    return normal


def _factors(field: _Field, text: pd.Series) -> pd.Series:
    """Lists of factors in canonical form."""
    read = factors(text, field.codes)
    listed = {value: set(factor_list(value)) for value in read.canonical.dropna().unique()}

    def having(code: str, *, beside_others: bool = False) -> pd.Series:
        least = 2 if beside_others else 1
        return read.canonical.isin([v for v, codes in listed.items() if code in codes and len(codes) >= least])

    field.report(
        text,
        read.broken,
        "The list of factors is broken and was not guessed at: no factor is counted. Re-enter it at source.",
    )
    field.report(
        text, read.unknown, f"Part of this is not a factor; the factors understood were kept. {ADD_TO_MAPPING}"
    )
    field.report(
        text,
        read.repeated,
        "The same factor stands here twice; counted once.",
        rule="8898",
        treatment=CORRECTED,
    )
    field.report(
        text,
        having("21", beside_others=True),
        "21 (no factors identified) stands beside other factors. Remove 21, or the others, at source.",
        rule="8869",
    )
    for rule, code in (("8945Q", "18"), ("8950Q", "19")):
        reason = f"{code}A was retired in 2021: use {code}B (child on child) or {code}C (adult on child). Kept."
        field.report(text, having(f"{code}A"), reason, rule=rule)
    return read.canonical


def _fitting(field: _Field, text: pd.Series, *, cut: bool) -> pd.Series:
    """Text within the column's width: an id too long is no id, other text is cut."""
    width = field.column.type.length if isinstance(field.column.type, String) else None
    if width is None:
        return text
    long = text.str.len().gt(width)
    field.report(
        text,
        long,
        f"Longer than the {width} characters the standard allows; {'cut' if cut else 'left empty'}.",
        treatment=CORRECTED if cut else QUERIED,
    )
    return text.mask(long, text.str.slice(0, width)) if cut else text.mask(long)
