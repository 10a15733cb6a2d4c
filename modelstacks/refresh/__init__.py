"""Reading Azure's own APIs: models, quota, stock and retail prices, as an overlay and a quota snapshot.

`read_azure` asks and gives both, with what could not be read; nothing here writes a file. The clients are those of the
optional extra `azure`; they are imported when they are used.
"""

from modelstacks.refresh.differences import Difference, differences, machine_differences
from modelstacks.refresh.reading import Place, Refreshed, read_azure

__all__ = ["Difference", "Place", "Refreshed", "differences", "machine_differences", "read_azure"]
