"""The fields of Stripe's sign-up form that a platform may fill in beforehand."""

# The `stripe_user[…]` parameters of docs.stripe.com/connect/oauth-reference (Standard accounts).
PREFILL_FIELDS = frozenset(
    {
        "email", "url", "country", "phone_number", "business_name", "business_type",
        "first_name", "last_name", "dob_day", "dob_month", "dob_year",
        "street_address", "city", "state", "zip", "physical_product", "product_description",
        "currency", "first_name_kana", "first_name_kanji", "last_name_kana", "last_name_kanji",
        "gender", "block_kana", "block_kanji", "building_kana", "building_kanji",
    }
)  # fmt: skip
