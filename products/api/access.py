"""A request of the API whose owner is a merchant."""

from jobs.api.access import ApiRequest
from merchants.models import Merchant, User


class MerchantApiRequest(ApiRequest):
    """Past ``may``: ``merchant`` is the caller's, ``user`` the person when a session was used."""

    merchant: Merchant
    owner: Merchant
    user: User
