"""x"""


def test_a(any_store):
    with any_store.reading() as w:
        assert w.journal.count() == 0
