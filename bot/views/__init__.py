"""What people see in Slack: pure functions from domain objects to Block Kit, without a client.

message   Message: blocks, the text that stands for them, and what a stream sends
answer    an answer or refusal; the same one shared in a channel
clause    a clause whole, a document's outline, and what is shown when there is none
question  the modals to ask in, and the answer to "Which policy applies?"
home      the Home tab
notices   everything else that Saathi says, from the prose files
names     action ids, callback ids and block ids, for the views and for the routing table
"""
