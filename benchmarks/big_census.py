"""Makes a large CIN census return of invented children, loads it, and says what that took.

    python -m benchmarks.big_census                     # 500 MB into SQLite, in a temporary folder
    python -m benchmarks.big_census --megabytes 20 --database postgresql://localhost/scratch

The largest authority's real return is about 30 MB. The database must be empty of authorities.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from data.load.cin_census import load_cin_census
from data.records import engine_for, upgrade

YEAR = 2026
HEADER = """<?xml version="1.0" encoding="utf-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection><Year>{year}</Year><ReferenceDate>{year}-03-31</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel><LEA>{authority}</LEA><SoftwareCode>Invented</SoftwareCode>
      <SerialNo>001</SerialNo><DateTime>{year}-06-01T09:00:00</DateTime>
    </Source>
  </Header>
  <Children>
"""
FOOTER = "  </Children>\n</Message>\n"
FACTORS = ("1B", "2B", "3B", "4B", "5A", "7A", "16A", "17A", "20")
ETHNICITIES = ("WBRI", "WOTH", "MWBC", "APKN", "BAFR", "WROM", "NOBT")


def write_return(path: Path, megabytes: float, *, year: int = YEAR, authority: str = "931") -> int:
    """Write a return of about that size; the number of children in it. One in a hundred has something wrong."""
    chance = random.Random(year)
    enough, written, children = int(megabytes * 1_000_000), 0, 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER.format(year=year, authority=authority))
        while written < enough:
            children += 1
            written += file.write("\n".join(_child(chance, children, year)) + "\n")
        file.write(FOOTER)
    return children


def _child(chance: random.Random, number: int, year: int) -> Iterator[str]:
    born = date(year, 3, 31) - timedelta(days=chance.randrange(30, 6_000))
    yield "    <Child>\n      <ChildIdentifiers>"
    yield f"        <LAchildID>C{number:07}</LAchildID>"
    yield f"        <UPN>A{number:012}</UPN>"
    yield f"        <PersonBirthDate>{born}</PersonBirthDate>"
    yield f"        <Sex>{chance.choice('MF')}</Sex>"
    yield "      </ChildIdentifiers>\n      <ChildCharacteristics>"
    yield f"        <Ethnicity>{chance.choice(ETHNICITIES)}</Ethnicity>"
    if chance.random() < 0.15:
        yield f"        <Disabilities><Disability>{chance.choice(('AUT', 'LD', 'BEH'))}</Disability></Disabilities>"
    yield "      </ChildCharacteristics>"
    referred = max(born, date(year - 1, 4, 1) + timedelta(days=chance.randrange(200)))
    yield from _referral(chance, referred, date(year, 3, 31))
    yield "    </Child>"


def _referral(chance: random.Random, referred: date, last: date) -> Iterator[str]:
    def later(days: int) -> date:
        return min(referred + timedelta(days=days), last)

    yield "      <CINdetails>"
    yield f"        <CINreferralDate>{referred}</CINreferralDate>"
    yield f"        <ReferralSource>{chance.choice(('1A', '2A', '3B', '6'))}</ReferralSource>"
    yield "        <PrimaryNeedCode>N1</PrimaryNeedCode>"
    yield "        <Assessments>"
    yield f"          <AssessmentActualStartDate>{later(1)}</AssessmentActualStartDate>"
    yield f"          <AssessmentAuthorisationDate>{later(40)}</AssessmentAuthorisationDate>"
    yield "          <FactorsIdentifiedAtAssessment>"
    for factor in chance.sample(FACTORS, 2):
        yield f"            <AssessmentFactors>{factor}</AssessmentFactors>"
    yield "          </FactorsIdentifiedAtAssessment>\n        </Assessments>"
    protected = chance.random() < 0.5
    if not protected:
        yield "        <CINPlanDates>"
        wrong = chance.random() < 0.02
        yield f"          <CINPlanStartDate>{'soon' if wrong else later(41)}</CINPlanStartDate>"
        yield "        </CINPlanDates>"
    else:
        yield "        <Section47>"
        yield f"          <S47ActualStartDate>{later(5)}</S47ActualStartDate>"
        yield f"          <InitialCPCtarget>{later(26)}</InitialCPCtarget>"
        yield f"          <DateOfInitialCPC>{later(24)}</DateOfInitialCPC>"
        yield "          <ICPCnotRequired>false</ICPCnotRequired>\n        </Section47>"
    yield "        <ReferralNFA>false</ReferralNFA>"
    if protected:
        yield "        <ChildProtectionPlans>"
        yield f"          <CPPstartDate>{later(24)}</CPPstartDate>"
        yield "          <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>"
        yield f"          <LatestCategoryOfAbuse>{chance.choice(('NEG', 'EMO'))}</LatestCategoryOfAbuse>"
        yield f"          <NumberOfPreviousCPP>{chance.randrange(3)}</NumberOfPreviousCPP>"
        yield f"          <Reviews><CPPreviewDate>{later(110)}</CPPreviewDate></Reviews>"
        yield "        </ChildProtectionPlans>"
    yield "      </CINdetails>"


def peak_megabytes() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=500)
    parser.add_argument("--database", help="address of an empty store; a SQLite file of its own unless given")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="big-census-") as folder:
        path = Path(folder) / "return.xml"
        children = write_return(path, options.megabytes)
        size = path.stat().st_size / 1e6
        engine = engine_for(options.database or f"sqlite:///{folder}/records.sqlite")
        upgrade(engine)
        before = peak_megabytes()
        began = time.perf_counter()
        summary = load_cin_census(engine, [path])
        took = time.perf_counter() - began
        engine.dispose()
    read = sum(count.read for count in summary.tables.values())
    kept = sum(count.kept for count in summary.tables.values())
    print(f"file            {size:,.0f} MB, {children:,} children")
    print(f"rows            {read:,} read, {kept:,} kept, {summary.rejected:,} not stored, {summary.queried:,} queries")
    print(f"time            {took:,.1f} s ({size / took:,.1f} MB/s, {read / took:,.0f} rows/s)")
    print(f"peak memory     {peak_megabytes():,.0f} MB, of which {before:,.0f} MB before the load")


if __name__ == "__main__":
    main()
