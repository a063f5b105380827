"""The other side of the chaos: a shop whose pages are plain, slow or flaky, and a receiver of orders.

Both are real HTTP servers. What they should lead to is computed from a page's number, never read back from a database.
"""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from tests.support.http import Answering, Site

SLOW_S = (0.3, 1.2)  # what a slow page takes, from and to
FLAKY_RETRY_AFTER_S = 1


@dataclass(frozen=True)
class Goods:
    """One page of the shop. Its kind follows from its number, so that every seed sees all kinds."""

    number: int

    @property
    def kind(self) -> str:
        return ("plain", "slow", "flaky", "plain", "variants")[self.number % 5]

    @property
    def path(self) -> str:
        return f"/goods/{self.number}"

    @property
    def name(self) -> str:
        return f"Brass lantern number {self.number}"

    @property
    def price(self) -> str:
        return f"{100 + self.number}.{10 + self.number % 90}"

    @property
    def images(self) -> int:
        return 1 + self.number % 3

    @property
    def variants(self) -> list[str]:
        return ["Small", "Medium", "Large"] if self.kind == "variants" else []

    def page(self, origin: str) -> str:
        """The page's HTML: what the markup says is also what the buyer sees."""
        pictures = [f"{origin}/pictures/{self.number}-{n}.jpg" for n in range(self.images)]
        offer = {"@type": "Offer", "price": self.price, "priceCurrency": "SAR", "availability": "InStock"}
        product = {"@type": "Product", "name": self.name, "image": pictures, "sku": f"LANTERN-{self.number}"}
        data = product | {"offers": offer} if not self.variants else self._group(product, offer)
        return f"""<!doctype html><html lang="en"><head><title>{self.name}</title>
<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **data})}</script></head>
<body><main><h1>{self.name}</h1><p class="price">{self.price} SAR</p>
{"".join(f'<img src="{picture}" width="800" height="800" alt="{self.name}">' for picture in pictures)}
<p>Made by hand of brass, with coloured glass on four sides. In stock.</p>
<button>Add to cart</button></main></body></html>"""

    def _group(self, product: dict[str, object], offer: dict[str, str]) -> dict[str, object]:
        forms = [
            {
                **product,
                "name": f"{self.name} {size}",
                "size": size,
                "sku": f"L{self.number}-{size[0]}",
                "offers": offer,
            }
            for size in self.variants
        ]
        return product | {"@type": "ProductGroup", "variesBy": ["https://schema.org/size"], "hasVariant": forms}


class Shop:
    """Serves the goods. A flaky page answers its first visitor with 503, half of them with ``Retry-After``."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site = site
        self.seed = seed
        self.visits: Counter[int] = Counter()
        self._guard = threading.Lock()

    def open(self, goods: Goods) -> str:
        """Put the page on the site; gives its address."""
        return self.site.route(goods.path, lambda answer: self._answer(goods, answer))

    def _answer(self, goods: Goods, answer: Answering) -> None:
        with self._guard:
            self.visits[goods.number] += 1
            visit = self.visits[goods.number]
        if goods.kind == "flaky" and visit == 1:
            after = {"Retry_After": str(FLAKY_RETRY_AFTER_S)} if goods.number % 2 else {}
            return answer.write(b"<title>Back soon</title>", status=503, **after)
        if goods.kind == "slow":
            time.sleep(random.Random(f"{self.seed}-{goods.number}-{visit}").uniform(*SLOW_S))
        return answer.write(goods.page(self.site.url("").rstrip("/")).encode())


class Receiver:
    """Takes orders, as a store's API does: one for each idempotency key, and it can be asked for one by its key.

    The first answer to every third order is lost: it is taken, and the connection ends without a word.
    """

    def __init__(self, site: Site, seed: int) -> None:
        self.seed = seed
        self.posts: Counter[str] = Counter()
        self.made: Counter[str] = Counter()
        self.lost: set[str] = set()
        self._receipts: dict[str, str] = {}
        self._guard = threading.Lock()
        self.url = site.route("/orders", self._answer)

    def _answer(self, answer: Answering) -> None:
        if answer.command == "POST":
            self._take(answer)
            return
        (key,) = parse_qs(urlsplit(answer.path).query)["key"]
        self._say(answer, key, 200 if key in self._receipts else 404)

    def _take(self, answer: Answering) -> None:
        key = answer.headers["Idempotency-Key"]
        with self._guard:
            self.posts[key] += 1
            first = self.posts[key] == 1
        time.sleep(random.Random(f"{self.seed}-{key}").uniform(0, 0.3))
        with self._guard:
            if key not in self._receipts:
                self.made[key] += 1
                self._receipts[key] = f"receipt of {key}"
        if first and int(key.rsplit("-", 1)[1]) % 3 == 0:
            self.lost.add(key)
            answer.close_connection = True
            return
        self._say(answer, key, 201)

    def _say(self, answer: Answering, key: str, status: int) -> None:
        body = json.dumps({"receipt": self._receipts.get(key)}).encode()
        answer.write(body, status=status, Content_Type="application/json")
