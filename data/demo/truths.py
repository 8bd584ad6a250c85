"""What is planted in the synthetic county: things that are known to be there, for tests and newcomers to find.

Read it as a list. The first four are effects that run through the county; the rest are families, each written out
in stories.py, with ids that are the same for every seed. `generate(plant=False)` makes a county with none of them, in
which teams and groups differ by chance alone.

Every truth says what to look for. Days are counted back from the as-at day.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class TimelyTeam:
    """A team whose review conferences became timely in a known month."""

    look_for: str = "Reviews held late, by month: about one in five before April 2025, hardly any after."
    team_number: int = 3
    team_id: str = "T104"
    since: date = date(2025, 4, 1)
    late_before: float = 0.20
    late_after: float = 0.005


@dataclass(frozen=True)
class DiagnosedStayLonger:
    """A group whose plans last a known factor longer."""

    look_for: str = (
        "Child protection plans begun after a diagnosis of neurodivergence last half as long again as others; nobody "
        "decided that they should."
    )
    factor: float = 1.5


@dataclass(frozen=True)
class DriftingTeam:
    """A team with more drift than chance would give: outside the funnel."""

    look_for: str = "Core groups lapse, actions are put off and tools are not repeated far more than in any other team."
    team_number: int = 6
    team_id: str = "T107"
    others: tuple[str, ...] = ("T101", "T102", "T103", "T104", "T105", "T106", "T108")


@dataclass(frozen=True)
class UnlikeSiblings:
    """Families whose children are not treated alike."""

    look_for: str = (
        "More homes than chance would give in which one child misses far more school than another, and some in which "
        "care is two grades apart. Appointments are missed alike."
    )


@dataclass(frozen=True)
class StalledPlan:
    """A plan that does not move, and nobody challenges it."""

    look_for: str = (
        "Twenty months on a neglect plan, reviews all on time, six actions re-dated three times and none closed, same "
        "grade at every score, no legal planning, no escalation."
    )
    family_id: str = "F90010"
    children: tuple[str, ...] = ("P900101", "P900102")
    months_on_plan: int = 20


@dataclass(frozen=True)
class OverlookedSibling:
    """One child of three whom the plan passes by."""

    look_for: str = "The middle child is seen with the others but never alone, has no tool, no assessment and no plan."
    family_id: str = "F90020"
    overlooked: str = "P900202"
    on_plan: tuple[str, ...] = ("P900201", "P900203")


@dataclass(frozen=True)
class ChildCarer:
    """A girl who cares for her autistic brother; nobody has asked her."""

    look_for: str = (
        "A twelve-year-old with an autistic brother and an ill parent has no caring question recorded at all."
    )
    family_id: str = "F90030"
    carer: str = "P900301"
    neurodivergent: str = "P900302"
    youngest: str = "P900303"


@dataclass(frozen=True)
class UniformlyPoor:
    """A household where no child stands out because all are badly neglected."""

    look_for: str = "Every one of four children is graded 5 for physical care: no disparity, and no cause for comfort."
    family_id: str = "F90040"
    children: tuple[str, ...] = ("P900401", "P900402", "P900403", "P900404")
    domain: str = "physical"
    grade: int = 5


@dataclass(frozen=True)
class UnansweredSignal:
    """Missed appointments, missed school and a missed child, and nothing done."""

    look_for: str = (
        "Not brought twice, attendance near 60 per cent, not seen on the last visits; no live action on health or "
        "school, no follow-up, no escalation."
    )
    family_id: str = "F90050"
    child: str = "P900501"


@dataclass(frozen=True)
class MovedIn:
    """A family that moved in, with a history elsewhere that nobody here fetched."""

    look_for: str = "New to the county fourteen months ago; a plan for neglect in another authority years before."
    family_id: str = "F90060"
    children: tuple[str, ...] = ("P900601", "P900602")
    moved_days_ago: int = 425


@dataclass(frozen=True)
class RepeatElsewhere:
    """A repeat plan that only counting any authority shows."""

    look_for: str = "First plan here, but a plan elsewhere ended eighteen months before it began."
    family_id: str = "F90070"
    child: str = "P900701"


@dataclass(frozen=True)
class SilentDrift:
    """Drift for months, and silence."""

    look_for: str = (
        "A repeat plan within two years, its review overdue, core groups missed and no tool: no escalation, reflective "
        "session, challenge or mid-point review since it began."
    )
    family_id: str = "F90080"
    children: tuple[str, ...] = ("P900801", "P900802")


Truth = (
    TimelyTeam
    | DiagnosedStayLonger
    | DriftingTeam
    | UnlikeSiblings
    | StalledPlan
    | OverlookedSibling
    | ChildCarer
    | UniformlyPoor
    | UnansweredSignal
    | MovedIn
    | RepeatElsewhere
    | SilentDrift
)

TIMELY_TEAM = TimelyTeam()
DIAGNOSED_STAY_LONGER = DiagnosedStayLonger()
DRIFTING_TEAM = DriftingTeam()
UNLIKE_SIBLINGS = UnlikeSiblings()
STALLED_PLAN = StalledPlan()
OVERLOOKED_SIBLING = OverlookedSibling()
CHILD_CARER = ChildCarer()
UNIFORMLY_POOR = UniformlyPoor()
UNANSWERED_SIGNAL = UnansweredSignal()
MOVED_IN = MovedIn()
REPEAT_ELSEWHERE = RepeatElsewhere()
SILENT_DRIFT = SilentDrift()

TRUTHS: tuple[Truth, ...] = (
    TIMELY_TEAM,
    DIAGNOSED_STAY_LONGER,
    DRIFTING_TEAM,
    UNLIKE_SIBLINGS,
    STALLED_PLAN,
    OVERLOOKED_SIBLING,
    CHILD_CARER,
    UNIFORMLY_POOR,
    UNANSWERED_SIGNAL,
    MOVED_IN,
    REPEAT_ELSEWHERE,
    SILENT_DRIFT,
)
