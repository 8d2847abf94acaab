"""What the client libraries would write of people's words and addresses does not come into our log."""

import logging

import pytest
from telegram.request import BaseRequest

from jawab.run import quiet_logs


def test_an_answer_that_is_no_json_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    quiet_logs()
    with pytest.raises(Exception, match="Invalid server response"):
        BaseRequest.parse_json_payload(b'{"ok": true, "result": {"text": "no water at the market')
    logging.getLogger("jawab.run").warning("our own words")
    assert caplog.messages == ["our own words"]
