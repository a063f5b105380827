"""schema.org's measures: an amount and its unit, as text or as a code of UN/CEFACT."""

import json

import pytest

from scraping import read_html


@pytest.mark.parametrize(
    ("weight", "read"),
    [
        ({"value": "0.85", "unitCode": "KGM"}, "0.85 kg"),
        ({"value": 850, "unitCode": "GRM"}, "850 g"),
        ({"value": 2, "unitCode": "LBR"}, "2 lb"),
        ({"value": 12, "unitCode": "ONZ"}, "12 oz"),
        ({"value": 3, "unitCode": "STN"}, "3 STN"),
        ({"value": "1.2", "unitText": "kilo", "unitCode": "KGM"}, "1.2 kilo"),
        ({"value": 7}, "7"),
        ("300 g", "300 g"),
    ],
)
def test_a_weight_has_the_unit_that_people_write(weight, read):
    told = {"@context": "https://schema.org", "@type": "Product", "name": "Oak Desk Lamp", "weight": weight}
    told["offers"] = {"price": 129, "priceCurrency": "EUR"}
    html = f'<script type="application/ld+json">{json.dumps(told)}</script><h1>Oak Desk Lamp</h1><button>Buy</button>'

    assert read_html(html.encode(), "https://shop.test/p/lamp").weight == read
