"""Evidence is told by what a file holds, never by its name."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.monitoring.evidence import rules, sniffing

JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def content_type(data: bytes) -> str:
    return sniffing.content_type(io.BytesIO(data))


def packed(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "inline"),
    [
        (JPEG, "image/jpeg", True),
        (PNG, "image/png", True),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", True),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "image/heic", False),
        (b"\x00\x00\x00\x18ftypisom" + bytes(20), "video/mp4", False),
        (b"%PDF-1.7\n", "application/pdf", False),
    ],
)
def test_photos_papers_and_videos_are_known_by_their_first_bytes(data: bytes, kind: str, inline: bool) -> None:
    assert content_type(data) == kind
    assert rules.is_inline(kind) is inline


def test_an_office_file_is_taken_without_macros_only() -> None:
    assert content_type(packed("[Content_Types].xml", "word/document.xml")).endswith("document")
    assert content_type(packed("[Content_Types].xml", "xl/workbook.xml")).endswith("sheet")
    for wrong in (
        packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), packed("setup.exe"),
        packed("readme.txt"), b"PK\x03\x04 broken",
    ):
        with pytest.raises(rules.NotEvidence):
            content_type(wrong)


@pytest.mark.parametrize(
    "data", [b"", b"MZ\x90\x00", b"\x7fELF", b"#!/bin/sh\n", b"<html><script>", b"<svg xmlns=", b"GIF89a", b"Rar!"]
)
def test_programs_pages_and_unknown_files_are_refused(data: bytes) -> None:
    with pytest.raises(rules.NotEvidence):
        content_type(data)


@given(st.binary(max_size=200))
def test_whatever_is_sent_is_one_of_the_known_kinds_or_refused(data: bytes) -> None:
    try:
        assert "/" in content_type(data)
    except rules.NotEvidence:
        return


def test_size_and_number_are_bounded() -> None:
    rules.check_size(rules.LARGEST_BYTES)
    with pytest.raises(rules.EvidenceTooLarge):
        rules.check_size(rules.LARGEST_BYTES + 1)
    rules.check_number(rules.MOST_FILES - 1)
    with pytest.raises(rules.TooMuchEvidence):
        rules.check_number(rules.MOST_FILES)
