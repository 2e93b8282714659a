"""What is sealed opens for its receiver alone, and not at all once a bit was changed."""

from pathlib import Path

import pytest

from auditor.errors import Refused, Unavailable
from auditor.sealing import is_sealed, new_seal, seal, seal_file, unseal, unseal_file


def test_bytes_open_for_the_receiver_alone() -> None:
    secret, recipient = new_seal()
    sealed = seal(b"key", recipient)
    assert unseal(sealed, secret) == b"key"
    assert unseal(sealed, new_seal()[0]) is None
    for place in range(0, len(sealed), 7):
        assert unseal(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], secret) is None
    with pytest.raises(Refused):
        seal(b"key", "age1nobody")


def test_a_file_opens_for_the_receiver_and_nothing_half_stays(tmp_path: Path) -> None:
    secret, recipient = new_seal()
    plain, sealed, opened = (tmp_path / n for n in ("a", "b", "c"))
    plain.write_bytes(b"x" * 200_000)
    seal_file(plain, sealed, recipient)
    assert (is_sealed(plain), is_sealed(sealed)) == (False, True)
    unseal_file(sealed, opened, secret)
    assert opened.read_bytes() == plain.read_bytes()
    opened.unlink()
    raw = sealed.read_bytes()
    for damaged, code in ((raw[:-5], "package_damaged"), (raw[:40], "package_damaged")):
        sealed.write_bytes(damaged)
        with pytest.raises(Refused) as refused:
            unseal_file(sealed, opened, secret)
        assert refused.value.problems[0].code == code
    sealed.write_bytes(raw)
    with pytest.raises(Refused) as refused:
        unseal_file(sealed, opened, new_seal()[0])
    assert refused.value.problems[0].code == "sealed_to_another"
    with pytest.raises(Unavailable):
        is_sealed(tmp_path / "gone")
    with pytest.raises(Unavailable):
        seal_file(plain, tmp_path / "no" / "folder", recipient)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b"]
