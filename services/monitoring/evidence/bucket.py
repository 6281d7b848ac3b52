"""Evidence in a bucket of an S3-compatible store."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from messaging.unit_of_work import StoreAway
from runtime.bucket_settings import EvidenceBucket
from services.monitoring.evidence.storage import S3

CONNECT_SECONDS, ANSWER_SECONDS = 3, 10
"""Within what a command waits for; whoever asks is told 503 and tries again."""

_NOT_THERE = ("NoSuchKey", "404", "NotFound")
_NO_SUCH_RANGE = ("InvalidRange", "416")

# They tell whole requests at DEBUG, with their signatures.
for _talkative in ("boto3", "botocore", "urllib3"):
    logging.getLogger(_talkative).setLevel(logging.INFO)


class BucketStorage:
    """Files under ``evidence/<id>``."""

    name = S3

    def __init__(self, told: EvidenceBucket) -> None:
        self._bucket = told.bucket
        session = boto3.session.Session(
            aws_access_key_id=told.key_id, aws_secret_access_key=told.secret, region_name=told.region
        )
        self._client = session.client("s3", endpoint_url=told.endpoint, config=Config(
            signature_version="s3v4", connect_timeout=CONNECT_SECONDS, read_timeout=ANSWER_SECONDS,
            retries={"total_max_attempts": 2, "mode": "standard"}, s3={"addressing_style": "path"},
            # Not every store knows the newer checksums, and each file is read back and checked by its own hash.
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
        ))

    def put(self, evidence_id: str, file: IO[bytes]) -> None:
        with _told_as_away():
            self._client.put_object(Bucket=self._bucket, Key=_key(evidence_id), Body=file)

    def read(self, evidence_id: str, offset: int, length: int) -> bytes | None:
        wanted = f"bytes={offset}-{offset + length - 1}"
        with _told_as_away():
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=_key(evidence_id), Range=wanted)
                return bytes(found["Body"].read())
            except ClientError as error:
                if _code(error) in _NOT_THERE:
                    return None
                if _code(error) in _NO_SUCH_RANGE:
                    return b""
                raise

    def forget(self, evidence_id: str) -> None:
        with _told_as_away():
            self._client.delete_object(Bucket=self._bucket, Key=_key(evidence_id))

    def problem(self) -> str:
        try:
            with _told_as_away():
                self._client.head_bucket(Bucket=self._bucket)
        except StoreAway as error:
            return str(error)
        return ""


def _key(evidence_id: str) -> str:
    return f"evidence/{evidence_id}"


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _told_as_away() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        # The code alone: what some stores say beside it repeats what was signed.
        raise StoreAway(f"the evidence bucket refuses: {_code(error)}") from None
    except BotoCoreError as error:
        raise StoreAway(f"the evidence bucket can't be reached: {type(error).__name__}") from None
