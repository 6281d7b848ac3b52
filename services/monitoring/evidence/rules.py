"""Which files are evidence: told by what they hold, never by their name, and bounded in size and number.

Source: monitoring.md, "Evidence": checked for type and size, never executable, never served inline unless an image.
"""

from __future__ import annotations

from collections.abc import Collection

from contracts.refusals import NotFound, Refusal

LARGEST_BYTES = 20_000_000
MOST_FILES = 300
"""Files that one visit may have."""

INLINE = ("image/jpeg", "image/png", "image/webp")

MOST_PIXELS = {"image/jpeg": 50_000_000, "image/png": 25_000_000, "image/webp": 25_000_000}
"""Of a photo that is made small.  A JPEG is read at an eighth of its size; of the others each pixel takes 4 bytes of
memory, and a file of some kilobytes may hold billions."""

_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"heim")
_MP4_BRANDS = (b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"qt  ", b"3gp4", b"3gp5", b"M4V ")
ZIP = "application/zip"


class EvidenceNotFound(NotFound):
    """The visit has no such file."""


class EvidenceWithdrawn(Refusal):
    """It was taken back as entered by mistake; its content is gone."""

    kind = "conflict"


class EvidenceDamaged(Refusal):
    """What the storage holds is not what its hash says."""

    kind = "conflict"


class NoThumbnail(Refusal):
    """Not a picture that can be made small."""


class PictureUnreadable(Refusal):
    """A photo by its first bytes, but broken."""


class PictureTooLarge(Refusal):
    """More pixels than :data:`MOST_PIXELS`."""


class NotEvidence(Refusal):
    """No photo, PDF, video or Office file without macros, whatever it is called."""


class EvidenceTooLarge(Refusal):
    """Larger than :data:`LARGEST_BYTES`."""


class TooMuchEvidence(Refusal):
    """The visit has as many files as it may have."""

    kind = "conflict"


class PieceDiffers(Refusal):
    """A piece of this place came before, with something else in it."""

    kind = "conflict"


class PiecesMissing(Refusal):
    """What arrived is not what was sent, by its size or its hash."""

    kind = "conflict"


class PieceUnreadable(Refusal):
    """A piece is not base64, or too large."""


def kind_of(head: bytes) -> str:
    """What a file is by its first bytes; of a ZIP nothing more can be said before all of it is there.  Raises
    :class:`NotEvidence`."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIC_BRANDS:
            return "image/heic"
        if head[8:12] in _MP4_BRANDS:
            return "video/mp4"
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    raise not_evidence()


def check_size(size_bytes: int) -> None:
    """Raises :class:`EvidenceTooLarge`."""
    if size_bytes > LARGEST_BYTES:
        raise EvidenceTooLarge(
            f"Tệp lớn hơn {LARGEST_BYTES // 1_000_000} MB.", field="file",
            remedy="Chụp nhỏ lại hoặc cắt thành nhiều tệp.", largest_bytes=LARGEST_BYTES,
        )


def check_number(files: int) -> None:
    """Raises :class:`TooMuchEvidence`."""
    if files >= MOST_FILES:
        raise TooMuchEvidence(
            f"Cuộc này đã có {files} tệp.", field="file", remedy="Chỉ gửi những tệp cần làm bằng chứng.", files=files
        )


def is_inline(kind: str) -> bool:
    """Whether a browser may show it; anything else is only to be saved."""
    return kind in INLINE


def check_can_be_small(kind: str) -> None:
    """Raises :class:`NoThumbnail`."""
    if kind not in MOST_PIXELS:
        raise NoThumbnail(
            "Chỉ có ảnh thu nhỏ của ảnh JPEG, PNG, WebP.", field="evidence_id", remedy="Tải tệp gốc về để xem."
        )


def check_pixels(kind: str, width: int, height: int) -> None:
    """Raises :class:`PictureTooLarge`."""
    if width * height > MOST_PIXELS[kind]:
        raise PictureTooLarge(
            f"Ảnh {width} × {height} điểm, lớn quá để thu nhỏ.", field="evidence_id",
            remedy="Tải tệp gốc về để xem.", most_pixels=MOST_PIXELS[kind],
        )


def picture_unreadable() -> PictureUnreadable:
    """The refusal of a broken photo."""
    return PictureUnreadable(
        "Tệp ảnh bị hỏng, không thu nhỏ được.", field="evidence_id", remedy="Tải tệp gốc về để xem, hoặc chụp lại."
    )


def check_not_withdrawn(status: str) -> None:
    """Raises :class:`EvidenceWithdrawn`."""
    if status == "withdrawn":
        raise EvidenceWithdrawn(
            "Tệp này đã rút vì gửi nhầm; nội dung không còn.", field="evidence_id",
            remedy="Mã băm và lý do rút vẫn xem được trong danh sách của cuộc.",
        )


def damaged() -> EvidenceDamaged:
    """The refusal of a file that its hash does not fit any more."""
    return EvidenceDamaged(
        "Nội dung tệp trong kho không khớp mã băm đã ghi.", field="evidence_id",
        remedy="Báo người quản trị: kho lưu bằng chứng bị hỏng hoặc bị sửa.",
    )


def office_kind(names: Collection[str]) -> str:
    """What a ZIP is by the names in it.  Raises :class:`NotEvidence`, also for macros, which are programs."""
    if any(name.lower().endswith((".bin", ".exe", ".js", ".vbs", ".dll")) for name in names):
        raise not_evidence()
    for name, kind in _OFFICE.items():
        if name in names and "[Content_Types].xml" in names:
            return kind
    raise not_evidence()


def not_evidence() -> NotEvidence:
    """The refusal of a file of another kind."""
    return NotEvidence(
        "Không nhận loại tệp này.", field="file",
        remedy="Gửi ảnh (JPEG, PNG, WebP, HEIC), PDF, video MP4, hoặc DOCX, XLSX không có macro.",
    )
