"""What station and inbox say to each other."""

import pytest

from auditor.inbox import Receipt, Stage, is_name, to_sign


def test_a_receipt_is_what_it_was_after_its_way() -> None:
    told = Receipt(
        state=Stage.QUARANTINED, code="signer_unknown", sentence="区里还不认识。", counts={"lines": 3, "new": 0}
    )
    assert Receipt.decode(told.encode()) == told


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"state":"lost","code":"","sentence":"","counts":{}}', b"\xff"])
def test_what_is_no_receipt_is_not_read_as_one(raw: bytes) -> None:
    with pytest.raises(ValueError):
        Receipt.decode(raw)


@pytest.mark.parametrize(
    "name",
    ["", "..", "../" * 21 + "a", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n", "０" * 64, "0" * 32 + "/" + "0" * 31],
)
def test_only_a_sha256_names_a_file(name: str) -> None:
    assert not is_name(name)
    assert is_name("0123456789abcdef" * 4)


def test_what_is_signed_names_the_server_and_is_no_manifest() -> None:
    assert to_sign("aa", "c") != to_sign("ab", "c")
    assert not to_sign("aa", "c").startswith(b"{")
