"""A casebook: writes the rows of one family at a time, as a case system would, for the families in stories.py.

Days are given as day numbers; anything after the as-at day is left out by whoever writes the story.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data.demo.dates import add_months, add_working_days, moments, to_working_day

Frames = dict[str, pd.DataFrame]
WORKER = "W9000001"


def working(on: int) -> int:
    """The day itself, or the next working day."""
    return int(to_working_day(np.array([on]))[0])


def months_after(on: int, months: int) -> int:
    """The working day on or before the same day `months` later."""
    return int(to_working_day(add_months(np.array([on]), months), back=True)[0])


def working_days_after(on: int, count: int) -> int:
    return int(add_working_days(np.array([on]), count)[0])


@dataclass
class Casebook:
    """Rows by table, in the order written. Dates are day numbers until `added_to` turns them into dates."""

    as_at: int
    rows: dict[str, list[dict[str, object]]] = field(default_factory=lambda: defaultdict(list))

    def ago(self, days: int) -> int:
        return working(self.as_at - days)

    def write(self, table: str, **values: object) -> None:
        self.rows[table].append(values)

    def added_to(self, frames: Frames) -> Frames:
        """The frames with these rows at their ends, in the frames' own types."""
        made = dict(frames)
        for table, rows in self.rows.items():
            base = frames[table]
            extra = pd.DataFrame(rows).reindex(columns=base.columns)
            for column, kind in base.dtypes.items():
                if kind.kind == "M":
                    days = extra[column].fillna(10**6).to_numpy().astype(np.int64)
                    extra[column] = moments(days).to_numpy()
                extra[column] = extra[column].astype(kind)
            made[table] = pd.concat([base, extra], ignore_index=True)
        return made


