"""The search: what a query means, where it is found, and in which order it is shown."""

import os

# numpy's linear algebra would start a thread for each processor, which spins and makes single searches ten times as
# slow; the matrices here are small. It is read when numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
