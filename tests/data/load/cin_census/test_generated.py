"""Whatever a return holds, every row of it is kept or told; loading it again changes nothing."""

import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from sqlalchemy import Engine

from data.load.cin_census import load_cin_census
from data.load.ledger import Refused
from data.records import engine_for
from tests.data.load.cin_census.returns import (
    a_return,
    assessment,
    child,
    cin_plan,
    cp_plan,
    enquiry,
    pre_proceedings,
    referral,
    save,
)
from tests.data.load.cin_census.stores import contents, faults, rows

# Few ids and few days, so that the same row comes again, with the same or another content.
ids = some.sampled_from(["C1", "C2", "C3", "C4", "", "0", "under_score"])
days = some.one_of(
    some.none(),
    some.dates().map(str),
    some.sampled_from(
        ["2023-05-01", "2023-06-01", "2023-07-01", "2023-08-01", "1900-01-01", "soon", "01/05/2023", " "]
    ),
)
codes = some.sampled_from(["NEG", "neg", "MUL", "XXX", "", None])
factors = some.lists(some.sampled_from(["16A", "2B", "21", "18A", "RB", ""]), max_size=3)

records = some.one_of(
    some.builds(assessment, days, days, factors),
    some.builds(cin_plan, days, days),
    some.builds(enquiry, days, days, days),
    some.builds(cp_plan, days, days, category=codes, reviews=some.lists(days.map(lambda d: d or ""), max_size=3)),
    some.builds(
        lambda a, b, c: pre_proceedings(PPStartDate=a, LBPSentDate=b, ReviewMeetingsCount=c), days, days, codes
    ),
)
referrals = some.builds(lambda day, inside: referral(day, *inside), days, some.lists(records, max_size=4))
children = some.builds(
    lambda child_id, details, disabilities, born: child(
        child_id, *details, disabilities=disabilities, PersonBirthDate=born
    ),
    ids,
    some.lists(referrals, max_size=3),
    some.lists(some.sampled_from(["AUT", "LD", "NONE", "aut", "WINGS"]), max_size=3),
    days,
)

TABLE_OF = {
    "Child": "ssd_person",
    "Disability": "ssd_disability",
    "CINdetails": "ssd_cin_episodes",
    "Assessments": "ssd_cin_assessments",
    "Section47": "ssd_s47_enquiry",
    "CINPlanDates": "ssd_cin_plans",
    "ChildProtectionPlans": "ssd_cp_plans",
    "CPPreviewDate": "ssd_cp_reviews",
    "PreProceedingsandFGDM": "ssd_pre_proceedings",
}


def elements_in(text: str) -> Counter[str]:
    """How many rows a return has for each table, counted by another parser."""
    return Counter(TABLE_OF[found.tag] for found in ElementTree.fromstring(text).iter() if found.tag in TABLE_OF)


# Making a failing return smaller would take minutes: it is small already.
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=some.lists(children, min_size=1, max_size=6).map(lambda found: a_return(*found)))
def test_rows_read_are_rows_kept_and_rows_told(sqlite_template: Path, text: str) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        store = folder / "records.sqlite"
        store.write_bytes(sqlite_template.read_bytes())
        engine = engine_for(f"sqlite:///{store}")
        try:
            check(engine, save(folder, text), text)
        finally:
            engine.dispose()


def check(engine: Engine, path: Path, text: str) -> None:
    try:
        summary = load_cin_census(engine, [path])
    except Refused as refusal:
        assert "None of its children has an LAchildID" in str(refusal)
        assert contents(engine) == {}
        return
    for table, count in elements_in(text).items():
        counts = summary.tables[table]
        assert counts.read == count, table
        assert counts.read == counts.kept + counts.rejected, table
        assert len(rows(engine, table)) == counts.kept, table
    assert all(
        file == "return.xml" and line and reason for file, line, reason in faults(engine, "file_name", "line", "reason")
    )
    before = contents(engine)
    load_cin_census(engine, [path], force=True)
    assert contents(engine) == before
