"""Pictures.

Takes   records of the rooms above.
Gives   Matplotlib Axes, one function per picture.
Never   computes what it draws.
"""

from seawall.figures.smile import volatility_smile

__all__ = ["volatility_smile"]
