"""Who are you? Then the pages you may open, and one of them run. `streamlit run app.py` works."""

import streamlit as st

from access.scope import NotAllowed, served_scope
from data.facts.store import NoFacts
from pages import drift, overview
from pages.parts.pages import register


def main() -> None:
    """Run the page asked for, within the scope of the person asking."""
    # An emoji, not a Material icon: the browser would fetch that one from Google.
    st.set_page_config(page_title="Neglect Strategy dashboard", page_icon="🧭", layout="wide")
    try:
        scope = served_scope(st.get_option("server.address"))
    except NotAllowed as refused:
        st.error(str(refused))
        return
    # Addresses are never a file's name: Streamlit's old mode would serve such a file by itself, without this script.
    pages = register(
        {
            "overview": (overview.render, "Overview", ":material/space_dashboard:", ""),
            "drift": (drift.render, "Drift and delay", ":material/hourglass_bottom:", "drift-and-delay"),
        },
        scope,
    )
    chosen = st.navigation({"Strategy": [pages["overview"]], "Lenses": [pages["drift"]]})
    try:
        chosen.run()
    except NoFacts:
        # The page has drawn its title: a second would leave a screen reader with two.
        st.header("No data yet")
        st.markdown(
            "Nothing has been loaded and built. Run `python manage.py demo` for a synthetic county, or load your own "
            "data: the README says how. Then open this page again."
        )


main()
