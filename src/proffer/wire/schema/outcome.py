"""Answers without a resource: success, partial success, error (contract 2.2, 2.7, 2.12, 4.2)."""

from __future__ import annotations

from proffer.wire.schema.building import INTEGER, STRING, Schema, array, message, ref, said

CODE: Schema = {"type": "integer", "minimum": 0, "maximum": 20}

OUTCOME: dict[str, Schema] = {
    "Success": message("It was done.", always={"statusCode": {"const": 0}}),
    "Linked": message(
        "It was done; with the ids that link the request with its notifications.",
        always={"statusCode": {"const": 0}},
        sometimes={"referenceId": INTEGER, "operationId": STRING},
    ),
    "Error": message(
        "It was not done, and nothing was changed. The sentence is for developers, not to be parsed.",
        always={"statusCode": said({**CODE, "minimum": 1}, "2.5 of the contract."), "statusMessage": STRING},
    ),
    "Partial": message(
        "Some parts were done, others not.",
        always={"statusCode": {"const": 7}, "failed": array(ref("Part")), "succeeded": array(ref("Part"))},
    ),
    "Part": message(
        "The outcome for one channel.",
        always={"statusCode": CODE, "channel": STRING},
        sometimes={"statusMessage": STRING},
    ),
}
