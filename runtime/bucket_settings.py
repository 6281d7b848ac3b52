"""Where evidence is kept when it is not in MongoDB: a bucket of an S3-compatible store, by five settings.

Only monitoring is told of them, so they are no part of `settings.load()`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from runtime.settings import SettingError

ENDPOINT, BUCKET, REGION, KEY_ID, SECRET = NAMES = (
    "CHUNGTAY_EVIDENCE_S3_ENDPOINT", "CHUNGTAY_EVIDENCE_S3_BUCKET", "CHUNGTAY_EVIDENCE_S3_REGION",
    "CHUNGTAY_EVIDENCE_S3_KEY_ID", "CHUNGTAY_EVIDENCE_S3_SECRET",
)
EXAMPLES = {
    ENDPOINT: "https://s3.example.vn", BUCKET: "chungtay-bang-chung", REGION: "us-east-1",
    KEY_ID: "AKIAEXAMPLE", SECRET: "$(cat /etc/chungtay/s3-secret)",
}


@dataclass(frozen=True)
class EvidenceBucket:
    """A bucket and the keys for it.  The keys come from the environment alone, and appear in no `repr`."""

    endpoint: str
    bucket: str
    region: str
    key_id: str = field(repr=False)
    secret: str = field(repr=False)


def bucket_of(environ: Mapping[str, str]) -> EvidenceBucket | None:
    """The bucket that the settings name; None when none is given.  Raises SettingError."""
    given = {name: environ.get(name, "").strip() for name in NAMES}
    if not any(given[name] for name in (ENDPOINT, BUCKET, KEY_ID, SECRET)):
        return None
    for name in (ENDPOINT, BUCKET, KEY_ID, SECRET):
        if not given[name]:
            raise SettingError(name, "is missing, while others of the bucket are given", EXAMPLES[name])
    parts = urlsplit(given[ENDPOINT])
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query:
        raise SettingError(ENDPOINT, "must be the address of the store, without keys in it", EXAMPLES[ENDPOINT])
    return EvidenceBucket(
        given[ENDPOINT].rstrip("/"), given[BUCKET], given[REGION] or EXAMPLES[REGION], given[KEY_ID], given[SECRET]
    )
