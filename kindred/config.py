"""The operator's settings: read once, in `main()`, from the environment and `.env`."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
DATABASE = HERE / "data" / "kindred.sqlite3"
CONTENT = HERE / "content"
VARIABLES = (
    "DISCORD_TOKEN",
    "KINDRED_APPLICATION_ID",
    "KINDRED_DATABASE",
    "KINDRED_CONTENT",
    "KINDRED_CONTACT",
    "KINDRED_PRIVACY_URL",
    "KINDRED_LOG_LEVEL",
)
CONTACT_LIMIT = 200  # characters; /help shows it on one line


class ConfigError(Exception):
    """A setting cannot be used. `faults` has one sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that an operator can set. `.env.example` says what each one means."""

    token: str | None = None
    application_id: int | None = None
    database: Path = DATABASE
    content: Path = CONTENT
    contact: str | None = None
    privacy_url: str | None = None
    log_level: int = logging.INFO

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Config":
        """The settings in an environment; an empty value counts as not set. Raises ConfigError."""
        given = {name: value.strip() for name, value in environ.items() if value.strip()}
        faults: list[str] = []
        token = given.get("DISCORD_TOKEN")
        if token and not re.fullmatch(r"[!#-&(-~]+", token):
            faults.append(
                "DISCORD_TOKEN has a character that no token has, such as a space or a quotation mark: copy the token "
                "anew, and nothing else."
            )
        application_id = given.get("KINDRED_APPLICATION_ID")
        if application_id and not re.fullmatch(r"\d{17,20}", application_id):
            faults.append(
                "KINDRED_APPLICATION_ID is not an application id: copy the 17 to 20 digits from your "
                "application's page, General Information."
            )
        contact = given.get("KINDRED_CONTACT")
        if contact and (len(contact) > CONTACT_LIMIT or "\n" in contact):
            faults.append(f"KINDRED_CONTACT is too long: one line of at most {CONTACT_LIMIT} characters.")
        privacy_url = given.get("KINDRED_PRIVACY_URL")
        if privacy_url and not re.fullmatch(r"https://[^\s()<>]{3,200}", privacy_url):
            faults.append("KINDRED_PRIVACY_URL is not a web address: it starts with https:// and has no spaces.")
        level = given.get("KINDRED_LOG_LEVEL", "INFO").upper()
        if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            faults.append("KINDRED_LOG_LEVEL is not a level: use DEBUG, INFO, WARNING or ERROR.")
        database = _path("KINDRED_DATABASE", given.get("KINDRED_DATABASE"), DATABASE, faults)
        if given.get("KINDRED_DATABASE", "").endswith(("/", "\\")):
            faults.append(f"KINDRED_DATABASE names a folder: add the file's name, such as {DATABASE.name}.")
        content = _path("KINDRED_CONTENT", given.get("KINDRED_CONTENT"), CONTENT, faults)
        if faults:
            raise ConfigError(faults)
        return cls(
            token=token,
            application_id=int(application_id) if application_id else None,
            database=database,
            content=content,
            contact=contact,
            privacy_url=privacy_url,
            log_level=logging.getLevelNamesMapping()[level],
        )

    def __repr__(self) -> str:
        """Without the token: a repr ends up in logs."""
        return f"Config(database={str(self.database)!r}, content={str(self.content)!r})"


def _path(name: str, given: str | None, default: Path, faults: list[str]) -> Path:
    if not given:
        return default
    try:
        return HERE / Path(given).expanduser()
    except RuntimeError:  # ~somebody who is not there
        faults.append(f"{name} starts with a home folder that does not exist: write the whole path.")
        return default
