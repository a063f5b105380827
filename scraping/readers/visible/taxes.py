"""What the words beside an amount say of tax: buyers pay the price with it, so that one is the price."""

import re

from scraping.text.needles import Words
from scraping.text.patterns import one_of

_TAX = "(?:vat|tax|taxes|gst|btw|mwst|ust|mehrwertsteuer|umsatzsteuer|moms|mva|iva|dph|tva|kdv|áfa|ндс|пдв|ддс|φπα)"
_NET = rf"""
    \b(?:ex(?:c|cl|cluding|clusive|clusief|kl)?|eks|ekskl|escl|without|zzgl|zuzüglich|ohne|exkl|plus|u|uden|uten|utan|sem|sin
    |senza|bez|fără|fara|без|χωρίς|before)\.? ?(?:of )?(?:gesetzl\.? |\d\d? ?% )?{_TAX}\b
    |\bnett?o(?:preis|prijs|pris)?\b|\bnettó(?: ár)?\b|\bnet price\b
    |\bh\.?t\b|\bhors taxes?\b|\bsin impuestos\b
    |\biva (?:esclusa|exclu[ií]do|no incluido|não incluído)\b|\bkdv hariç\b|\báfa nélkül\b|\bveroton\b
    |\bexcl\b(?!\.? ?[a-z])
    |\+ ?(?:{_TAX}\b|税|ضريبة|الضريبة)
    |(?:بدون|قبل|باستثناء|غير شاملة?|لا يشمل|غير خاضع) (?:قيمة |ل|لل)?(?:ال)?ضريب[ةه](?: القيمة المضافة| المضافة)?
    |غير شاملة?|税抜き?|税别|税別|本体価格|本体|外税|不含税|부가세 별도"""
_GROSS = rf"""
    \b(?:inc|incl|including|inclusive|inkl|included|inclusief|with|con|com|mit|cu|s|včetně|z|с|със)\.? ?(?:of )?
    (?:gesetzl\.? |\d\d? ?% )?{_TAX}\b
    |\bttc\b|\biva (?:incl|inclusa|incluido|incluído|incluida)|\bbruttó?(?: ár)?\b|\bkdv dahil\b
    |\b{_TAX} (?:incl|inbegr)
    |\bincl\b(?!\.? ?[a-z])
    |شاملة? (?:ال)?ضريب[ةه](?: القيمة المضافة| المضافة)?|شاملة?(?= *$)|税込み?|内税|含税|부가세 포함"""
_BEFORE = one_of(rf"(?:(?P<net>{_NET})|(?P<gross>{_GROSS}))[\s:：.()（）~–-]*$")
_AFTER = one_of(rf"^[\s(（,/*-]*(?:(?P<net>{_NET})|(?P<gross>{_GROSS}))")
_SPOKEN_OF = Words((
    "vat", "tax", "gst", "btw", "mwst", "ust", "steuer", "moms", "mva", "iva", "dph", "tva", "kdv", "áfa", "ндс", "пдв",
    "ддс", "φπα", "net", "brutt", "ht", "h.t", "ttc", "impuestos", "veroton", "exc", "inc", "ضريب", "شامل", "税",
    "부가세", "本体",
))  # fmt: skip
_ENDS_IN_AMOUNT = re.compile(r"\d\D{0,8}$")
_GOES_ON = re.compile(r"[^)）\d]{0,6}\d")


def tax_said(before: str, after: str, *, apart: bool) -> bool | None:
    """Whether the label nearest to an amount says with tax (True) or without (False); None where none does.

    ``before`` and ``after`` are in lower case. ``apart`` tells that ``after`` stands in another element than the
    amount: a label there that has an amount of its own speaks of that.
    """
    if not _SPOKEN_OF.any_in(f"{before}\n{after}"):
        return None
    label = _BEFORE.search(before)
    if label is not None and not _is_of_the_amount_before(before, label):
        return label["net"] is None
    label = _AFTER.match(after)
    if label is None or _is_of_the_amount_after(after, label, apart=apart):
        return None
    return label["net"] is None


def _is_of_the_amount_before(before: str, label: re.Match[str]) -> bool:
    """``1 074 Kč bez DPH | 1 299 Kč``; but ``1 299 Kč, bez DPH: 1 074 Kč`` and ``12,800円（税抜 11,636円）``."""
    start = label.start("net" if label["net"] is not None else "gross")
    said, behind = before[:start].rstrip(), before[label.end("net" if label["net"] is not None else "gross") :]
    if ":" in behind or "：" in behind or (said.endswith(("(", "（")) and not behind.strip().startswith((")", "）"))):
        return False
    return _ENDS_IN_AMOUNT.search(said) is not None


def _is_of_the_amount_after(after: str, label: re.Match[str], *, apart: bool) -> bool:
    behind = after[label.end() :]
    if _GOES_ON.match(behind) is None:
        return False
    opened = label.group().lstrip().startswith(("(", "（"))
    return apart or opened or behind.lstrip(" .").startswith((":", "："))
