"""Holds what the bot sends against Discord's own specification, where that lies beside the project."""

import json
from functools import cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parent.parent.parent.parent / "shared" / "discord-openapi.json"
MESSAGE = "/channels/{channel_id}/messages"
MESSAGE_EDIT = "/channels/{channel_id}/messages/{message_id}"
COMMANDS = "/applications/{application_id}/commands"
CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}


def faults_of(method: str, path: str, body: Any) -> list[str]:
    """What Discord would refuse in a body, one sentence each; nothing where the specification is not there."""
    if not SPEC.exists():
        return []
    return [error.message for error in _validator(method, path).iter_errors(_as_sent(body))]


def faults_of_callback(body: Any) -> list[str]:
    """The same for the answer to an interaction; the schema goes by its type."""
    name = CALLBACKS.get(body["type"])
    if name is None or not SPEC.exists():
        return []
    return [error.message for error in _callback_validator(name).iter_errors(body)]


def _as_sent(body: Any) -> Any:
    """Discord takes integer ids in allowed_mentions; its specification does not say so."""
    if isinstance(body, dict) and (mentions := body.get("allowed_mentions")):
        mentions = {key: [str(id) for id in ids] if key in ("users", "roles") else ids for key, ids in mentions.items()}
        return {**body, "allowed_mentions": mentions}
    return body


@cache
def _spec() -> Any:
    return json.loads(SPEC.read_text(encoding="utf-8"))


@cache
def _validator(method: str, path: str) -> Any:
    schema = _spec()["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
    return _compile(schema)


@cache
def _callback_validator(name: str) -> Any:
    return _compile({"$ref": f"#/components/schemas/{name}"})


def _compile(schema: dict[str, Any]) -> Any:
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator({"components": _spec()["components"], **schema})
