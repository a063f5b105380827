from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Named by ACCOUNT_ADAPTER."""

    def is_safe_url(self, url: str | None) -> bool:
        """The package's own check breaks on an address that cannot be split, such as ``http://[``."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False
