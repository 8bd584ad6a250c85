"""Which children live as brothers and sisters: worked out from one authority's records, because no source says.

children.py    who counts as a child, and from when until when
addresses.py   the dwelling a current address names
shared.py      what two children may share: a mother, a meeting, a family id, a home ...
link.py        pairs of children who share something, cut and joined into households
"""

from data.households.link import Households, at_month, link_households

__all__ = ["Households", "at_month", "link_households"]
