"""Small CIN census returns to test with, built from text. All children in them are invented."""

from collections.abc import Sequence
from pathlib import Path


def tag(name: str, *inside: str) -> str:
    return f"<{name}>{''.join(inside)}</{name}>\n"


def leaves(values: dict[str, str | None]) -> str:
    """One element for each value that is not None."""
    return "".join(tag(name, value) for name, value in values.items() if value is not None)


def child(child_id: str | None = "C1", *details: str, disabilities: Sequence[str] = (), **given: str | None) -> str:
    """A Child. `given` sets or, with None, leaves out elements of its identifiers, and Ethnicity."""
    identifiers: dict[str, str | None] = {"LAchildID": child_id, "PersonBirthDate": "2015-02-03", "Sex": "F"}
    characteristics: dict[str, str | None] = {"Ethnicity": given.pop("Ethnicity", "WBRI")}
    codes = "".join(tag("Disability", code) for code in disabilities)
    return tag(
        "Child",
        tag("ChildIdentifiers", leaves({**identifiers, **given})),
        tag("ChildCharacteristics", leaves(characteristics), tag("Disabilities", codes) if codes else ""),
        *details,
    )


def referral(day: str | None = "2023-05-01", *inside: str, **given: str | None) -> str:
    values: dict[str, str | None] = {"CINreferralDate": day, "ReferralSource": "2A", "PrimaryNeedCode": "N1"}
    return tag("CINdetails", leaves({**values, **given}), *inside, tag("ReferralNFA", "false"))


def assessment(start: str | None, done: str | None = None, factors: Sequence[str] = ()) -> str:
    found = "".join(tag("AssessmentFactors", code) for code in factors)
    dates = {"AssessmentActualStartDate": start, "AssessmentAuthorisationDate": done}
    return tag("Assessments", leaves(dates), tag("FactorsIdentifiedAtAssessment", found))


def enquiry(start: str | None, conference: str | None = None, target: str | None = None, **given: str | None) -> str:
    dates = {"S47ActualStartDate": start, "InitialCPCtarget": target, "DateOfInitialCPC": conference}
    return tag("Section47", leaves({**dates, "ICPCnotRequired": "false", **given}))


def cin_plan(start: str | None, end: str | None = None) -> str:
    return tag("CINPlanDates", leaves({"CINPlanStartDate": start, "CINPlanEndDate": end}))


def cp_plan(
    start: str | None,
    end: str | None = None,
    *,
    category: str | None = "NEG",
    previous: str | None = None,
    reviews: Sequence[str] = (),
) -> str:
    values = {
        "CPPstartDate": start,
        "CPPendDate": end,
        "InitialCategoryOfAbuse": category,
        "LatestCategoryOfAbuse": category,
        "NumberOfPreviousCPP": previous,
    }
    held = "".join(tag("CPPreviewDate", day) for day in reviews)
    return tag("ChildProtectionPlans", leaves(values), tag("Reviews", held) if held else "")


def pre_proceedings(**given: str | None) -> str:
    return tag("PreProceedingsandFGDM", leaves(given))


def header(year: int | str = 2024, *, authority: str = "931", **given: str | None) -> str:
    """A Header; `given` sets or, with None, leaves out its elements."""
    details: dict[str, str | None] = {
        "Collection": "CIN",
        "Year": str(year),
        "ReferenceDate": f"{year}-03-31",
    }
    source: dict[str, str | None] = {
        "SourceLevel": "L",
        "LEA": authority,
        "SerialNo": "001",
        "DateTime": f"{year}-06-01T10:00:00",
    }
    for name, value in given.items():
        (details if name in details else source)[name] = value
    return tag("Header", tag("CollectionDetails", leaves(details)), tag("Source", leaves(source)))


def a_return(*children: str, head: str | None = None, year: int = 2024, authority: str = "931") -> str:
    return tag("Message", head if head is not None else header(year, authority=authority), tag("Children", *children))


def save(folder: Path, text: str, name: str = "return.xml", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path
