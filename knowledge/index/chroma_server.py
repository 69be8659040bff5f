"""A client of a Chroma server whose calls end in time.

chromadb's own waits for ever: its HTTP session has no time limit, and no setting gives it one. The
limit is for connecting, for sending, and for each silence while the answer comes.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx
from chromadb.api.client import Client
from chromadb.auth import UserIdentity
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings

from knowledge.errors import KnowledgeError

CONNECTS = 2.0  # seconds
NO_ADDRESS = "The setting `chroma_url` is no address; write it as http://localhost:8000."


def server_client(url: str, seconds: float) -> Client:
    """A client of the server at `url`, each of whose calls may take `seconds`.

    Raises KnowledgeError where `url` is no address, and what chromadb raises where none answers.
    """
    parts, port = _address(url)
    settings = Settings(
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=parts.hostname,
        chroma_server_http_port=port,
        chroma_server_ssl_enabled=parts.scheme == "https",
    )
    return _BoundedClient(seconds, settings)


def _address(url: str) -> tuple[SplitResult, int]:
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 8000)
    except ValueError:
        port = 0
    if parts.scheme not in {"http", "https"} or not parts.hostname or not port:
        raise KnowledgeError(NO_ADDRESS)
    return parts, port


class _BoundedClient(Client):
    """chromadb's client; its sessions get their limit before the first call is made."""

    def __init__(self, seconds: float, settings: Settings) -> None:
        self._limit = httpx.Timeout(seconds, connect=min(seconds, CONNECTS))
        super().__init__(tenant=DEFAULT_TENANT, database=DEFAULT_DATABASE, settings=settings)

    def get_user_identity(self) -> UserIdentity:
        """As in Client, which calls it first of all."""
        self._bound(self)
        return super().get_user_identity()

    def _validate_tenant_database(self, tenant: str, database: str) -> None:
        self._bound(self._admin_client)  # it has a session of its own
        super()._validate_tenant_database(tenant=tenant, database=database)

    def _bound(self, client: Any) -> None:
        client._server._session.timeout = self._limit
