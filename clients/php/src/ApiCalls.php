<?php

// Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

declare(strict_types=1);

namespace Stars;

/** A method for each call of the API. */
class ApiCalls
{
    public function __construct(protected readonly Sender $sender)
    {
    }

    /**
     * Recommends items to one user.
     *
     * @param array{user_id: string, tenant_id?: string, k?: int, region?: string, filter?: array<string, mixed>, exclude_item_ids?: list<string>, category_caps?: list<array<string, mixed>>, deadline_ms?: int, language?: string, details?: bool, diversity?: array<string, mixed>, mode?: 'gi'|'ni'|'rr'|'rr_bi'|'second_stage'|'bi'|'goes_with'|'alternatives'|'trending'|'best_sellers'|'newest'|'back_in_stock'|'price_dropped', window_days?: int, exclude_purchased?: bool, exclude_seen?: bool, coverage?: array<string, mixed>, exploration?: array<string, mixed>, fatigue?: int|float, surface?: string, candidate_item_ids?: list<string>, seed_item_ids?: list<string>, seed_weights?: list<int|float>, page_category?: string, rule_tags?: list<string>, rules?: bool, time?: string, recent_events?: list<array<string, mixed>>, explain?: bool, without_profile?: bool, score_parts?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{recommendation_id: string, model_version: string, items: list<array<string, mixed>>, degradations: list<array<string, mixed>>, vector_time?: string, model_data_until?: string, catalog_time?: string, rules: list<string>}
     * @throws StarsError
     */
    public function recommend(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/recommend', $request, $timeout);
    }

    /**
     * Answers many requests in one call.
     *
     * @param array{requests: list<array<string, mixed>>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{results: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function recommendBatch(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/recommend/batch', $request, $timeout);
    }

    /**
     * Fills the lists of a page, none of which repeats another.
     *
     * @param array{user_id: string, tenant_id?: string, region?: string, filter?: array<string, mixed>, exclude_item_ids?: list<string>, deadline_ms?: int, language?: string, details?: bool, surface?: string, page_category?: string, rule_tags?: list<string>, rules?: bool, time?: string, recent_events?: list<array<string, mixed>>, explain?: bool, without_profile?: bool, placements: list<array<string, mixed>>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{recommendation_id: string, model_version: string, placements: list<array<string, mixed>>, vector_time?: string, model_data_until?: string, catalog_time?: string}
     * @throws StarsError
     */
    public function recommendPage(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/recommend/page', $request, $timeout);
    }

    /**
     * Recommends groups of items, such as categories, to one user.
     *
     * @param array{user_id: string, tenant_id?: string, k?: int, region?: string, filter?: array<string, mixed>, exclude_item_ids?: list<string>, deadline_ms?: int, language?: string, details?: bool, page_category?: string, rule_tags?: list<string>, rules?: bool, time?: string, recent_events?: list<array<string, mixed>>, explain?: bool, without_profile?: bool, surface?: string, field: string, level?: int, items?: int, exclude_purchased?: bool, exclude_seen?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{recommendation_id: string, model_version: string, groups: list<array<string, mixed>>, degradations: list<array<string, mixed>>, vector_time?: string, model_data_until?: string, catalog_time?: string}
     * @throws StarsError
     */
    public function recommendGroups(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/recommend/groups', $request, $timeout);
    }

    /**
     * Finds items that are similar to one item.
     *
     * @param array{item_id: string, tenant_id?: string, k?: int, region?: string, filter?: array<string, mixed>, exclude_item_ids?: list<string>, category_caps?: list<array<string, mixed>>, deadline_ms?: int, language?: string, details?: bool, diversity?: array<string, mixed>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{model_version: string, items: list<array<string, mixed>>, degradations: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function similarItems(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/similar-items', $request, $timeout);
    }

    /**
     * Lists what is popular.
     *
     * @param array{tenant_id?: string, k?: int, region?: string, filter?: array<string, mixed>, exclude_item_ids?: list<string>, category_caps?: list<array<string, mixed>>, deadline_ms?: int, language?: string, details?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{model_version: string, items: list<array<string, mixed>>, degradations: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function popularItems(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/popular', $request, $timeout);
    }

    /**
     * Says whether an item is in a user’s list, and if not, what left it out.
     *
     * @param array{tenant_id?: string, item_id: string, user_id: string, surface?: string, region?: string, k?: int, mode?: 'gi'|'ni'|'rr'|'rr_bi'|'second_stage'|'bi'|'goes_with'|'alternatives'|'trending'|'best_sellers'|'newest'|'back_in_stock'|'price_dropped', filter?: array<string, mixed>, language?: string, page_category?: string, rule_tags?: list<string>, time?: string, seed_item_ids?: list<string>, exclude_item_ids?: list<string>, exclude_purchased?: bool, exclude_seen?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{outcome?: 'shown'|'unknown_item'|'out_of_stock'|'excluded'|'hidden'|'already_met'|'filtered'|'excluded_by_rule'|'no_candidate'|'ranked_below'|'replaced', position?: int, rule: string, rank?: int, score?: int|float, last_score?: int|float, search_rank?: int, degradations: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function explainItem(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/explain-item', $request, $timeout);
    }

    /**
     * Shows what a rule would do to a user’s list, before it acts.
     *
     * @param array{tenant_id?: string, name?: string, rule: array<string, mixed>, user_id: string, surface?: string, k?: int, region?: string, language?: string, page_category?: string, rule_tags?: list<string>, seed_item_ids?: list<string>, time?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{before?: array<string, mixed>, after?: array<string, mixed>}
     * @throws StarsError
     */
    public function previewRule(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/rules/preview', $request, $timeout);
    }

