"""The index behind langchain's retriever interface."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangchainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from knowledge.index.policy_index import PolicyIndex


class ClauseRetriever(BaseRetriever):
    """The `limit` best passages for a question, as langchain documents with their scores."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: PolicyIndex
    limit: int = 5
    document: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangchainDocument]:
        hits = self.index.search(query, self.limit, document=self.document)
        return [
            LangchainDocument(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    "document": hit.passage.document,
                    "place": hit.passage.place,
                    "score": hit.score,
                },
            )
            for hit in hits
        ]
