"""How Accountable is set up: the environment, a `.env` file beside it, and files that hold a secret.

Read when it is asked for, never when this module is imported. Every setting is described in `.env.example`.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.domain.refusals import Refusal


def _starts_with(mark: str, what: str) -> Any:
    def check(secret: SecretStr) -> SecretStr:
        if secret.get_secret_value() and not secret.get_secret_value().startswith(mark):
            raise ValueError(f"{what} begins with {mark}; this is something else")
        return secret

    return AfterValidator(check)


class Settings(BaseSettings):
    """Everything that can be set. What is secret is a SecretStr, and shows as stars wherever it is printed."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, frozen=True
    )

    database_url: SecretStr = SecretStr("sqlite:///accountable.db")
    """Where it remembers. Secret, since a PostgreSQL address carries a password."""
    slack_bot_token: Annotated[SecretStr, _starts_with("xoxb-", "a bot token")] = SecretStr("")
    slack_app_token: Annotated[SecretStr, _starts_with("xapp-", "an app token")] = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = Field(default="https://slack.com/api/", pattern="^https?://.+")
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Where a process that hears no HTTP says whether it is well; 0 for nowhere."""
    heartbeat_url: Annotated[SecretStr, _starts_with("http", "an address")] = SecretStr("")
    """What is asked for once a minute while the ticks go well. Secret, since whoever has it can pretend to be us."""
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(str.lower)] = "info"
    log_format: Literal["words", "json"] = "words"
    threads: int = Field(default=8, ge=1, le=64)
    welcome: bool = True
    """Whether somebody is welcomed in private at their first use."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the files that NAME_FILE points at, then `.env`."""
        return init_settings, env_settings, _SecretFiles(settings_cls), dotenv_settings


SECRETS = ("database_url", "slack_bot_token", "slack_app_token", "slack_signing_secret", "heartbeat_url")
"""The settings that may be given as NAME_FILE, the path of a file that holds the value."""


class _SecretFiles(PydanticBaseSettingsSource):
    """NAME_FILE, as container platforms hand secrets over."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE") if field_name in SECRETS else None
        return (_read(field_name, Path(path)) if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in Settings.model_fields.items()}
        return {name: value for name, value in found.items() if value}


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as failure:
        why = getattr(failure, "strerror", None) or "it is not text"
        raise Refusal(f"{name.upper()}_FILE is {path}, which can not be read: {why}.") from failure


def read_settings(**given: Any) -> Settings:
    """The settings as they stand now; what is `given` wins.

    Raises:
        Refusal: a value is wrong. The sentence names each one and what it has to be, and quotes no secret.
    """
    try:
        return Settings(**given)
    except ValidationError as wrong:
        raise Refusal(" ".join(_sentence(dict(error)) for error in wrong.errors())) from None


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """The values that may never be shown, for the log to leave out."""
    found = [getattr(settings, name).get_secret_value() for name in SECRETS]
    return tuple(secret for secret in found if secret)


def _sentence(error: Mapping[str, Any]) -> str:
    name = str(error["loc"][0])
    value = "" if name in SECRETS else f" is “{error['input']}”, and"
    return f"{name.upper()}{value} {_has_to_be(name, error)}."


def _has_to_be(name: str, error: Mapping[str, Any]) -> str:
    context = error.get("ctx") or {}
    match error["type"]:
        case "literal_error":
            return f"has to be {str(context['expected']).replace(chr(39), '')}"
        case "string_pattern_mismatch":
            return "has to be an address that begins with https:// or http://"
        case "int_parsing" | "int_from_float" | "greater_than_equal" | "less_than_equal":
            least, most = _bounds(Settings.model_fields[name])
            return f"has to be a whole number from {least} to {most}"
        case "bool_parsing" | "bool_type":
            return "has to be true or false"
        case "value_error":
            return f"is wrong: {context['error']}"
        case _:
            return f"is wrong: {error['msg']}"


def _bounds(field: FieldInfo) -> tuple[int, int]:
    least = next(rule.ge for rule in field.metadata if hasattr(rule, "ge"))
    most = next(rule.le for rule in field.metadata if hasattr(rule, "le"))
    return least, most
