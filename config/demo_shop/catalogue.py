"""What the demo shop shows and how each import of it must end. Read by the import page and by tests."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class DemoLink:
    """One page of the demo shop, and how its import must end.

    ``expect`` is a status of Product, ``error_code`` a code of ScrapeError or empty; ``price`` is what the buyer pays
    on the page, with its currency, empty where the page names none.
    """

    slug: str
    path: str
    title: Text
    kind: Text
    teaches: Text
    expect: str = "IMPORTED"
    error_code: str = ""
    price: str = ""

    @property
    def url(self) -> str:
        """Its address in the demo shop that ``up`` and ``demo`` open."""
        return f"http://{settings.DEMO_SHOP_HOST}{self.path}"


DEMO_LINKS: tuple[DemoLink, ...] = (
    DemoLink(
        slug="json-ld",
        path="/products/copper-dallah",
        title=_("Copper dallah"),
        kind=_("JSON-LD"),
        teaches=_("The usual case: everything stands in JSON-LD."),
        price="249.00 SAR",
    ),
    DemoLink(
        slug="microdata",
        path="/products/sadu-cushion",
        title=_("Sadu cushion"),
        kind=_("Microdata"),
        teaches=_("Values are marked in the visible page itself."),
        price="135.50 SAR",
    ),
    DemoLink(
        slug="opengraph",
        path="/products/oud-burner",
        title=_("Oud burner"),
        kind=_("OpenGraph"),
        teaches=_("Only the tags for social networks are there."),
        price="189.00 SAR",
    ),
    DemoLink(
        slug="no-markup",
        path="/products/arc-lamp",
        title=_("Desk lamp"),
        kind=_("No markup"),
        teaches=_("Nothing is marked: the page is read as a buyer sees it."),
        price="89.90 USD",
    ),
    DemoLink(
        slug="variants",
        path="/products/cotton-t-shirt?variant=4104",
        title=_("Cotton T-shirt"),
        kind=_("Variants"),
        teaches=_("Nine variants by colour and size; the link names one of them."),
        price="79.00 SAR",
    ),
    DemoLink(
        slug="arabic",
        path="/products/sukkari-dates",
        title=_("Sukkari dates"),
        kind=_("Arabic"),
        teaches=_("An Arabic page, its price in Arabic digits."),
        price="1249.50 SAR",
    ),
    DemoLink(
        slug="sale",
        path="/products/reef-mug",
        title=_("Stoneware mug"),
        kind=_("Sale"),
        teaches=_("Its markup keeps the regular price; the buyer pays less."),
        price="59.00 SAR",
    ),
    DemoLink(
        slug="out-of-stock",
        path="/products/brass-lantern",
        title=_("Brass lantern"),
        kind=_("Out of stock"),
        teaches=_("Sold out and without a price: imported, marked incomplete."),
    ),
    DemoLink(
        slug="slow",
        path="/products/olive-board",
        title=_("Olive wood board"),
        kind=_("Slow"),
        teaches=_("The shop takes 8 seconds to answer."),
        price="145.00 SAR",
    ),
    DemoLink(
        slug="flaky",
        path="/products/citrus-carafe",
        title=_("Citrus carafe"),
        kind=_("Flaky"),
        teaches=_("Fails twice, then works: watch it try again."),
        price="119.00 SAR",
    ),
    DemoLink(
        slug="moved",
        path="/go/basket",
        title=_("Rattan basket"),
        kind=_("Moved"),
        teaches=_("Three redirects lead to the product."),
        price="149.00 SAR",
    ),
    DemoLink(
        slug="not-found",
        path="/products/silver-tray",
        title=_("Silver tray"),
        kind=_("Not found"),
        teaches=_("The shop has no such page."),
        expect="FAILED",
        error_code="page_not_found",
    ),
    DemoLink(
        slug="challenge",
        path="/products/pearl-necklace",
        title=_("Pearl necklace"),
        kind=_("Challenge"),
        teaches=_("A check for robots stands in front of the page."),
        expect="FAILED",
        error_code="challenge_page",
    ),
    DemoLink(
        slug="article",
        path="/journal/choosing-a-desk-lamp",
        title=_("How to choose a desk lamp"),
        kind=_("Not a product"),
        teaches=_("An article that sells nothing."),
        expect="FAILED",
        error_code="not_a_product",
    ),
    DemoLink(
        slug="category",
        path="/collections/kitchen",
        title=_("Kitchen"),
        kind=_("Several products"),
        teaches=_("A list of products instead of one."),
        expect="FAILED",
        error_code="several_products",
    ),
    DemoLink(
        slug="huge",
        path="/products/all-cushions",
        title=_("Every cushion we ever made"),
        kind=_("Huge"),
        teaches=_("A page that hardly ends: reading stops at the limit."),
        expect="FAILED",
        error_code="page_too_large",
    ),
)


def demo_link(slug: str) -> DemoLink:
    """The link with this slug. Raises KeyError."""
    return {link.slug: link for link in DEMO_LINKS}[slug]


def link(slug: str) -> str:
    """The address of ``slug`` in the demo shop that ``up`` and ``demo`` open. Raises KeyError."""
    return demo_link(slug).url
