"""Servers, channels and messages, as Discord writes them."""

from dataclasses import dataclass, field
from typing import Any

from tests.sockets.answers import iso

APPLICATION_ID = 1200000000000000001
BOT = {"id": str(APPLICATION_ID), "username": "Kindred", "discriminator": "0", "avatar": None, "bot": True}
VIEW, SEND, HISTORY = 1 << 10, 1 << 11, 1 << 16
EVERYONE = VIEW | SEND | HISTORY | 1 << 38  # and Send Messages in Threads
JOINED = "2026-01-01T00:00:00+00:00"


@dataclass
class Channel:
    """A text channel, what everyone is denied in it, and its messages with the oldest first."""

    id: int
    guild_id: int
    denied: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)

    def allows(self, permission: int) -> bool:
        return not self.denied & permission

    def payload(self) -> dict[str, Any]:
        deny = {"id": str(self.guild_id), "type": 0, "allow": "0", "deny": str(self.denied)}
        return {
            "id": str(self.id), "guild_id": str(self.guild_id), "type": 0, "name": f"channel-{self.id}", "position": 0,
            "permission_overwrites": [deny] if self.denied else [], "parent_id": None, "nsfw": False,
            "rate_limit_per_user": 0, "topic": None, "last_message_id": None,
        }  # fmt: skip


@dataclass
class Guild:
    id: int
    channels: list[Channel]

    def payload(self) -> dict[str, Any]:
        everyone = role(self.id, "@everyone", EVERYONE, 0)
        own = role(self.id + 1, "Kindred", EVERYONE, 1)
        me = {
            "user": BOT, "roles": [own["id"]], "joined_at": JOINED, "deaf": False, "mute": False, "nick": None,
            "flags": 0,
        }  # fmt: skip
        return {
            "id": str(self.id), "name": f"Server {self.id}", "owner_id": "42", "icon": None, "splash": None,
            "discovery_splash": None, "afk_channel_id": None, "afk_timeout": 60, "verification_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "roles": [everyone, own], "emojis": [],
            "features": [], "mfa_level": 0, "application_id": None, "system_channel_id": None,
            "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None, "description": None,
            "banner": None, "premium_tier": 0, "preferred_locale": "en-US", "public_updates_channel_id": None,
            "nsfw_level": 0, "stickers": [], "premium_progress_bar_enabled": False, "joined_at": JOINED,
            "large": False, "unavailable": False, "member_count": 2, "voice_states": [], "members": [me],
            "channels": [channel.payload() for channel in self.channels], "threads": [], "presences": [],
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        }  # fmt: skip


def role(id: int, name: str, permissions: int, position: int) -> dict[str, Any]:
    return {
        "id": str(id), "name": name, "color": 0, "colors": {"primary_color": 0}, "hoist": False, "icon": None,
        "position": position, "permissions": str(permissions), "managed": position > 0, "mentionable": False,
        "flags": 0,
    }  # fmt: skip


def message(id: int, channel: int, body: dict[str, Any]) -> dict[str, Any]:
    """A message of the bot's as it is in a channel."""
    return {
        "id": str(id), "channel_id": str(channel), "type": 0, "author": BOT, "content": body.get("content", ""),
        "timestamp": iso(id), "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [], "pinned": False, "flags": body.get("flags", 0),
        "components": body.get("components", []), "nonce": body.get("nonce"),
    }  # fmt: skip
