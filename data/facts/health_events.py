"""Events of health: appointments of children on a plan, and how soon anybody responded to a missed one."""

import numpy as np
import pandas as pd

from data.facts.asof import NO_DAY, working_days_between
from data.facts.event_rows import events, within, yes
from data.facts.months import PlanMonths


def appointments(facts: PlanMonths) -> pd.DataFrame:
    """Appointments that fell due while the child was on a child protection plan, or on a child in need plan for
    neglect: was the child brought, and how soon did anybody respond where not?

    A response is its own follow-up by health, or an action agreed, an escalation or a section 47 enquiry of the child
    on or after the day; done and days (working days) are those of the first. in_time is NULL where the child was
    brought, while a response may still come in time, and where none is found and nobody records them.
    """
    due = facts.signals.appointments.due
    placed = due[(due["who"] >= 0) & (due["day"] < NO_DAY)].reset_index(drop=True)
    plan = facts.on_plan(*(placed[name].to_numpy(dtype=np.int64) for name in ("who", "day")))
    on_plan = plan["plan_type"].notna()
    kept, plan = placed[on_plan].reset_index(drop=True), plan[on_plan].reset_index(drop=True)
    who, day = kept["who"].to_numpy(dtype=np.int64), kept["day"].to_numpy(dtype=np.int64)
    missed = kept["missed"].to_numpy(dtype=bool)
    followed = kept["followed"].to_numpy(dtype=np.int64)
    responses = facts.health_school.responses
    first = np.minimum(responses.first(who, day), np.where(followed >= day, followed, NO_DAY))
    done = np.where(missed, first, NO_DAY)
    in_time = within(day, done, facts.practice.wnb_response_working_days, facts)
    told = (in_time == 1).fillna(False).to_numpy(dtype=bool) | responses.told(day)
    return events(
        who,
        day,
        kind="appointment",
        trigger=day,
        done=done,
        days=working_days_between(day, done),
        in_time=in_time.where(missed & told),
        service=kept["service"],
        missed=yes(missed),
        cancelled=yes(kept["cancelled"]),
        **{name: plan[name] for name in plan.columns},
    )
