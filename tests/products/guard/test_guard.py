"""What is a claim, and when the source bears it out; across two languages. How well on many texts: ``bench facts``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.guard import Kind, Known, Source, check

POT = (
    Source("Name", "Copper coffee pot 1.2 L"),
    Source("Material", "80% cotton, 20% polyester; handle of stainless steel and oak"),
    Source("Dimensions (cm)", "30 x 40 x 5"),
    Source("Height", "25 cm"),
    Source("Weight", "1.1 lb"),
    Source("Pieces", "6"),
    Source("Warranty", "24 months"),
    Source("Battery life", "5 years"),
    Source("Sizes", "S / M / XL"),
    Source("Colour", "navy"),
    Source("Care", "Not dishwasher safe. BPA-free."),
    Source("Works with", "iPhone 15, Nespresso machines; model XJ-2000"),
    Source("Price", "199 SAR"),
    Source("SKU", "HB002-BU"),
)
KNOWN = Known(POT)


def untraced(text: str) -> list[str]:
    return [claim.text for claim in check(text, KNOWN).untraced]


@pytest.mark.parametrize(
    "text",
    [
        "دلة قهوة من النحاس سعة ١٫٢ لتر",
        "1200 ml, or about 40.6 fl oz",
        "12 inches wide and 16 inches long",
        "بعرض ٣٠ سم وطول ٤٠ سم",
        "30 × 40 × 5 cm",
        "500 g",
        "نصف كيلو",
        "a set of six pieces",
        "طقم من ست قطع",
        "ضمان سنتين",
        "two-year warranty",
        "مع ضمان لمدة عامين",
        "80% cotton and 20% polyester",
        "٨٠٪ قطن",
        "مقبض من الفولاذ المقاوم للصدأ والخشب",
        "sizes S, M and XL",
        "blue",
        "أزرق كحلي",
        "BPA free",
        "خالٍ من BPA",
        "not safe in the dishwasher",
        "لا يناسب غسالة الصحون",
        "متوافق مع آيفون ١٥",
        "works with Nespresso machines",
        "Model XJ2000",
        "suitable for daily use",
        "مناسب للاستخدام اليومي",
        "a pot that is better than most",
        "25 cm high",
        "one of our pots, like many of the others",  # no degrees Fahrenheit
        "1. A pot\n2. A handle",
        "Copper coffee pot, picture 2\nCopper coffee pot, picture 3",
        "دلة قهوة، الصورة 2\nدلة قهوة، الصورة 3",
        "two to five years",  # of the battery and the warranty
        "easy to handle, and it filters the light",  # verbs, no parts
        "Every Eid morning begins with it. This Pot Of Copper Pours Well",  # capitals that name nobody
        "with a handle of oak",
        "",
    ],
)
def test_what_the_source_says_is_traced(text):
    assert untraced(text) == []


@pytest.mark.parametrize(
    ("text", "invented"),
    [
        ("سعة ١٫٥ لتر", ["١٫٥ لتر"]),
        ("31 x 40 cm", ["31"]),
        ("12.4 inches", ["12.4 inches"]),
        ("eight pieces", ["eight pieces"]),
        ("ثماني قطع", ["ثماني قطع"]),
        ("3-year warranty", ["3-year"]),
        ("ضمان خمس سنوات", ["خمس سنوات"]),  # five years are the battery's
        ("lifetime warranty", ["lifetime warranty"]),
        ("20% cotton", ["20%"]),
        ("100% cotton", ["100%"]),
        ("genuine leather", ["genuine leather"]),
        ("من الحرير الطبيعي", ["الحرير"]),
        ("size XXL", ["XXL"]),
        ("أحمر", ["أحمر"]),
        ("dishwasher safe", ["dishwasher safe"]),
        ("يناسب غسالة الصحون", ["غسالة الصحون"]),
        ("compatible with Dolce Gusto", ["Dolce Gusto"]),
        ("compatible with Lavazza", ["compatible with Lavazza"]),
        ("CE marked, ISO 9001", ["CE", "ISO 9001"]),
        ("معتمد من هيئة الغذاء والدواء", ["معتمد", "هيئة الغذاء والدواء"]),
        ("the best pot", ["best"]),
        ("الأفضل في العالم", ["الأفضل", "في العالم"]),
        ("made in Italy", ["Italy"]),
        ("free shipping", ["free shipping"]),
        ("بعرض 25 سم", ["25 سم"]),  # 25 cm is its height
        ("model XJ-3000", ["XJ-3000"]),
        ("in two colours", ["two colours"]),  # the 2 of the SKU counts nothing
        ("write to sales@potshop", ["sales@potshop"]),
        ("visit shop.example.com or call +966 50 123 4567", ["shop.example.com", "+966 50 123 4567"]),
        ("energy class A", ["energy class"]),
        ("Tested in a laboratory", ["Tested in a laboratory"]),
        ("reduces eye strain", ["eye strain"]),
        ("يحسّن النوم", ["يحسّن النوم"]),
        ("safe for babies", ["safe for babies"]),
        ("آمن للأطفال", ["آمن للأطفال"]),
        ("twice as bright", ["twice as"]),
        ("with a motion sensor", ["motion sensor"]),
        ("تعمل بالبطارية", ["تعمل بالبطارية"]),
        ("imported", ["imported"]),
        ("tax free", ["tax free"]),
        ("a pot with a lid, a strainer and a gift box", ["lid", "strainer", "gift box"]),
        ("دلة مع مصفاة وعلبة هدية", ["مصفاة", "علبة هدية"]),
        ("for women and babies", ["women", "babies"]),
        ("دلة رجالية", ["رجالية"]),
        ("released in October", ["October"]),
        ("منذ القرن الماضي", ["القرن"]),
        ("I bought it for my son", ["I bought it", "my son"]),
        ("اشتريتها وأنصح بها", ["اشتريتها", "أنصح بها"]),
        ("popular with chefs", ["popular with"]),
        ("موثوقة لدى المشاهير", ["موثوقة", "المشاهير"]),
        ("high-quality, durable and reliable", ["high-quality", "durable", "reliable"]),
        ("متينة وعالية الجودة", ["متينة", "عالية الجودة"]),
        ("designed by Dieter Rams for our shop", ["Dieter Rams"]),
        ("دلة نحاسية للقهوة العربية من تصميم المصمم Dieter Rams", ["Dieter Rams"]),
    ],
)
def test_what_it_does_not_say_is_not(text, invented):
    assert untraced(text) == invented


@pytest.mark.parametrize("text", ["199 SAR", "١٩٩ ريال", "$49.99", "السعر 199", "priced at 199"])
def test_a_price_is_a_fault_even_when_it_is_true(text):
    (claim,) = check(text, KNOWN).claims

    assert (claim.kind, claim.is_traced) == (Kind.PRICE, False)


def test_where_prices_may_stand_they_are_traced():
    assert check("199 ريال", KNOWN, prices=True).untraced == ()
    assert [claim.text for claim in check("189 SAR or 199 USD", KNOWN, prices=True).untraced] == ["189 SAR", "199 USD"]


def test_a_claim_tells_its_place_and_what_was_searched():
    text = "دلة سعة ١٫٥ لتر"
    (claim,) = check(text, KNOWN).claims

    assert text[claim.start : claim.end] == claim.text == "١٫٥ لتر"
    assert claim.searched == ("1.5 l", "1500 ml", "50.72 fl oz")
    assert check("1.2 L", KNOWN).claims[0].found == "Name"


def test_the_json_form_is_json():
    (claim,) = check("199 SAR", KNOWN).claims

    assert claim.dump() == {
        "kind": "price", "text": "199 SAR", "start": 0, "end": 7, "found": "", "searched": ["199"],
    }  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_at_all_is_read_and_every_claim_stands_in_it(text):
    for claim in check(text, KNOWN).claims:
        assert text[claim.start : claim.end] == claim.text


@given(st.text(alphabet="0123456789.,/x× cmكجسم%-٠١٢٣½²\n", max_size=80))
def test_nothing_that_looks_like_numbers_breaks_it(text):
    check(text, Known([Source(text, text)]))
