"""What Saathi says in its own words, and what it asks a chat model: prose files, strictly loaded.

fill, load        a reply's prose
ChatPrompt, load_chat   a chat prompt's prose, and its places by kind
ChatModel         a chat prompt → what the model wrote, or ModelUnavailable; imported late
"""

from typing import TYPE_CHECKING, Any

from prompts.chat import KINDS, ChatPrompt, Kind, load_chat
from prompts.loader import Prompt, PromptError, fill, load
from prompts.providers import PROVIDERS, Provider
from prompts.writing_model import (
    ChatSettings,
    Cost,
    ModelFault,
    ModelUnavailable,
    Spending,
    Written,
)

if TYPE_CHECKING:
    from prompts.chat_model import ChatModel

__all__ = [
    "KINDS",
    "PROVIDERS",
    "ChatModel",
    "ChatPrompt",
    "ChatSettings",
    "Cost",
    "Kind",
    "ModelFault",
    "ModelUnavailable",
    "Prompt",
    "PromptError",
    "Provider",
    "Spending",
    "Written",
    "fill",
    "load",
    "load_chat",
]


def __getattr__(name: str) -> Any:
    if name != "ChatModel":
        raise AttributeError(f"module 'prompts' has no attribute '{name}'")
    from prompts.chat_model import ChatModel  # noqa: PLC0415  (only where a model is configured)

    return ChatModel
