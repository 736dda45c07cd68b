"""Where data comes from.

Takes   a path.
Gives   OptionChain.
Never   repairs what it reads.
"""

from seawall.sources.option_chain_files import read_option_chain

__all__ = ["read_option_chain"]
