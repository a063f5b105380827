"""Stars and reviews in the line beside the title, where no markup tells them."""

import pytest

from scraping import read_html

TEXT = "A fine lamp made of oak that stands on the desk and gives warm light for reading."


def read(body, *, behind=""):
    page = (
        '<!doctype html><html><head><meta charset="utf-8"><title>Oak Desk Lamp | Shop</title></head><body><main>'
        f'<div class="product"><img src="/lamp.jpg" alt="Oak Desk Lamp"><h1>Oak Desk Lamp</h1>{body}'
        f'<p class="price">99,00 €</p><p>{TEXT}</p><button>Buy</button></div>{behind}</main></body></html>'
    )
    snapshot = read_html(page.encode(), "https://shop.example.com/p/lamp")
    return (None if snapshot.rating is None else str(snapshot.rating)), snapshot.review_count


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>4,5 von 5 Sternen</p><a>128 Bewertungen</a>", ("4.5", 128)),
        ("<p>4.6 out of 5 stars (1,204 reviews)</p>", ("4.6", 1204)),
        ("<p>5 out of 5 stars</p>", ("5", None)),
        ('<p class="stars" aria-label="4,8 sur 5 étoiles"></p><p>1 024 avis</p>', ("4.8", 1024)),
        ('<p class="rating"><b>4.7</b> <a>(318)</a></p>', ("4.7", 318)),
        ("<p>5つ星のうち4.2</p><p>57件のレビュー</p>", ("4.2", 57)),
        ("<p>٤٫٥ من ٥ نجوم</p><p>١٢ تقييم</p>", ("4.5", 12)),
        ('<p class="rating">4,9</p><p>1 024 отзыва</p>', ("4.9", 1024)),
        ('<p class="rating">4.5 (128)</p>', ("4.5", 128)),
        ('<p class="rating">★ 4,9 • 1 573</p>', ("4.9", 1573)),
        ('<p class="review-summary">4.62 (218件)</p>', ("4.62", 218)),
        ('<p class="rating">4,7</p><a href="#r">Opinie (31)</a>', ("4.7", 31)),
        ("<a>Reviews (264)</a>", (None, 264)),
        ("<p>4.5 (128)</p><p>Size 4.5 (12)</p>", (None, None)),
        ("<p>Image 2 of 5</p><p>1/5</p>", (None, None)),
        ("<p>5 out of 5 rating</p>", ("5", None)),
        ('<p><span aria-label="4,5 von 5 Sternen"></span> <a href="#reviews">217</a></p>', ("4.5", None)),
        ('<div class="yotpo"><i aria-label="4.6 star rating"></i><a>24 Reviews</a></div>', ("4.6", 24)),
        ('<div class="ugc-stars"><picture><img src="/r.svg" alt="4.6"></picture></div>', ("4.6", None)),
        ("<a>4.8 (1.942 opiniones)</a>", ("4.8", 1942)),
        ("<a>(4.5, 14 reader comments)</a>", ("4.5", 14)),
        ('<div class="SoldBy"><b class="seller-rating">4.0 (28,914 ratings)</b></div>', (None, None)),
        ("<a>3 comments</a>", (None, None)),
        ('<p class="rating">4.37</p>', ("4.37", None)),
        ("<p>Average Rating: 4.7 of 5 | Total Reviews: 3</p>", ("4.7", 3)),
        ('<p><b class="rating-number">4.7</b> <a href="#tabReviews">(<i>86</i>)</a></p>', ("4.7", 86)),
        ("<a href='#reviews'><span>16</span>&nbsp;<span>تقييمات</span></a>", (None, 16)),
        ("<p>Step 3 of 5</p><p>Be the first to review</p>", (None, None)),
    ],
)
def test_stars_and_reviews_are_read(body, expected):
    assert read(body) == expected


def test_what_one_buyer_gave_far_below_is_not_the_rating():
    below = "<p>filler</p>" * 150 + "<div class='review'><p>1.0 out of 5 stars</p></div>"

    assert read("", behind=below) == (None, None)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<div class="jdgm-prev-badge" data-average-rating="4.63" data-number-of-reviews="19"></div>', ("4.63", 19)),
        ('<div class="loox-rating" data-id="7" data-rating="4.9" data-raters="120"></div>', ("4.9", 120)),
        ('<salla-rating-stars value="4.5" reviews="12"></salla-rating-stars>', ("4.5", 12)),
        ('<div class="rating-result" title="92%"><span style="width:92%"><span>92%</span></span></div>', ("4.6", None)),
        ('<div class="rating-box"><div class="rating" style="width:80%"></div></div>', ("4", None)),
        ('<div class="TTratingBox TTrating-4-5"></div>', ("4.5", None)),
        ('<i class="i-stars i-stars-3_5"></i>', ("3.5", None)),
        (
            '<p class="rating">' + '<b class="fa-stack"><i class="fa-star"></i><i class="fa-star-o"></i></b>' * 4
            + '<b class="fa-stack"><i class="fa-star-o"></i></b></p>',
            ("4", None),
        ),
        (
            '<div class="stars">' + '<b class="icon-star"><i class="star full-star"></i></b>' * 3
            + '<b class="icon-star"><i class="half-star"></i></b><b class="icon-star"><i class="empty-star"></i></b>'
            + "</div>",
            ("3.5", None),
        ),
        ('<div class="rating">' + '<i class="fa fa-star-o"></i>' * 5 + "</div>", (None, None)),
        ('<div class="loox-rating" data-rating="0"></div>', (None, None)),
        ('<p class="rating"><a data-rating="1"></a><a data-rating="2"></a></p>', (None, None)),
        ('<ul class="rating-bars"><li style="width:70%"></li><li style="width:20%"></li></ul>', (None, None)),
        ('<p class="stars-panel" style="width:100px">x</p>', (None, None)),
    ],
)  # fmt: skip
def test_drawn_stars_are_read(body, expected):
    assert read(body) == expected


WIDGET = (
    '<div itemscope itemtype="http://schema.org/AggregateRating"><meta itemprop="ratingValue" content="{}">'
    '<meta itemprop="bestRating" content="10"><span itemprop="reviewCount">{}</span></div>'
)


def test_a_lone_widget_far_below_tells_the_rating():
    below = "<p>filler</p>" * 2000

    assert read("", behind=below + WIDGET.format("9.0", "214")) == ("4.5", 214)
    assert read("", behind=below + WIDGET.format("9.0", "214") + WIDGET.format("3.0", "2")) == (None, None)


def test_the_shops_own_rating_is_not_the_products():
    shop = '<div itemscope itemtype="http://schema.org/Organization"><div itemprop="aggregateRating">{}</div></div>'

    assert read("", behind=shop.format(WIDGET.format("9.0", "214"))) == (None, None)


def test_the_head_of_the_reviews_far_below_tells_the_rating():
    below = "<p>filler</p>" * 150 + "<div><b>Customer Reviews</b> Overall Rating: <b>4.7</b> out of 5 (3 reviews)</div>"

    assert read("", behind=below) == ("4.7", 3)
