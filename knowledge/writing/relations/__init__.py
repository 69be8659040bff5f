"""What a sentence says of whom, read by a parser, and whether its source says the same.

parser      the parser, read as package data
graph       a parsed text: who acts, whom it is done to, and what else each word is to another
reading     a claim and its source as sentences that the parser reads well, laid side by side
agreement   each word beside the one that it stands for, and how far the source bears each edge
kept        conditions, restrictions and reasons that a claim may not lose or turn round
force, binding   how binding each word is and whether it is denied, and whether both surely agree
"""
