"""The parts of the check of what a chat model wrote (`knowledge/writing/statement_check.py`).

quotes      where a quote stands in its clause, and the sentences around it
tokens      text → words with their stems and meanings (vocabulary.py knows the word lists)
figures     numbers, ranges, years and months
names       names and abbreviations
agreement   what must, may and will, and what is denied, in a sentence and in its source
            (markers.py knows the words for it; force.py and denial.py read them)
scope       all, only, at least, largely, wherever possible
who         who is named
contradiction   two texts of which one forbids what the other permits or requires
"""
