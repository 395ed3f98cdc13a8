"""The key of the audit trail."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from aegis_reporting.adapters.signing.ed25519 import Ed25519Signer, thumbprint
from aegis_reporting.application.audit.ports import NoSigningKey


def test_a_key_is_made_on_first_use_for_its_owner_alone_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "audit.pem"
    signer = Ed25519Signer(path=path)
    assert signer.key_id() is None
    made = signer.sign(b"statement")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]
    again = Ed25519Signer(path=path)
    assert again.key_id() == made.key_id
    assert again.sign(b"statement") == made


def test_those_who_make_it_at_once_use_the_same_key(tmp_path: Path) -> None:
    path = tmp_path / "audit.pem"
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: Ed25519Signer(path=path).sign(b"s").key_id, range(8)))
    assert len(set(made)) == 1


def test_a_given_key_needs_no_file(tmp_path: Path) -> None:
    path = tmp_path / "audit.pem"
    Ed25519Signer(path=path).sign(b"s")
    given = Ed25519Signer(pem=path.read_text())
    assert given.holds(given.sign(b"statement"), b"statement")
    assert given.key_id() == Ed25519Signer(path=path).key_id()


def test_a_signature_holds_for_its_statement_alone(tmp_path: Path) -> None:
    signer = Ed25519Signer(path=tmp_path / "audit.pem")
    signature = signer.sign(b"statement")
    assert signer.holds(signature, b"statement")
    assert not signer.holds(signature, b"another")


def test_without_a_key_nothing_is_signed_and_it_says_what_to_set() -> None:
    with pytest.raises(NoSigningKey, match="AEGIS_REPORTING_AUDIT_KEY"):
        Ed25519Signer().sign(b"statement")
    assert Ed25519Signer().key_id() is None


def test_another_kind_of_key_is_refused() -> None:
    rsa = generate_private_key(public_exponent=65_537, key_size=2_048)
    pem = rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(TypeError, match="Ed25519"):
        Ed25519Signer(pem=pem).sign(b"statement")


def test_the_key_id_is_the_thumbprint_of_rfc_8037() -> None:
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert thumbprint(public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
