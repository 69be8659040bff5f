"""What `saathi doctor --try-model` says: whether the chat model that is set is good enough here."""

from __future__ import annotations

from bot.services import Services
from bot.terminal.doctor.report import CheckResult
from knowledge.writing import ModelTrial, try_model

NAME = "Chat model, tried"
BETTER = "at least 4 of 5 answers worded, 7 of 10 sentences kept, no answer found where none is"
CURE = "choose another model (docs/written_answers.md), or leave `chat_model.model` empty"


def model_trial(services: Services) -> CheckResult:
    """The trial of the model that is set. Raises what asking the policies raises."""
    writer = services.policies.writer
    if writer is None:
        return CheckResult(NAME, "no model is set, or it cannot be asked", BETTER)
    trial = try_model(writer, services.policies.answerer())
    return CheckResult(NAME, _figures(trial), BETTER, _cure(trial))


def _figures(trial: ModelTrial) -> str:
    return (
        f"{trial.worded} of {trial.answerable} answers worded, {trial.kept} of {trial.written} "
        f"sentences kept, {trial.seconds:.1f} s a question"
    )


def _cure(trial: ModelTrial) -> str:
    if not trial.faults:
        return ""
    return f"it is not good enough ({'; '.join(trial.faults)}): {CURE}"
