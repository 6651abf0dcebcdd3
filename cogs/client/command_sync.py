"""Keeps Discord's list of the commands as this version has it, and knows their ids.

The bot runs with or without: what Discord refuses is logged, the ids that are known stay, and it is tried again.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import discord
from discord import app_commands

from cogs.core.api_errors import REQUEST_ERRORS, describe, has_code
from kindred.storage.errors import StorageUnavailable
from kindred.storage.store import Store

PATIENCE = 10.0  # seconds that a start waits for Discord to take the commands
FIRST_DELAY, MAX_DELAY = 60.0, 6 * 3600.0  # seconds between tries
INVALID_FORM = 50035
ENTRY_POINT_IS_MISSING = (
    50240  # an app with an Activity has a command of this kind, which must be named with the others
)
ENTRY_POINT = 4
ENTRY_POINT_FIELDS = (
    "id", "type", "name", "name_localizations", "description", "description_localizations", "handler",
    "default_member_permissions", "integration_types", "contexts", "nsfw",
)  # fmt: skip

log = logging.getLogger("kindred")

Uploaded = list[dict[str, Any]]  # the commands as Discord has them


class CommandSync:
    """Uploads the commands when they have changed here, or when another program has changed them at Discord.

    Uploading more than needed costs quota: Discord allows 200 new commands a day.
    """

    def __init__(
        self, tree: app_commands.CommandTree[Any], store: Store, on_ids: Callable[[dict[str, int]], None]
    ) -> None:
        """`on_ids` is handed the commands' names with their ids, as often as they become known."""
        self._tree = tree
        self._store = store
        self._on_ids = on_ids
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begins; comes back at once where nothing has changed here, else after the first try."""
        payload = await self._payload()
        fingerprint = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
        known = _read(await self._store.meta.get(self._key))
        self._on_ids(known.get("ids", {}))
        changed = known.get("tree") != fingerprint
        tried = asyncio.Event()
        self._task = asyncio.create_task(
            self._run(payload, fingerprint, known, changed, tried), name="kindred commands"
        )
        if changed:
            with suppress(TimeoutError):
                await asyncio.wait_for(tried.wait(), PATIENCE)

    async def stop(self) -> None:
        """Ends whatever is under way."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def _key(self) -> str:
        return f"commands {self._tree.client.application_id}"

    async def _payload(self) -> list[dict[str, Any]]:
        translator = self._tree.translator
        return [
            await command.get_translated_payload(self._tree, translator) if translator else command.to_dict(self._tree)
            for command in self._tree.get_commands()
        ]

    async def _run(
        self, payload: Uploaded, fingerprint: str, known: dict[str, Any], changed: bool, tried: asyncio.Event
    ) -> None:
        delay = FIRST_DELAY
        while True:
            try:
                present = None if changed else await self._fetch()
                if present is None or _differs(present, known):
                    if present is not None:
                        log.warning("Another program has changed the commands at Discord; they are put back.")
                    present = await self._upload(payload)
                    log.info("Discord has the %d commands.", len(payload))
                await self._keep(fingerprint, present, known)
                return
            except Exception as error:  # whatever it is, the bot runs meanwhile
                log.error(
                    "The commands could not be told to Discord (%s). Kindred runs with those that it knows; "
                    "the next try is in %d s.",
                    self._explain(error),
                    delay,
                    exc_info=None if isinstance(error, (*REQUEST_ERRORS, StorageUnavailable)) else error,
                )
            finally:
                tried.set()
            await asyncio.sleep(delay)
            delay = min(delay * 2, MAX_DELAY)

    async def _keep(self, fingerprint: str, present: Uploaded, known: dict[str, Any]) -> None:
        ids = {command["name"]: int(command["id"]) for command in present if command["type"] != ENTRY_POINT}
        kept = {"tree": fingerprint, "ids": ids, "versions": _versions(present)}
        if kept != known:
            await self._store.meta.set(self._key, json.dumps(kept))
        self._on_ids(ids)

    async def _fetch(self) -> Uploaded:
        client = self._tree.client
        return [*await client.http.get_global_commands(client.application_id or 0)]  # type: ignore[list-item]

    async def _upload(self, payload: Uploaded) -> Uploaded:
        try:
            return await self._put(payload)
        except discord.HTTPException as error:
            if not has_code(error, ENTRY_POINT_IS_MISSING):
                raise
        entry_points = [command for command in await self._fetch() if command["type"] == ENTRY_POINT]
        kept = [{name: point[name] for name in ENTRY_POINT_FIELDS if name in point} for point in entry_points]
        return await self._put([*payload, *kept])

    async def _put(self, payload: Uploaded) -> Uploaded:
        client = self._tree.client
        return [*await client.http.bulk_upsert_global_commands(client.application_id or 0, payload)]  # type: ignore[list-item]

    def _explain(self, error: BaseException) -> str:
        if not isinstance(error, discord.HTTPException):
            return type(error).__name__
        if not has_code(error, INVALID_FORM):
            return describe(error)
        failure = app_commands.CommandSyncFailure(error, self._tree.get_commands())  # it names the command
        return f"{' '.join(str(failure).split())} Their words are in content/, in commands.toml"


def _read(kept: str | None) -> dict[str, Any]:
    """What was kept at the last upload; nothing where it cannot be read, since an upload brings it back."""
    try:
        known = json.loads(kept or "{}")
    except ValueError:
        return {}
    return known if isinstance(known, dict) and isinstance(known.get("ids"), dict) else {}


def _differs(present: Uploaded, known: dict[str, Any]) -> bool:
    """Whether Discord has other commands than were last uploaded."""
    ids = {command["name"]: int(command["id"]) for command in present if command["type"] != ENTRY_POINT}
    return ids != known["ids"] or known.get("versions", _versions(present)) != _versions(present)


def _versions(present: Uploaded) -> dict[str, str]:
    return {command["name"]: str(command.get("version")) for command in present if command["type"] != ENTRY_POINT}
