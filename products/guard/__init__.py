"""The fact guard: what a text claims, and which of it stands in the source. Pure functions: no Django, no database.

known = Known([Source("Material", "100% cotton"), Source("Size", "30 x 40 cm")])
report = check("قميص من القطن بعرض ١٢ بوصة", known)
report.untraced    # claims that nothing in the source bears out, each with its span and what was searched
"""

from products.guard.claims import Claim, Kind, Report
from products.guard.tracing import Known, Source, check

__all__ = ["Claim", "Kind", "Known", "Report", "Source", "check"]
