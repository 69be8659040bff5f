"""The partner's file as data: who the partner is, and its agreements. Unknown stays unknown.

Each field's title is what people read; `RESTRICTED` marks what only some roles may see. Fields that
hold nothing are unknown: nothing is guessed, and nothing is derived where the law decides.
"""
