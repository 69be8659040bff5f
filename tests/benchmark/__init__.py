"""`make bench`: what Saathi costs and what its search is worth, against baselines of the same run.

    make bench                    everything but PolicyQA, whose data stays outside the project
    make bench POLICYQA=FILE      with PolicyQA: {passages: [{text, doc, heading}],
                                  queries: [{text, doc, rel: [passage numbers]}]}
    python -m tests.benchmark --quick     without the index of 100,000 clauses, Slack for seconds
    python -m tests.benchmark --only slack     one part, named as in `__main__.PARTS`

It prints two tables and writes `build/bench.json`: {name: {"value", "unit", "baseline", "ratio"}},
where `baseline` says in words what the value was compared with, `ratio` is value / baseline, and
both are null where nothing was compared. For quality a ratio above 1 is better, for time and memory
one below 1.

policyqa_ndcg10          nDCG@10 within one document, through `build_index` and `PolicyIndex.search`
  ..._bm25, ..._embedder, ..._fusion      the same for BM25 alone, the embedder alone, and their
                         reciprocal rank fusion, over the same passages, stems and vectors
answer_p50_ms, _p95_ms   `PolicyDesk.ask`, warm, over the project's own questions (tests/questions)
index_build_s            the index of the shipped documents, with the models loaded
cold_start_s             the whole process `saathi ask "..."`, with a built index
cold_start_chat_model_s  the same with a chat model set that cannot be reached
peak_mb                  the most memory that a process held which answers 100 questions
add_clause_s, add_page_s, add_pages_80_s   processor time of the index when that is added to 1,000
                         clauses, beside building it whole (in proportion to the 1,000)
draft_p50_ms, _p95_ms    a warm draft of the longest sample contract: composed, reviewed, both
                         copies with comments; in turn with plain docxtpl, which renders one copy of
                         the same document
draft_saved_p50_ms       `DraftingDesk.draft`: the same, compared with the version before and saved
draft_review_ms, draft_render_ms   the two steps of a draft
draft_compare_ms         `DraftingDesk.compare`: its clean copy, returned as it was issued
draft_200_s              a document of each of 200 partners, saved
draft_memory_mb          the memory held after 1,000 renderings, beside that after 200
draft_pdf_s              the longest sample contract as PDF, with LibreOffice's start
search_..._1k, _10k, _100k      how search grows, over generated clauses with a stand-in for the
                         embedding (`generated.py`): index and search only; what the embedding takes
                         is in answer_p50_ms

slack_ack_..., _reply_..., _questions_a_second      fifty people who each ask again as soon as the
                         reply has come, for 60 s; _rush_: all in one instant; _calm_: as people ask
slack_lost, slack_doubled      questions without a reply, and replies too many; both must be none
slack_mb_after_5000      memory after 5,000 questions, against that after 1,000
slack_ready_s            from the start of `saathi serve` to ready, with the local workspace

How it is measured. Every part runs in its own process, so that none warms or burdens another, and
the process that starts them stays small. Each question is timed three times and its median taken,
then p50 and p95 over the questions; whole processes are run five times, in turn with their
baseline, and the median taken; a build is timed once. Other work on the machine shows all the same:
the tables give the load, and a ratio is worth more than a time.

__main__, tables      the arguments, the parts in turn, the tables
figures, sizes        which processes are run, and what their figures are compared with
policyqa, desk, adding_clauses, growth, slack_load      the parts, each a process of its own
baselines, generated  what the search is compared with, and the clauses of the sizes
children, rows        processes measured from outside; a figure with its baseline
"""
