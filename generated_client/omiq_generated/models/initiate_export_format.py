from typing import Literal, TypeAlias

InitiateExportFormat: TypeAlias = Literal["CSV", "FCS"]
