from .people_named import mentions_of as mentions_of
