"""Reviews of a relationship or an agreement (CSPF 16(d)): what is said, and how far each is.

The kind of entry itself is `drafting/partnership/kinds/review.py`.
"""
