"""The sentence for each way in which a model gives no answer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "ai_failed": _("The AI service gave no answer. Your texts are as they were; try again in a few minutes."),
    "ai_not_set_up": _("No AI service is set up here. The operator sets one up in the settings of the installation."),
    "ai_unreachable": _(
        "The AI service could not be reached. Your texts are as they were; try again in a few minutes."
    ),
    "ai_busy": _("The AI service is too busy. Your texts are as they were; try again in a few minutes."),
    "ai_too_slow": _(
        "The AI service took too long to answer. Your texts are as they were; try again, or choose shorter texts in "
        "the settings."
    ),
    "ai_key_refused": _("The AI service refused our key. The operator must look at it."),
    "ai_quota_used": _("The account at the AI service is used up. The operator must look at it."),
    "ai_request_refused": _("The AI service did not accept what it was asked. The operator must look at it."),
    "ai_declined": _("The AI service would not write about this product. Write its texts yourself, or try again."),
    "ai_answer_unusable": _(
        "The AI service answered in a form that we cannot use, twice. Nothing of it was kept; try again."
    ),
    "ai_budget_reached": _(
        "This month's budget for paid services is spent, so the AI was not asked. Raise it in the settings, or wait "
        "for next month."
    ),
}
