"""The command tree against Discord's own rules."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from cogs.core.permissions import PERMISSIONS
from kindred.content.library import Library

SPEC = Path(__file__).parent.parent.parent / "shared" / "discord-openapi.json"
NAME = re.compile(r"[-_'\w]{1,32}")


def synced(env: simcord.Env) -> list[dict[str, Any]]:
    [request] = [r for r in env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]
    return request.json or []


def with_options(commands: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for command in commands:
        yield command
        yield from with_options(command.get("options", []))


async def test_names_and_descriptions_keep_to_discords_limits(simcord_env: simcord.Env) -> None:
    commands = synced(simcord_env)
    assert len(commands) <= 100
    for each in with_options(commands):
        assert NAME.fullmatch(each["name"]), each["name"]
        assert each["name"] == each["name"].lower()
        assert 1 <= len(each["description"]) <= 100, each["description"]
        assert each["description"] != "…", f"{each['name']} has no words"
        assert len(each.get("options", [])) <= 25
        assert len(each.get("choices", [])) <= 25
        required = [option.get("required", False) for option in each.get("options", [])]
        assert required == sorted(required, reverse=True), "required options come first"
    for command in commands:
        size = sum(len(each["name"]) + len(each["description"]) for each in with_options([command]))
        assert size <= 8000


async def test_member_commands_work_in_servers_direct_messages_and_user_installs(
    simcord_env: simcord.Env,
) -> None:
    for command in synced(simcord_env):
        if command["default_member_permissions"] is None:
            assert command["contexts"] == [0, 1, 2], command["name"]
            assert command["integration_types"] == [0, 1], command["name"]


async def test_moderator_commands_are_for_servers_and_ask_for_manage_server(simcord_env: simcord.Env) -> None:
    for command in synced(simcord_env):
        if command["default_member_permissions"] is not None:
            assert int(command["default_member_permissions"]) == discord.Permissions(manage_guild=True).value
            assert command["contexts"] == [0], command["name"]
            assert command["integration_types"] == [0], command["name"]


@pytest.mark.skipif(not SPEC.exists(), reason="discord-openapi.json is not beside the project")
async def test_the_sync_request_is_what_discords_specification_asks_for(simcord_env: simcord.Env) -> None:
    from jsonschema_rs import Draft202012Validator

    spec = json.loads(SPEC.read_text(encoding="utf-8"))
    operation = spec["paths"]["/applications/{application_id}/commands"]["put"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({"components": spec["components"], **schema})
    errors = [str(error) for error in validator.iter_errors(synced(simcord_env))]
    assert errors == []
    assert list(validator.iter_errors([{"name": "x" * 33, "description": ""}])), "the validator can fail"


async def test_the_bot_asks_for_no_privileged_intent_and_keeps_no_members(simcord_env: simcord.Env) -> None:
    bot = simcord_env.bot
    assert bot.intents == discord.Intents(guilds=True)
    assert bot._connection.member_cache_flags == discord.MemberCacheFlags.none()
    assert bot._connection.max_messages is None
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == {"parse": []}


def test_the_invite_asks_for_the_least() -> None:
    least = discord.Permissions(
        view_channel=True, send_messages=True, send_messages_in_threads=True, read_message_history=True
    )
    assert least == PERMISSIONS


async def test_every_event_that_the_bot_listens_to_exists(simcord_env: simcord.Env) -> None:
    """A listener with a wrong name is never called, and nothing complains."""
    source = "".join(file.read_text(encoding="utf-8") for file in Path(discord.__file__).parent.rglob("*.py"))
    known = set(re.findall(r"dispatch\(\s*'(\w+)'", source)) | {"interaction"}
    bot: Any = simcord_env.bot
    for cog in bot.cogs.values():
        for name, _ in cog.get_listeners():
            assert name.removeprefix("on_") in known, name


async def test_descriptions_are_translated_where_a_language_has_them(
    simcord_env: simcord.Env, library: Library
) -> None:
    from dataclasses import replace
    from types import MappingProxyType

    from cogs.client.translation import ContentTranslator
    from kindred.content.entries import Words

    german = {
        "commands.causes.description": "Warum Nähe schwer sein kann",
        "commands.causes.options.cause": "Ein Grund",
    }
    english = library.catalogs["en"]
    words = Words(MappingProxyType({**english.words.texts, **german}))
    both = Library(MappingProxyType({"en": english, "de": replace(english, locale="de", words=words)}))
    bot: Any = simcord_env.bot
    tree = bot.tree
    payload = await tree.get_command("causes").get_translated_payload(tree, ContentTranslator(both.words()))
    assert payload["description"] == "Why connecting with people can be hard"
    assert payload["description_localizations"] == {"de": "Warum Nähe schwer sein kann"}
    assert payload["options"][0]["description_localizations"] == {"de": "Ein Grund"}
