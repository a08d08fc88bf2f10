"""How this installation is set up: environment variables, or a `.env` file, read when asked and never at import.

Each secret may be given in a file instead: SLACK_BOT_TOKEN_FILE names one, and so on.
"""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.refusals import Refusal

SECRETS = ("DATABASE_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
"""What may come from a file: the tokens, and the database's address, which may hold a password."""


class Settings(BaseSettings):
    """Every setting. Their descriptions, for whoever installs the bot, are in `.env.example`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, frozen=True)

    database_url: SecretStr = SecretStr("sqlite:///accountable.db")
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    host: str = "127.0.0.1"
    port: int = 3000
    threads: int = 8
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["words", "json"] = "words"


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        Refusal: one of them can not be read; it says which and what it may be, and never the value of a secret.
    """
    try:
        from_files: dict[str, Any] = {name.lower(): SecretStr(value) for name, value in _from_files().items()}
        return Settings(**from_files)
    except ValidationError as wrong:
        told = "; ".join(f"{str(error['loc'][0]).upper()}: {error['msg']}" for error in wrong.errors())
        raise Refusal(f"A setting can not be used. {told}. See .env.example for what each may be.") from None


def _from_files() -> dict[str, str]:
    found = {}
    for name in SECRETS:
        path = os.environ.get(f"{name}_FILE")
        if path:
            try:
                found[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError:
                raise Refusal(
                    f"{name}_FILE names {path}, which can not be read. Check the path and its rights."
                ) from None
    return found
