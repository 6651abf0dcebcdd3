"""Tells Discord the commands when they have changed, and remembers under which ids it knows them."""

import hashlib
import json
import logging
from typing import Any

from discord import app_commands

from kindred.storage.store import Store

log = logging.getLogger("kindred")


async def sync_if_changed(tree: app_commands.CommandTree[Any], store: Store) -> dict[str, int]:
    """Syncs when the tree differs from what was last synced; gives command names with their ids.

    Syncing more than needed costs quota: Discord allows 200 creates a day for each server.
    """
    key = f"commands {tree.client.application_id}"
    fingerprint = await _fingerprint(tree)
    known = _read(await store.meta.get(key))
    if known.get("tree") == fingerprint:
        return known["ids"]
    ids = {command.name: command.id for command in await tree.sync()}
    await store.meta.set(key, json.dumps({"tree": fingerprint, "ids": ids}))
    log.info("Discord has the %d commands.", len(ids))
    return ids


def _read(kept: str | None) -> dict[str, Any]:
    """What was kept at the last sync; nothing where it cannot be read, since a sync brings it back."""
    try:
        known = json.loads(kept or "{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) and isinstance(known.get("ids"), dict) else {}


async def _fingerprint(tree: app_commands.CommandTree[Any]) -> str:
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator) if translator else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