@dataclass
class CaseFamily:
    """One family in a casebook. `number` (four digits) makes all its ids; `team` is the team that holds the case."""

    book: Casebook
    number: int
    surname: str
    team: str
    births: dict[str, int] = field(default_factory=dict)
    made: int = 0

    @property
    def family_id(self) -> str:
        return f"F{self.number}0"

    def next_id(self, letters: str) -> str:
        self.made += 1
        return f"{letters}{self.number}{self.made:04d}"

    def child(self, forename: str, age: float, sex: str, ethnicity: str = "WBRI", send: str = "N") -> str:
        """A child of so many years, living at the family's address with the family's mother. Gives the person id."""
        person = f"P{self.number}{len(self.births) + 1:02d}"
        born = self.book.as_at - round(age * 365.25)
        self.births[person] = born
        write = self.book.write
        write(
            "ssd_person",
            pers_person_id=person,
            pers_forename=forename,
            pers_surname=self.surname,
            pers_sex=sex,
            pers_gender={"F": "02", "M": "01"}[sex],
            pers_ethnicity=ethnicity,
            pers_dob=born,
            pers_upn=f"Z99900{self.number}{len(self.births):03d}",
            pers_send_flag=send,
            pers_is_mother="N",
        )
        write(
            "ssd_mother",
            moth_table_id=self.next_id("MO"),
            moth_person_id=f"PM{self.number}00",
            moth_childs_person_id=person,
            moth_childs_dob=born,
        )
        write(
            "ssd_address",
            addr_table_id=self.next_id("AD"),
            addr_person_id=person,
            addr_address_type="Home",
            addr_address_start_date=max(born, self.book.as_at - 2000),
            addr_address_postcode=f"ZZ9{self.number % 10}TH",
            addr_address_json=f'{{"HOUSE":"{self.number % 100}","STREET":"Truth Lane","UPRN":"99{self.number}000000"}}',
        )
        return person

    def referred(
        self,
        children: Iterable[str],
        on: int,
        factors: Sequence[str] = (),
        assessed: Iterable[str] | None = None,
        source: str = "2A",
        closed: int | None = None,
    ) -> dict[str, str]:
        """A referral of each child, still open unless closed, with an assessment of those `assessed` (all, if not said)
        finished after 30 working days. Gives the referral ids by child."""
        children = list(children)
        seen = children if assessed is None else list(assessed)
        referrals = {}
        for person in children:
            referral = referrals[person] = self.next_id("R")
            self.book.write(
                "ssd_contacts",
                cont_contact_id=self.next_id("C"),
                cont_person_id=person,
                cont_contact_date=on,
                cont_contact_source_code=source,
            )
            self.book.write(
                "ssd_family", fami_table_id=self.next_id("FT"), fami_family_id=self.family_id, fami_person_id=person
            )
            self.book.write(
                "ssd_cin_episodes",
                cine_referral_id=referral,
                cine_person_id=person,
                cine_referral_date=on,
                cine_cin_primary_need_code="N1",
                cine_referral_source_code=source,
                cine_referral_nfa="N",
                cine_referral_team=self.team,
                cine_close_date=closed,
                cine_close_reason="RC7" if closed else None,
            )
            self.book.write(
                "ssd_involvements",
                invo_involvements_id=self.next_id("N"),
                invo_professional_id=WORKER,
                invo_professional_role_id="CW",
                invo_professional_team=self.team,
                invo_person_id=person,
                invo_involvement_start_date=on,
                invo_involvement_end_date=closed,
                invo_referral_id=referral,
            )
            if person in seen:
                self._assessed(person, referral, on, factors)
        return referrals

    def _assessed(self, person: str, referral: str, on: int, factors: Sequence[str]) -> None:
        assessment = self.next_id("A")
        self.book.write(
            "ssd_cin_assessments",
            cina_assessment_id=assessment,
            cina_person_id=person,
            cina_referral_id=referral,
            cina_assessment_start_date=on,
            cina_assessment_child_seen="Y",
            cina_assessment_auth_date=working_days_after(on, 30),
            cina_assessment_outcome_nfa="N",
            cina_assessment_team=self.team,
        )
        listed = ",".join(f'"{code}"' for code in factors)
        self.book.write(
            "ssd_assessment_factors",
            cinf_table_id=self.next_id("FA"),
            cinf_assessment_id=assessment,
            cinf_assessment_factors_json=f"[{listed}]",
        )

    def cp_plan(
        self,
        referrals: dict[str, str],
        start: int,
        end: int | None = None,
        category: str = "Neglect",
        reviews_until: int | None = None,
    ) -> dict[str, str]:
        """A child protection plan of each child, with its enquiry, conference, and reviews on their due days up to
        `reviews_until` (or the end, or as-at); the first due after that is listed and not held. Gives the plan ids."""
        meeting, plans = self.next_id("M"), {}
        due = self._review_days(start, end)
        shared = {on: self.next_id("VM") for on in due}
        for person, referral in referrals.items():
            enquiry, conference, plan = self.next_id("S"), self.next_id("I"), self.next_id("CP")
            plans[person] = plan
            began = working_days_after(start, -12)
            self.book.write(
                "ssd_s47_enquiry",
                s47e_s47_enquiry_id=enquiry,
                s47e_referral_id=referral,
                s47e_person_id=person,
                s47e_s47_start_date=began,
                s47e_s47_end_date=start,
                s47e_s47_nfa="N",
            )
            self.book.write(
                "ssd_initial_cp_conference",
                icpc_icpc_id=conference,
                icpc_icpc_meeting_id=meeting,
                icpc_s47_enquiry_id=enquiry,
                icpc_person_id=person,
                icpc_cp_plan_id=plan,
                icpc_referral_id=referral,
                icpc_icpc_transfer_in="N",
                icpc_icpc_target_date=working_days_after(began, 15),
                icpc_icpc_date=start,
                icpc_icpc_outcome_cp_flag="Y",
            )
            self._plan(plan, person, start, end, category, referral, conference, "N")
            for on in due:
                held = on <= (reviews_until or self.book.as_at)
                self.book.write(
                    "ssd_cp_reviews",
                    cppr_cp_review_id=self.next_id("V"),
                    cppr_person_id=person,
                    cppr_cp_plan_id=plan,
                    cppr_cp_review_due=on,
                    cppr_cp_review_date=on if held else None,
                    cppr_cp_review_meeting_id=shared[on] if held else None,
                    cppr_cp_review_outcome_continue_cp=("N" if on == end else "Y") if held else None,
                    cppr_cp_review_quorate="Yes" if held else None,
                )
        return plans

    def _review_days(self, start: int, end: int | None) -> list[int]:
        """The days reviews fall due, up to the first after as-at; a plan's end is its last review."""
        last = self.book.as_at if end is None else end
        days = [months_after(start, 3)]
        while days[-1] < last:
            days.append(months_after(days[-1], 6))
        return days if end is None else [*(on for on in days if on < end - 30), end]

    def _plan(
        self,
        plan: str,
        person: str,
        start: int,
        end: int | None,
        category: str,
        referral: str | None,
        conference: str | None,
        elsewhere: str,
    ) -> None:
        self.book.write(
            "ssd_cp_plans",
            cppl_cp_plan_id=plan,
            cppl_referral_id=referral,
            cppl_icpc_id=conference,
            cppl_person_id=person,
            cppl_cp_plan_start_date=start,
            cppl_cp_plan_end_date=end,
            cppl_cp_plan_ola=elsewhere,
            cppl_cp_plan_initial_category=category,
            cppl_cp_plan_latest_category=category,
        )

    def plan_elsewhere(self, children: Iterable[str], start: int, end: int) -> None:
        """A child protection plan for neglect of another authority, known here only as a row."""
        for person in children:
            self._plan(self.next_id("CP"), person, start, end, "Neglect", None, None, "Y")

    def cin_plan(self, referrals: dict[str, str], start: int) -> dict[str, str]:
        plans = {}
        for person, referral in referrals.items():
            plan = plans[person] = self.next_id("CN")
            self.book.write(
                "ssd_cin_plans",
                cinp_cin_plan_id=plan,
                cinp_referral_id=referral,
                cinp_person_id=person,
                cinp_cin_plan_start_date=start,
                cinp_cin_plan_team=self.team,
                cinp_cin_plan_worker_id=WORKER,
            )
        return plans
