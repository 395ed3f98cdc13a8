"""Names and types of uploaded files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aegis_testing.application.file_names import LONGEST, harmless
from aegis_testing.application.media_types import HEAD, sniffed


@pytest.mark.parametrize(
    "name, shown",
    [
        ("shot.png", "shot.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\shot.png", "shot.png"),
        ("..", "upload"),
        ("", "upload"),
        ("   ", "upload"),
        (".bashrc", "bashrc"),
        ("a\r\nb.txt", "ab.txt"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ('a<b>:"c|?*.txt', "a_b___c___.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("name. . .", "name"),
        ("Prüfung.pdf", "Prüfung.pdf"),
        ("x" * 300 + ".evtx", "x" * (LONGEST - 5) + ".evtx"),
        ("ü" * 300, "ü" * (LONGEST // 2)),
    ],
)
def test_a_name_becomes_a_label(name: str, shown: str) -> None:
    assert harmless(name) == shown


@given(st.text(max_size=400))
def test_no_name_is_ever_a_path_or_too_long(name: str) -> None:
    shown = harmless(name)
    assert shown
    assert "/" not in shown
    assert "\\" not in shown
    assert shown not in {".", ".."}
    assert len(shown.encode()) <= LONGEST
    assert shown.isprintable() or " " in shown
    assert harmless(shown) == shown


@pytest.mark.parametrize(
    "head, media_type",
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        (b"ElfFile\x00\x00", "application/x-ms-evtx"),
        (b"\xd4\xc3\xb2\xa1", "application/vnd.tcpdump.pcap"),
        (b"MZ\x90\x00", "application/octet-stream"),
        (b"\x7fELF\x02", "application/octet-stream"),
        (b"<svg onload=alert(1)>", "text/plain"),
        (b"<!doctype html>", "text/plain"),
        ("grüße".encode(), "text/plain"),
        (b"\x1b[31mred\x1b[0m\n", "text/plain"),
        ("grüße".encode("utf-16"), "text/plain"),
        (b"\x00\x01", "application/octet-stream"),
        (b"\xc3", "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b"x" * (HEAD - 1) + "ü".encode()[:1], "text/plain"),
    ],
)
def test_a_type_is_seen_not_believed(head: bytes, media_type: str) -> None:
    assert sniffed(head) == media_type


@given(st.binary(max_size=HEAD))
def test_nothing_that_a_browser_runs_comes_out(head: bytes) -> None:
    assert sniffed(head).split("/")[0] in {"image", "application", "text", "video"}
    assert sniffed(head) not in {"text/html", "image/svg+xml", "application/javascript", "application/xhtml+xml"}
