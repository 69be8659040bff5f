"""Checklists at work: chosen, prefilled, answered, weighed, summed up, completed.

PartnerVoice     who at the partner says an answer; `last_voice` who was named last
Weight           what an answer weighs; WeighingInput what somebody who read it says of it
shown_to         a checklist as the partner, the office or the few in it may read it
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
