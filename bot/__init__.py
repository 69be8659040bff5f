"""The edge: Slack, the terminal and the local workspace; it alone knows the environment."""

import os

# Before numpy is loaded. A question takes many small products: threads for each of them cost more
# than they bring, and with several questions at once they fight for the cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
