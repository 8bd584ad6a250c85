"""The families planted in the county, written out: what truths.py says is there, made to be there."""

from data.demo.casebook import Casebook, CaseFamily, Frames
from data.demo.casework import agreed, appointment, attended, met, scored, visited
from data.demo.truths import MOVED_IN, STALLED_PLAN

BASE = ("3B", "4B", "16A")
FAIR = {"physical": 3, "safety": 2, "emotional": 3, "developmental": 2}
POOR = {"physical": 4, "safety": 4, "emotional": 3, "developmental": 4}
WORST = {"physical": 5, "safety": 4, "emotional": 5, "developmental": 4}


def add_stories(frames: Frames, as_at: int) -> Frames:
    """The county's tables with the planted families added."""
    book = Casebook(as_at)
    for tell in (
        stalled_plan,
        overlooked_sibling,
        child_carer,
        uniformly_poor,
        unanswered_signal,
        moved_in,
        repeat_elsewhere,
        silent_drift,
    ):
        tell(book)
    book.write(
        "ssd_professionals",
        prof_professional_id="W9000001",
        prof_staff_id="ST90001",
        prof_professional_name="Robin Truelove",
        prof_agency_worker_flag="N",
        prof_professional_job_title="Social worker",
        prof_professional_caseload=21,
        prof_full_time_equivalency=1.0,
    )
    return book.added_to(frames)


def stalled_plan(book: Casebook) -> None:
    family = CaseFamily(book, 9001, "Stillwater", "T101")
    children = [family.child("Beatrix", 9.4, "F"), family.child("Jago", 6.7, "M")]
    start = book.ago(round(STALLED_PLAN.months_on_plan * 30.5))
    referrals = family.referred(children, start - 30, [*BASE, "2B"])
    plans = family.cp_plan(referrals, start)
    visited(family, children, start + 5, plans=plans)
    met(family, plans, "CP", start)
    for on, purpose in ((start + 40, "baseline"), (start + 230, "repeat"), (book.ago(60), "repeat")):
        scored(family, on, dict.fromkeys(children, POOR), purpose)
    themes = ("home conditions", "routines", "supervision", "education", "health", "parental substance use")
    agreed(family, plans, "CP", start, themes, start + 90, extended=3)


def overlooked_sibling(book: Casebook) -> None:
    family = CaseFamily(book, 9002, "Halfshade", "T102")
    eldest, middle, youngest = (
        family.child(*who) for who in (("Imogen", 11.2, "F"), ("Kit", 8.6, "M"), ("Nell", 5.9, "F"))
    )
    start = book.ago(300)
    referrals = family.referred([eldest, middle, youngest], start - 35, BASE, assessed=[eldest, youngest])
    on_plan = {person: referrals[person] for person in (eldest, youngest)}
    plans = family.cp_plan(on_plan, start)
    visited(family, plans, start + 4, plans=plans)
    visited(family, [middle], start + 4, every=28, alone=False)
    met(family, plans, "CP", start)
    scored(family, start + 30, dict.fromkeys(plans, FAIR))
    scored(family, start + 150, dict.fromkeys(plans, FAIR), "repeat")
    scored(family, book.ago(40), dict.fromkeys(plans, FAIR), "repeat")
    agreed(family, plans, "CP", start, ("home conditions", "health"), start + 80, closed=start + 75)


def child_carer(book: Casebook) -> None:
    family = CaseFamily(book, 9003, "Longshadow", "T103")
    carer, brother, youngest = (
        family.child("Freya", 12.3, "F"),
        family.child("Linus", 7.5, "M", send="Y"),
        family.child("Otis", 3.1, "M"),
    )
    start = book.ago(330)
    referrals = family.referred([carer, brother, youngest], start - 60, ["4B", "6B", "16A"])
    plans = family.cin_plan(referrals, start)
    visited(family, plans, start + 10, every=28)
    met(family, plans, "CIN", start)
    scored(family, start + 20, dict.fromkeys(plans, FAIR))
    book.write("ssd_disability", disa_table_id=family.next_id("DI"), disa_person_id=brother, disa_disability_code="AUT")
    book.write(
        "ssd_x_neurodiversity",
        neur_table_id=family.next_id("ND"),
        neur_person_id=brother,
        neur_condition="autism",
        neur_status="diagnosed",
        neur_status_date=book.ago(900),
        neur_referred_date=book.ago(1500),
        neur_source="health record",
        neur_sen_provision="E",
        neur_primary_need="ASD",
        neur_source_agency="Health",
        neur_recorded_date=book.ago(880),
    )
    attended(family, carer, 0.84, start)
    attended(family, brother, 0.93, start)


