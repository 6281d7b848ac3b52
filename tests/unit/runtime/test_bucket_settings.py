"""The bucket for evidence is named wholly or not at all, and its keys are shown nowhere."""

import pytest

from runtime.bucket_settings import bucket_of
from runtime.settings import SettingError

BUCKET = {
    "CHUNGTAY_EVIDENCE_S3_ENDPOINT": "https://s3.example.vn/", "CHUNGTAY_EVIDENCE_S3_BUCKET": "bang-chung",
    "CHUNGTAY_EVIDENCE_S3_KEY_ID": "hidden-1", "CHUNGTAY_EVIDENCE_S3_SECRET": "hidden-2",
}


def test_without_its_settings_there_is_no_bucket_and_with_all_of_them_there_is_one_whose_keys_do_not_show() -> None:
    assert bucket_of({}) is None and bucket_of(dict.fromkeys(BUCKET, "")) is None
    told = bucket_of(BUCKET)
    assert told is not None
    assert (told.endpoint, told.bucket, told.region) == ("https://s3.example.vn", "bang-chung", "us-east-1")
    assert (told.key_id, told.secret) == ("hidden-1", "hidden-2") and "hidden" not in repr(told)


@pytest.mark.parametrize("name", BUCKET)
def test_a_setting_that_is_missing_is_named_with_an_example(name: str) -> None:
    with pytest.raises(SettingError, match=f"{name}: is missing") as caught:
        bucket_of(BUCKET | {name: " "})
    assert caught.value.example and "hidden" not in str(caught.value)


@pytest.mark.parametrize("address", ["s3.example.vn", "ftp://s3.example.vn", "https://key:hidden-3@s3.example.vn"])
def test_a_store_has_a_web_address_without_keys_in_it(address: str) -> None:
    with pytest.raises(SettingError, match="CHUNGTAY_EVIDENCE_S3_ENDPOINT: must be") as caught:
        bucket_of(BUCKET | {"CHUNGTAY_EVIDENCE_S3_ENDPOINT": address})
    assert "hidden" not in str(caught.value)
