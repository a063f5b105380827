"""What is sold, in words: a product's texts for each language. Imported by ``products.models``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProductText(models.Model):
    """What buyers read in one language in every store, unless a store's listing has its own words. Empty: as read.

    ``made_by`` says for each field who wrote it, so that machine-made text is labelled wherever it is shown.
    """

    class Maker(models.TextChoices):
        AI = "ai", _("Written by AI")
        RULES = "rules", _("Put together by rules, not AI")
        PICTURE = "picture", _("Written by AI from the picture")

    product = models.ForeignKey("products.Product", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    name = models.CharField(_("Title"), max_length=500, blank=True)
    description_html = models.TextField(_("Description"), blank=True)
    highlights = models.JSONField(_("Highlights"), default=list, blank=True)
    seo_title = models.CharField(_("Title for search engines"), max_length=70, blank=True)
    seo_description = models.CharField(_("Description for search engines"), max_length=160, blank=True)
    tags = models.JSONField(_("Tags"), default=list, blank=True)
    image_alts = models.JSONField(_("Texts for pictures"), default=list, blank=True)
    made_by = models.JSONField(default=dict, blank=True, help_text=_("Field: who wrote it."))
    confirmed = models.JSONField(default=list, blank=True, help_text=_("Claims that a person stands for."))
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="product_text_once_per_language", fields=["product", "language"])]
        verbose_name = _("text of a product")
        verbose_name_plural = _("texts of products")

    def __str__(self) -> str:
        return f"{self.language}: {self.name}"

    def is_by_ai(self, field: str) -> bool:
        """A model wrote it, from the facts or from a picture; a person's change does not take that away."""
        return self.made_by.get(field) in {self.Maker.AI, self.Maker.PICTURE}


FIELDS = ("name", "description_html", "highlights", "seo_title", "seo_description", "tags", "image_alts")
LISTS = frozenset({"highlights", "tags", "image_alts"})
