"""What is written to the log."""

import logging

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_foreign_host_is_one_line(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/fr/", headers={"Host": "elsewhere.example"})

    (record,) = caplog.records
    assert answer.status_code == 400
    assert "'elsewhere.example'" in record.message
    assert (record.levelno, record.exc_info) == (logging.ERROR, None)
