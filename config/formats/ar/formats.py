DECIMAL_SEPARATOR = "."  # Django's own are those that go with Arabic digits
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
