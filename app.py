"""Who are you? Then the pages you may open, and one of them run. `streamlit run app.py` works."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from access import demonstration
from access.scope import NotAllowed
from access.single_sign_on import NotConfigured
from access.viewer import Viewer, records
from data.facts.store import NoFacts
from pages import (
    accounts,
    assessment,
    audit_trail,
    caseload,
    challenge,
    disadvantage,
    drift,
    health_school,
    neurodiversity,
    overview,
    siblings,
    sign_in,
    strategy,
    your_account,
)
from pages.parts.arrival import begin_at_the_top, say_where_there_is_no_page
from pages.parts.pages import Listed, navigate, say_refused
from pages.parts.reader import must_change_password, viewer, way_out

PAGES = [
    Listed("overview", "Overview", ":material/space_dashboard:", "strategy-overview", "Strategy", overview.render),
    Listed("strategy", "Strategy", ":material/flag:", "neglect-strategy", "Strategy", strategy.render),
    Listed("drift", "Drift and delay", ":material/hourglass_bottom:", "drift-and-delay", "Lenses", drift.render),
    Listed(
        "siblings", "Brothers and sisters", ":material/group_work:", "brothers-and-sisters", "Lenses", siblings.render
    ),
    Listed(
        "neurodiversity",
        "Neurodiversity and caring",
        ":material/diversity_1:",
        "neurodiversity-and-caring",
        "Lenses",
        neurodiversity.render,
    ),
    Listed(
        "disadvantage",
        "Intersecting disadvantage",
        ":material/join_inner:",
        "where-disadvantages-meet",
        "Lenses",
        disadvantage.render,
    ),
    Listed(
        "health",
        "Health and school",
        ":material/stethoscope:",
        "health-and-school",
        "Lenses",
        health_school.render,
    ),
    Listed(
        "assessment",
        "Assessment and supervision",
        ":material/checklist:",
        "are-tools-used",
        "Lenses",
        assessment.render,
    ),
    Listed("challenge", "Challenge", ":material/campaign:", "speaking-up", "Lenses", challenge.render),
    Listed("caseload", "My caseload", ":material/assignment:", "my-caseload", "Work", caseload.render),
    Listed("accounts", "Accounts", ":material/group:", "who-may-sign-in", "Access", accounts.render),
    Listed("audit", "Audit trail", ":material/history:", "who-did-what", "Access", audit_trail.render),
    Listed("your account", "Your account", ":material/person:", "my-account", "You", your_account.render),
]


def main() -> None:
    """Run the page asked for, as the person asking may see it."""
    # An emoji, not a Material icon: the browser would fetch that one from Google.
    st.set_page_config(page_title="Neglect Strategy dashboard", page_icon="🧭", layout="wide")
    try:
        demonstration.refuse_with_real_data(records())
        reader = viewer()
    except (demonstration.DemonstrationRefused, NotConfigured) as refused:
        st.error(str(refused))
        return
    if reader is None:
        # The same addresses, so that a link still leads where it did once its reader has signed in.
        everywhere(sign_in.render)
    elif must_change_password(reader):
        everywhere(partial(your_account.render, reader))
    else:
        run(reader)


def everywhere(render: Callable[[], None]) -> None:
    """Show the same thing at every address."""
    front = st.Page(render, title="Neglect Strategy dashboard", url_path="", default=True)
    others = [st.Page(render, title=page.title, url_path=page.address) for page in PAGES]
    st.navigation([front, *others], position="hidden").run()


def run(reader: Viewer) -> None:
    """Run the page asked for."""
    chosen = navigate(PAGES, reader)
    way_out(reader)
    begin_at_the_top()
    if chosen.url_path == "":
        say_where_there_is_no_page(page.address for page in PAGES)
    try:
        chosen.run()
    except NotAllowed as refused:
        say_refused(reader, chosen.title, refused)
    except NoFacts:
        # The page has drawn its title: a second would leave a screen reader with two.
        st.header("No data yet")
        st.markdown(
            "Nothing has been loaded and built. Run `python manage.py demo` for a synthetic county, or load your own "
            "data: the README says how. Then open this page again."
        )


main()
