"""From hand to hand with real clients: ada transfers to bob, who rejects, then accepts; and on to a queue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.running import Desktop, running, why_not
from tests.journeys.test_main_job import PROCESSING, send

pytestmark = [pytest.mark.interop, pytest.mark.skipif(why_not() is not None, reason=str(why_not()))]


def test_a_transfer_is_rejected_and_told_and_made_again_and_accepted_and_goes_on_to_a_queue(
    database: list[str], tmp_path: Path
) -> None:
    with running(tmp_path / "data", *database) as server:
        ada, bob = Desktop(server, "ada", "websocket"), Desktop(server, "bob", "long-polling")
        try:
            server.log_in("ada", "desk-1")
            send(server)
            email = ada.email()["email"]["id"]
            assert server.operate("ada", email, "Accept") == (200, {"statusCode": 0})
            assert ada.email()["email"]["state"] == "Processing"
            to_bob = {"userUri": server.call("bob", "/api/v2/me")[1]["user"]["uri"]}
            assert server.operate("ada", email, "Transfer", **to_bob)[1]["statusCode"] == 2, "bob is not there yet"
            server.log_in("bob", "desk-2")

            assert server.operate("ada", email, "Transfer", **to_bob) == (200, {"statusCode": 0})
            pending = ada.email()
            assert (pending["notificationType"], pending["referenceId"]) == ("PropertiesUpdated", 2)
            assert (pending["email"]["state"], pending["email"]["capabilities"]) == ("Processing", [])
            invited = bob.email()
            assert (invited["email"]["state"], "referenceId" in invited) == ("Invited", False)

            assert server.operate("bob", email, "Reject") == (200, {"statusCode": 0})
            assert bob.email()["email"]["state"] == "Completed"
            refused = ada.email()
            assert (refused["notificationType"], refused["errorCode"], refused["referenceId"]) == ("Error", 2, 2)
            assert "rejected the transfer" in refused["errorMessage"]
            assert (refused["email"]["state"], refused["email"]["capabilities"]) == ("Processing", PROCESSING)
            assert "you charged invoice 20417 twice" in refused["email"]["bodyAsPlainText"]
            assert server.offered("ada")["id"] == email

            assert server.operate("ada", email, "Transfer", **to_bob) == (200, {"statusCode": 0})
            assert ada.email()["referenceId"] == 3
            assert bob.email()["email"]["state"] == "Invited"
            assert server.operate("bob", email, "Accept") == (200, {"statusCode": 0})
            given = ada.email()
            assert (given["notificationType"], given["referenceId"]) == ("StatusChange", 3)
            assert (given["email"]["state"], given["email"]["capabilities"]) == ("Completed", [])
            assert bob.email()["email"]["capabilities"] == PROCESSING
            assert server.call("ada", "/api/v2/me/emails") == (200, {"statusCode": 0, "uris": []})

            assert server.operate("bob", email, "Transfer", queueName="support") == (200, {"statusCode": 0})
            assert bob.email()["email"]["state"] == "Completed"
            again = ada.email()
            assert (again["email"]["id"], again["email"]["state"]) == (email, "Invited"), "idle for longer than bob"
        finally:
            ada.close()
            bob.close()
