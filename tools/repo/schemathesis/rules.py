"""What Schemathesis cannot know of this API: the rules of several fields, which a schema cannot say."""

import re
from urllib.parse import urlencode

import schemathesis

# Code and field of the error that a request may get although it fits the schema.
RULES = [
    # A level may have one cap.
    ("STARS_INVALID_FIELD", r"((placements\[\d+\]|surface)\.)?category_caps\[\d+\]\.level"),
    # Places of coverage and of exploration are places of the list.
    ("STARS_OUT_OF_RANGE", r"((placements\[\d+\]|surface)\.)?(coverage|exploration)\.places"),
    # Some modes need seeds, some rank no items that are named, and each seed has one weight.
    ("STARS_FIELD_REQUIRED", r"((placements\[\d+\]|surface)\.)?seed_item_ids"),
    ("STARS_INVALID_FIELD", r"((placements\[\d+\]|surface)\.)?(candidate_item_ids|seed_weights)"),
    # Levels are of categories, and all placements of a page together are bounded.
    ("STARS_INVALID_FIELD", r"level"),
    ("STARS_TOO_LARGE", r"placements"),
    # A rule does something, ends after it begins, and pins each item and place once.
    ("STARS_FIELD_REQUIRED", r"rule\.action"),
    ("STARS_INVALID_FIELD", r"rule\.(until|action\.pin\.pins\[\d+\]\.(item_id|position)|action\.cap\.level)"),
    # Activity is of a time that has a length, and at most so many buckets.
    ("STARS_OUT_OF_RANGE", r"from|until"),
    # A zone has a name of IANA. A model that serves cannot be rolled back to.
    ("STARS_INVALID_FIELD", r"time_zone"),
    ("STARS_CONFLICT", r"version"),
    # A tenant may have no model yet.
    ("STARS_MODEL_NOT_READY", r""),
    # A change of a surface may expect another version than there is.
    ("STARS_CONFLICT", r"expected_version"),
    # Surfaces are bounded in number and bytes, and their names in bytes.
    ("STARS_TOO_LARGE", r"name|surface"),
    # A caller gives away only rights and tenants that it has.
    ("STARS_INVALID_FIELD", r"rights\[\d+\]"),
    ("STARS_PERMISSION_DENIED", r"tenants\[\d+\]"),
    # A search has a bounded depth, and either words or ids.
    ("STARS_OUT_OF_RANGE", r"offset"),
    ("STARS_INVALID_FIELD", r"query"),
    # Facets are of a region, or also of what is out of stock. A correction says something, once, in terms of the vocabulary.
    ("STARS_INVALID_FIELD", r"include_out_of_stock|withdrawn|(add|remove)\[\d+\]"),
    ("STARS_FIELD_REQUIRED", r"add"),
    # Recent events are of the user and the tenant of the request.
    ("STARS_INVALID_FIELD", r"recent_events\[\d+\]\.(user|tenant)_id"),
    # An identify is of two ids.
    ("STARS_INVALID_FIELD", r"interactions\[\d+\]\.anonymous_id"),
    # A patch changes something, and a sale cannot end and have a price.
    ("STARS_FIELD_REQUIRED", r"items\[\d+\]\.price"),
    ("STARS_INVALID_FIELD", r"items\[\d+\]\.sale_ended"),
    # An audience is of items or of a segment, and a segment's features are attributes. Its events are with items.
    ("STARS_FIELD_REQUIRED", r"segment"),
    ("STARS_UNKNOWN_FILTER_FIELD", r"(segment|rule\.condition\.users)\.features\..*"),
    ("STARS_INVALID_FIELD", r"(segment|rule\.condition\.users)\.events\[\d+\]\.types\[\d+\]"),
    # A token comes from the page before.
    ("STARS_INVALID_FIELD", r"page_token"),
    # A signal ends after it begins, and signals of an item are numbers.
    ("STARS_INVALID_TIME", r"signals\[\d+\]\.valid_until"),
    ("STARS_INVALID_FIELD", r"signals\[\d+\]\.signals\..*"),
    ("STARS_INVALID_FIELD", r"signals\[\d+\]\.time"),
    # Propensities beside the items are as many as they, and given once.
    ("STARS_INVALID_FIELD", r"impressions\[\d+\]\.(propensities|items\[\d+\]\.propensity)"),
    # Both lists of a call together, and a whole filter, are bounded.
    ("STARS_TOO_LARGE", r"interactions|impressions|(.*\.)?(filter|segment\.features|events\[\d+\]\.items)(\..*)?"),
    # An id is bounded in bytes, not in characters.
    ("STARS_TOO_LARGE", r".*(_id|_ids\[\d+\]|region|surface|items\[\d+\])"),
    # An offset can move a time across the bounds.
    ("STARS_INVALID_TIME", r".*time|.*valid_(from|until)"),
]


# Node answers 431 to a longer head, and closes while the rest still comes.
MOST_QUERY = 8_000


@schemathesis.hook
def filter_query(ctx, query):
    return len(urlencode(query or {})) <= MOST_QUERY


@schemathesis.hook
def filter_body(ctx, body):
    """A field that is null is absent. The schema of an action, which has exactly one, cannot say so."""
    rule = body.get("rule") if isinstance(body, dict) else None
    action = rule.get("action") if isinstance(rule, dict) else None
    return not (isinstance(action, dict) and None in action.values())


@schemathesis.check
def accepts_what_fits_the_schema(ctx, response, case):
    """In place of positive_data_acceptance, which knows no exceptions."""
    if not case.meta or not case.meta.generation.mode.is_positive or response.status_code < 400:
        return
    # What the request names need not be there, the time that it allows may be too short, and counts are made one after the other.
    if response.status_code in (404, 429, 504):
        return
    error = response.json()["error"]
    code, field = error["code"], error.get("field", "")
    known = any(code == rule and re.fullmatch(pattern, field, re.DOTALL) for rule, pattern in RULES)
    assert known, f"refused although it fits the schema: {error}"
