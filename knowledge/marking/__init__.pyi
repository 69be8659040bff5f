from .marks import Mark as Mark
from .marks import applied_mark as applied_mark
from .marks import needs_the_question_before as needs_the_question_before
from .marks import words_digest as words_digest
from .same_question import ask_the_same as ask_the_same