    /**
     * Reads one item.
     *
     * @param array{tenant_id?: string, item_id: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{item?: array<string, mixed>, tags: list<string>}
     * @throws StarsError
     */
    public function getItem(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/items/{item_id}', $request, $timeout);
    }

    /**
     * Searches items by words and filters, or reads those that it names.
     *
     * @param array{tenant_id?: string, query?: string, k?: int, offset?: int, region?: string, filter?: array<string, mixed>, item_ids?: list<string>, intent?: string, tags?: list<string>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{items: list<array<string, mixed>>, has_more: bool}
     * @throws StarsError
     */
    public function searchItems(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/search-items', $request, $timeout);
    }

    /**
     * Reads what is known of a user.
     *
     * @param array{tenant_id?: string, user_id: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{user_id: string, features?: array<string, string|int|float|bool>, events: int, purchases: int, last_event_time?: string, vector_time?: string}
     * @throws StarsError
     */
    public function getUser(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/users/{user_id}', $request, $timeout);
    }

    /**
     * Reads what a user did, newest first, by pages.
     *
     * @param array{tenant_id?: string, user_id: string, page_size?: int, page_token?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{events: list<array<string, mixed>>, next_page_token: string}
     * @throws StarsError
     */
    public function getUserHistory(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/users/{user_id}/history', $request, $timeout);
    }

    /**
     * Reads everything that is kept of a user, by pages.
     *
     * @param array{tenant_id?: string, user_id: string, page_token?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{records: list<array<string, mixed>>, next_page_token: string}
     * @throws StarsError
     */
    public function exportUser(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/users/{user_id}/export', $request, $timeout);
    }

    /**
     * Finds the users for whom items are most right, or the users of a segment, by pages.
     *
     * @param array{tenant_id?: string, item_ids?: list<string>, segment?: array<string, mixed>, k?: int, exclude_purchased?: bool, time?: string, deadline_ms?: int, page_token?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{users: list<array<string, mixed>>, next_page_token: string, model_version: string, looked_at: int}
     * @throws StarsError
     */
    public function findUsers(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/find-users', $request, $timeout);
    }

    /**
     * Takes events and impressions of users.
     *
     * @param array{interactions?: list<array<string, mixed>>, impressions?: list<array<string, mixed>>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{accepted: int, duplicates: int}
     * @throws StarsError
     */
    public function track(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/track', $request, $timeout);
    }

    /**
     * Adds and changes items.
     *
     * @param array{items: list<array<string, mixed>>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{accepted: int}
     * @throws StarsError
     */
    public function upsertItems(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/items', $request, $timeout);
    }

    /**
     * Changes prices and stock of items.
     *
     * @param array{items: list<array<string, mixed>>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{accepted: int, unknown_item_ids: list<string>}
     * @throws StarsError
     */
    public function patchItems(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('PATCH', '/v1/items', $request, $timeout);
    }

    /**
     * Deletes items.
     *
     * @param array{items: list<array<string, mixed>>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{accepted: int}
     * @throws StarsError
     */
    public function deleteItems(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/items/delete', $request, $timeout);
    }

    /**
     * Adds and changes features of users.
     *
     * @param array{users: list<array<string, mixed>>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{accepted: int}
     * @throws StarsError
     */
    public function upsertUsers(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/users', $request, $timeout);
    }

    /**
     * Forgets a user.
     *
     * @param array{tenant_id?: string, user_id: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{}
     * @throws StarsError
     */
    public function deleteUser(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/users/delete', $request, $timeout);
    }

    /**
     * Takes the objection of a user to profiling, or its withdrawal.
     *
     * @param array{tenant_id?: string, user_id: string, withdrawn?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{}
     * @throws StarsError
     */
    public function objectToProfiling(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/users/object', $request, $timeout);
    }

