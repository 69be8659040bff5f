"""The providers of chat models: what each needs, and how `init_chat_model` is told.

Address and key are always given, so that no variable of the environment sends anything elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from prompts.writing_model import ChatSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

NO_KEY = "unused"  # the packages want one even where the server asks for none


@dataclass(frozen=True)
class Provider:
    """One provider: its extra, its package, and where it is unless another address is set."""

    extra: str
    package: str
    address: str
    needs_key: bool

    @property
    def is_installed(self) -> bool:
        """True where its extra is there; imports nothing."""
        return find_spec(self.package) is not None


PROVIDERS = {
    "openai": Provider("openai", "langchain_openai", "https://api.openai.com/v1", True),
    "anthropic": Provider("anthropic", "langchain_anthropic", "https://api.anthropic.com", True),
    "ollama": Provider("ollama", "langchain_ollama", "http://127.0.0.1:11434", False),
}


def chat_model(settings: ChatSettings) -> BaseChatModel:
    """The model that `settings` name. Imports the provider's package."""
    from langchain.chat_models import init_chat_model  # noqa: PLC0415  (with a model set only)

    model: BaseChatModel = init_chat_model(
        settings.model, base_url=settings.base_url, **_arguments(settings)
    )
    return model


def _arguments(settings: ChatSettings) -> dict[str, Any]:
    """What each package calls the same things; a try is repeated by ChatModel, not by them."""
    warmth = settings.temperature
    arguments: dict[str, Any] = {} if warmth is None else {"temperature": warmth}
    if settings.provider == "ollama":
        key = {"Authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}
        client = {"timeout": settings.timeout, "headers": key}
        return {**arguments, "num_predict": settings.max_tokens, "client_kwargs": client}
    arguments |= {
        "api_key": settings.api_key or NO_KEY,
        "timeout": settings.timeout,
        "max_retries": 0,
        "max_tokens": settings.max_tokens,
    }
    if settings.provider == "openai":
        # The older interface is the one that compatible servers have too.
        arguments |= {"use_responses_api": False, "stream_usage": True}
    return arguments
