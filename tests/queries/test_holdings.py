from access.scope import local_scope
from queries.holdings import holdings


def test_x(small_county):
    h = holdings(local_scope())
    assert h.snapshot_id == small_county.snapshot_id
