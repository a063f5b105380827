"""Charts in a page: ``{% bar_chart c %}``, ``{% box_chart c %}``, ``{% line_chart c %}``; see ``products.charts``.

A page that uses them loads ``css/charts.css``.
"""

from typing import Any

from django import template

from products.charts import Bars, Boxes, Lines

register = template.Library()


@register.inclusion_tag("components/chart_bars.html")
def bar_chart(chart: Bars, *, hide_title: bool = False) -> dict[str, Any]:
    """A table whose middle column is drawn."""
    return {"chart": chart, "hide_title": hide_title}


@register.inclusion_tag("components/chart_boxes.html")
def box_chart(chart: Boxes, *, hide_title: bool = False) -> dict[str, Any]:
    """A table whose middle column is drawn, with the scale above it."""
    return {"chart": chart, "hide_title": hide_title}


@register.inclusion_tag("components/chart_lines.html")
def line_chart(chart: Lines, *, hide_title: bool = False) -> dict[str, Any]:
    """A drawing, and all that it shows as a table to unfold."""
    return {"chart": chart, "hide_title": hide_title}