    /**
     * Sets signals of a region or of items, such as weather or promotions.
     *
     * @param array{signals: list<array<string, mixed>>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{accepted: int}
     * @throws StarsError
     */
    public function setContext(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/context', $request, $timeout);
    }

    /**
     * Confirms that a recommendation was really seen.
     *
     * @param array{tenant_id?: string, recommendation_id: string, user_id: string, page_id?: string, surface?: string, item_ids: list<string>, time?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{}
     * @throws StarsError
     */
    public function confirmImpression(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/impressions/confirm', $request, $timeout);
    }

    /**
     * Counts the values of the items that a search finds.
     *
     * @param array{tenant_id?: string, query?: string, region?: string, filter?: array<string, mixed>, values?: int, include_out_of_stock?: bool, tags?: list<string>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{items: int, facets: list<array<string, mixed>>, incomplete: bool}
     * @throws StarsError
     */
    public function countFacets(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/catalog/facets', $request, $timeout);
    }

    /**
     * Counts what items lack.
     *
     * @param array{tenant_id?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{items: int, issues: list<array<string, mixed>>, counted_time?: string, model_version: string, shown_since?: string}
     * @throws StarsError
     */
    public function getCatalogHealth(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/catalog/health', $request, $timeout);
    }

    /**
     * Lists the items that have an issue, by pages.
     *
     * @param array{tenant_id?: string, issue: 'no_image'|'no_price'|'no_description'|'no_tags'|'out_of_stock'|'no_vector'|'duplicate'|'not_shown', page_size?: int, page_token?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{items: list<array<string, mixed>>, next_page_token: string}
     * @throws StarsError
     */
    public function listItemsWithIssue(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/catalog/issues', $request, $timeout);
    }

    /**
     * Reads all that is known of one item, with its neighbours.
     *
     * @param array{tenant_id?: string, item_id: string, nearest?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{item?: array<string, mixed>, tags: list<array<string, mixed>>, correction?: array<string, mixed>, tagger: string, tagged_version?: int, model_version: string, has_vector: bool, map: list<array<string, mixed>>, map_share: int|float, changed_time?: string, indexed_time?: string}
     * @throws StarsError
     */
    public function inspectItem(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/catalog/items/{item_id}', $request, $timeout);
    }

    /**
     * Corrects the tags of an item.
     *
     * @param array{tenant_id?: string, item_id: string, add?: list<string>, remove?: list<string>, withdrawn?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{version: int}
     * @throws StarsError
     */
    public function correctTags(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/catalog/correct-tags', $request, $timeout);
    }

    /**
     * Lists surfaces, or all kept versions of one.
     *
     * @param array{tenant_id?: string, name?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{surfaces: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function listSurfaces(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/surfaces', $request, $timeout);
    }

    /**
     * Adds or changes a surface.
     *
     * @param array{tenant_id?: string, name: string, surface: array<string, mixed>, expected_version?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{version: int}
     * @throws StarsError
     */
    public function putSurface(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/surfaces', $request, $timeout);
    }

    /**
     * Lets an earlier version of a surface count again.
     *
     * @param array{tenant_id?: string, name: string, version?: int, expected_version?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{version: int}
     * @throws StarsError
     */
    public function rollBackSurface(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/surfaces/roll-back', $request, $timeout);
    }

    /**
     * Deletes a surface.
     *
     * @param array{tenant_id?: string, name: string, expected_version?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{version: int}
     * @throws StarsError
     */
    public function deleteSurface(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/surfaces/delete', $request, $timeout);
    }

    /**
     * Counts answers, clicks and orders by time and placement.
     *
     * @param array{tenant_id?: string, from: string, until?: string, bucket?: 'hour'|'day', time_zone?: string, within_days?: int, top_items?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{rows: list<array<string, mixed>>, placements: list<array<string, mixed>>, items_shown: int, catalog_items: int, within_days: int, as_of?: string, known_since?: string}
     * @throws StarsError
     */
    public function getActivity(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/activity', $request, $timeout);
    }

    /**
     * Lists the rules of a merchandiser, or all kept versions of one.
     *
     * @param array{tenant_id?: string, name?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{rules: list<array<string, mixed>>, time_zone: string}
     * @throws StarsError
     */
    public function listRules(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/rules', $request, $timeout);
    }

    /**
     * Adds or changes a rule.
     *
     * @param array{tenant_id?: string, name: string, rule: array<string, mixed>, expected_version?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{version: int, warnings: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function putRule(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/rules', $request, $timeout);
    }

    /**
     * Lets an earlier version of a rule count again.
     *
     * @param array{tenant_id?: string, name: string, version?: int, expected_version?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{version: int}
     * @throws StarsError
     */
    public function rollBackRule(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/rules/roll-back', $request, $timeout);
    }