def uniformly_poor(book: Casebook) -> None:
    family = CaseFamily(book, 9004, "Coldhearth", "T105")
    children = [
        family.child(*who)
        for who in (("Gus", 13.0, "M"), ("Edie", 10.1, "F"), ("Wilf", 7.8, "M"), ("Lottie", 4.9, "F"))
    ]
    start = book.ago(245)
    plans = family.cp_plan(family.referred(children, start - 28, [*BASE, "1B"]), start)
    visited(family, children, start + 6, plans=plans)
    met(family, plans, "CP", start)
    scored(family, start + 25, dict.fromkeys(children, POOR))
    scored(family, book.ago(30), dict.fromkeys(children, WORST), "repeat")
    agreed(family, plans, "CP", start, ("home conditions", "dental"), book.ago(-40))


def unanswered_signal(book: Casebook) -> None:
    family = CaseFamily(book, 9005, "Quietbrook", "T106")
    child = family.child("Ned", 8.8, "M")
    start = book.ago(160)
    plans = family.cp_plan(family.referred([child], start - 25, BASE), start)
    visited(family, [child], start + 3, plans=plans, unseen_since=book.ago(50))
    met(family, plans, "CP", start, parents_until=book.ago(60))
    scored(family, start + 30, {child: POOR})
    agreed(family, plans, "CP", start, ("home conditions", "supervision"), book.ago(-30))
    attended(family, child, 0.62, start - 90)
    for days, service, code in ((140, "paediatric", "5"), (55, "dental", "3"), (40, "paediatric", "3")):
        appointment(family, child, book.ago(days), service, code)


def moved_in(book: Casebook) -> None:
    family = CaseFamily(book, 9006, "Farlane", "T101")
    children = [family.child("Reuben", 10.6, "M", "WROM"), family.child("Zara", 8.0, "F", "WROM")]
    family.plan_elsewhere(children, book.ago(2700), book.ago(2430))
    moved, start = book.ago(MOVED_IN.moved_days_ago), book.ago(250)
    for person in children:
        book.write(
            "ssd_x_disadvantage",
            disv_table_id=family.next_id("DV"),
            disv_person_id=person,
            disv_type="recent move between authorities",
            disv_from_date=moved,
            disv_source_agency="Local authority",
            disv_recorded_date=start,
        )
    referrals = family.referred(children, start - 40, [*BASE, "2B"], source="3B")
    plans = family.cin_plan(referrals, start)
    visited(family, plans, start + 10, every=28)
    met(family, plans, "CIN", start)


def repeat_elsewhere(book: Casebook) -> None:
    family = CaseFamily(book, 9007, "Twicebridge", "T108")
    child = family.child("Maya", 6.2, "F")
    start = book.ago(150)
    family.plan_elsewhere([child], book.ago(1050), book.ago(698))
    plans = family.cp_plan(family.referred([child], start - 30, BASE, source="5C"), start)
    visited(family, [child], start + 4, plans=plans)
    met(family, plans, "CP", start)
    scored(family, start + 35, {child: FAIR})


def silent_drift(book: Casebook) -> None:
    family = CaseFamily(book, 9008, "Hushwood", "T105")
    children = [family.child("Tabitha", 9.9, "F"), family.child("Rory", 7.1, "M")]
    start = book.ago(330)
    before = book.ago(1030)
    earlier = family.referred(children, before - 30, BASE, closed=book.ago(720))
    family.cp_plan(earlier, before, end=book.ago(760))
    plans = family.cp_plan(family.referred(children, start - 30, BASE), start, reviews_until=start + 100)
    visited(family, children, start + 5, plans=plans)
    met(family, plans, "CP", start, held_until=book.ago(130))
    agreed(family, plans, "CP", start, ("home conditions", "education"), start + 120, extended=1)
