"""What a provider's package raised, or what its reply lacks → ModelFault.

Exceptions are recognised by their names, so that no package is imported for it.
"""

from __future__ import annotations

from typing import Any

from prompts.writing_model import ModelFault

STATUS = {
    401: ModelFault.KEY,
    403: ModelFault.KEY,
    404: ModelFault.UNKNOWN_MODEL,
    408: ModelFault.TIMEOUT,
    429: ModelFault.RATE_LIMITED,
    504: ModelFault.TIMEOUT,
    524: ModelFault.TIMEOUT,
    529: ModelFault.RATE_LIMITED,  # Anthropic: overloaded
}
SERVER_ERROR = 500
NAMES = {
    "TimeoutError": ModelFault.TIMEOUT,
    "APITimeoutError": ModelFault.TIMEOUT,
    "TimeoutException": ModelFault.TIMEOUT,
    "ContentFilterFinishReasonError": ModelFault.REFUSED,
    "LengthFinishReasonError": ModelFault.MALFORMED,
    "OutputParserException": ModelFault.MALFORMED,
    "APIResponseValidationError": ModelFault.MALFORMED,
    "JSONDecodeError": ModelFault.MALFORMED,
    "ValidationError": ModelFault.MALFORMED,
    # What the packages stumble over where a reply is none, for example a hotel's web page.
    "AttributeError": ModelFault.MALFORMED,
    "AssertionError": ModelFault.MALFORMED,
    "LookupError": ModelFault.MALFORMED,
    "TypeError": ModelFault.MALFORMED,
    "RemoteProtocolError": ModelFault.CUT,
    "ReadError": ModelFault.CUT,
    "APIConnectionError": ModelFault.UNREACHABLE,
    "ConnectError": ModelFault.UNREACHABLE,
    "ConnectionError": ModelFault.UNREACHABLE,
}
REFUSALS = {"refusal", "content_filter"}
CUT = {"length", "max_tokens"}
WORTH_ANOTHER_TRY = frozenset(
    {ModelFault.UNREACHABLE, ModelFault.RATE_LIMITED, ModelFault.PROVIDER_ERROR}
)
# With these, the next question will most likely meet the same.
WORTH_A_REST = WORTH_ANOTHER_TRY | {ModelFault.TIMEOUT, ModelFault.KEY, ModelFault.UNKNOWN_MODEL}


def fault_of(error: BaseException) -> ModelFault:
    """Why the call failed."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status > 0:
        default = ModelFault.PROVIDER_ERROR if status >= SERVER_ERROR else ModelFault.FAILED
        return STATUS.get(status, default)
    # What a package says of a connection is less than what it was caused by.
    if error.__cause__ is not None and fault_of(error.__cause__) is not ModelFault.FAILED:
        return fault_of(error.__cause__)
    names = (kind.__name__ for kind in type(error).__mro__)
    return next((NAMES[name] for name in names if name in NAMES), ModelFault.FAILED)


def fault_in(message: Any) -> ModelFault | None:
    """Why a reply that came cannot be used: declined or cut off. `message` is an AIMessage."""
    metadata = message.response_metadata
    endings = {str(metadata.get(name)) for name in ("finish_reason", "stop_reason", "done_reason")}
    if message.additional_kwargs.get("refusal") or endings & REFUSALS:
        return ModelFault.REFUSED
    return ModelFault.MALFORMED if endings & CUT else None