    /**
     * Deletes a rule.
     *
     * @param array{tenant_id?: string, name: string, expected_version?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{version: int}
     * @throws StarsError
     */
    public function deleteRule(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/rules/delete', $request, $timeout);
    }

    /**
     * Counts what a rule would change in recent lists, before it acts.
     *
     * @param array{tenant_id?: string, name?: string, rule: array<string, mixed>, answers?: int, days?: int} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{answers: int, lists: int, acted_on: int, changed: int, skipped: int, gaining: list<array<string, mixed>>, losing: list<array<string, mixed>>, expected_dcg?: array<string, mixed>, logged_feedback?: array<string, mixed>, assumed: list<string>, since?: string, warnings: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function estimateRule(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/rules/estimate', $request, $timeout);
    }

    /**
     * Says whether answers are good, how fast they are, how fresh data is, and how far behind consumer groups are. `GET /v1/status/stream` sends the same every five seconds, as server-sent events.
     *
     * @param array{tenant_id?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{time?: string, ready: bool, checks: list<array<string, mixed>>, groups: list<array<string, mixed>>, groups_problem: string, model_version: string, model_data_until?: string, counted_since?: string, freshness: list<array<string, mixed>>, calls: list<array<string, mixed>>, degradations: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function getStatus(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/status', $request, $timeout);
    }

    /**
     * Lists messages that no service could handle, by pages.
     *
     * @param array{tenant_id?: string, topic?: string, group?: string, code?: string, page_size?: int, page_token?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{letters: list<array<string, mixed>>, next_page_token: string}
     * @throws StarsError
     */
    public function listDeadLetters(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/dead-letters', $request, $timeout);
    }

    /**
     * Sends dead letters again.
     *
     * @param array{tenant_id?: string, ids: list<string>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{replayed: int}
     * @throws StarsError
     */
    public function replayDeadLetters(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/dead-letters/replay', $request, $timeout);
    }

    /**
     * Erases dead letters.
     *
     * @param array{tenant_id?: string, ids: list<string>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{dropped: int}
     * @throws StarsError
     */
    public function dropDeadLetters(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/dead-letters/drop', $request, $timeout);
    }

    /**
     * Lists what was done by whom, newest first, by pages.
     *
     * @param array{tenant_id?: string, who?: string, action?: string, since?: string, until?: string, page_size?: int, page_token?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{entries: list<array<string, mixed>>, next_page_token: string}
     * @throws StarsError
     */
    public function listAuditEntries(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/audit', $request, $timeout);
    }

    /**
     * Lists API keys and client certificates, without their secrets.
     *
     * @param array{tenant_id?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{keys: list<array<string, mixed>>}
     * @throws StarsError
     */
    public function listKeys(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/keys', $request, $timeout);
    }

    /**
     * Makes an API key, which only this answer has, or lets a client certificate in.
     *
     * @param array{tenant_id?: string, name: string, rights: list<string>, tenants?: list<string>, days?: int, limit?: int|float, certificate?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{key?: array<string, mixed>, token: string}
     * @throws StarsError
     */
    public function createKey(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/keys', $request, $timeout);
    }

    /**
     * Removes keys.
     *
     * @param array{tenant_id?: string, ids: list<string>} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{revoked: int}
     * @throws StarsError
     */
    public function revokeKeys(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/keys/revoke', $request, $timeout);
    }

    /**
     * Lists the versions of the model, or one with all steps of its roll-outs.
     *
     * @param array{tenant_id?: string, version?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{models: list<array<string, mixed>>, training?: array<string, mixed>}
     * @throws StarsError
     */
    public function listModels(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('GET', '/v1/models', $request, $timeout);
    }

    /**
     * Asks for a training on what is known now.
     *
     * @param array{tenant_id?: string} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{request_id: string}
     * @throws StarsError
     */
    public function trainModel(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/models/train', $request, $timeout);
    }

    /**
     * Asks for a version to serve.
     *
     * @param array{tenant_id?: string, version: string, force?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{request_id: string}
     * @throws StarsError
     */
    public function serveModel(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/models/serve', $request, $timeout);
    }

    /**
     * Asks for the version before to serve again.
     *
     * @param array{tenant_id?: string, version?: string, force?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{request_id: string}
     * @throws StarsError
     */
    public function rollBackModel(array $request, ?float $timeout = null): array
    {
        return $this->sender->send('POST', '/v1/models/roll-back', $request, $timeout);
    }
}
