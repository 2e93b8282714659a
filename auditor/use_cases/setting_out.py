"""Setting out: keeping which sites are to be seen today, and in which order."""

from auditor.outing import Outing, outing_key, text_of
from auditor.store import Store


def keep_outing(store: Store, street: str, outing: Outing) -> Outing:
    """Keep a street's outing in this database; it takes the place of the one before."""
    with store.writing() as work:
        work.set_setting(outing_key(street), text_of(outing))
    return outing
