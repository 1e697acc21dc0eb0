from typing import Literal, TypeAlias

InitiateExportFilterUsageMode: TypeAlias = Literal["BOOLCOLS", "NAMECOL"]
