"""The words and numbers the facts share: which conditions there are, what each stands for, and from when they count."""

# A plan of two years or more, as the Department for Education counts it.
TWO_YEARS_DAYS = 730

# The eleven disadvantages counted together (indicator ID01), each 1 / 0 / NULL.
DISADVANTAGES = {
    "low_income": "free school meals or primary need low income",
    "housing_need": "temporary, overcrowded or insecure housing",
    "parent_domestic_abuse": "assessment factor 3B",
    "parent_mental_health": "assessment factor 4B",
    "parent_alcohol_drugs": "assessment factor 1B or 2B",
    "parent_learning_disability": "assessment factor 5B",
    "parent_illness_disability": "assessment factor 6B",
    "child_send": "special educational needs, or neurodivergence diagnosed, on a pathway or suspected",
    "minoritised_ethnicity": "any recorded group but White British",
    "language_barrier": "interpreter or translation needed",
    "recent_move": "recent move between authorities",
}

# What a parent's factor on an assessment says (indicator ID02), by its code.
PARENTAL_FACTORS = {
    "1B": "parental alcohol misuse",
    "2B": "parental drug misuse",
    "3B": "domestic abuse of a parent",
    "4B": "parental mental health",
    "5B": "parental learning disability",
    "6B": "parental physical disability or illness",
}

# What children are crossed by in the model of intersections; see strata.py.
STRATUM = ("sex", "age", "ethnicity", "needs", "family")

# The three bands of how many of the eleven are recorded yes. With fewer than FEWEST_FACTORS of them known it is not
# recorded that a child has few: "not recorded" is not "none".
DISADVANTAGE_BANDS = ("0 or 1", "2 or 3", "4 or more")
FEWEST_FACTORS = 5

# The eight drift flags (indicator DD15), in the order they are shown. Each 1 / 0 / NULL. {names} are practice settings.
FLAGS = {
    "flag_long_plan": "Plan {long_plan_months} months or more",
    "flag_repeat_plan": "Repeat plan within 24 months",
    "flag_review_overdue": "Review overdue",
    "flag_core_group_overdue": "Core group overdue",
    "flag_action_late": "Action late or re-dated twice",
    "flag_tool_stuck": "No recent tool, or scores stuck",
    "flag_signal_unanswered": "Health or school signal, no action",
    "flag_no_challenge": "{long_plan_months} months, no legal planning or escalation",
}


# What attention a child is given, in the order shown: columns of sibling_month, each 1 / 0 / NULL; in what words the
# children of a home who have it are spoken of.
ATTENTION = {
    "has_seen": "Seen",
    "has_seen_alone": "Seen alone",
    "has_tool": "Own neglect tool",
    "has_assessment": "Own assessment",
    "has_plan": "Own plan",
    "has_health": "Own health record",
    "has_school": "Own school record",
}
# Domains of the neglect tools whose grades are held child by child.
GRADED_DOMAINS = {
    "grade_physical": "physical",
    "grade_safety": "safety",
    "grade_emotional": "emotional",
    "grade_developmental": "developmental",
}

# By how many grades a child's scores have moved on one tool: columns of plan_month -> of what.
SCORE_CHANGES = {"score_change": "worst", **{name.replace("grade_", "change_"): name for name in GRADED_DOMAINS}}

# What counts as challenge of a plan that drifts (indicator EP03): columns of plan_month, each 1 / 0 / NULL.
CHALLENGES = {
    "challenge_escalation": "Escalated",
    "challenge_session": "Taken to reflective supervision",
    "challenge_note": "Challenge recorded",
    "challenge_midpoint": "Chair's mid-point review",
}

# With fewer of the eight known than this it is not recorded whether a child drifts.
FEWEST_FLAGS = 4

# The three kinds of neglect that are weighed beside each other (indicator ME04).
NEGLECTS = ("medical", "educational", "physical")
