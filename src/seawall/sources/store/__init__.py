"""The store of market data: Parquet files are the record, a manifest says which of them count.

An append is durable and whole when it returns; readers hold no lock and see one version.
"""
