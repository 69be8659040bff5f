"""What spans a partner's record, its agreements and its due diligence.

AccessRecord   who looked at restricted values, and who exported; `Access` says how
record_decision   what the Committee decided on an agreement, into the partner’s file
mentions_of    where a person is named, so that nothing of it is overlooked
OfficeHoldings what of the office's own rests on a policy's clauses, or contradicts it
Retention      deletes what is older than the settings keep it
seal_everything   seals what stands in a database with the first key; `sealing_state` says what is
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
