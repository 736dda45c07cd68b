"""The gate on the way into the store: what rows look like, and what becomes of them.

Takes   rows of one kind, and where there are any, other series to compare them with.
Gives   a report of findings by rule, each with its rows; batches without a refused row go on into the store.
Never   repairs, fills, drops or reorders a row.
"""
