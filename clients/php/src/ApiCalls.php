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
     * @param array{user_id: string, tenant_id?: string, k?: int, region?: string, filter?: array<string, mixed>, exclude_item_ids?: list<string>, category_caps?: list<array<string, mixed>>, deadline_ms?: int, language?: string, details?: bool, diversity?: array<string, mixed>, mode?: 'gi'|'ni'|'rr'|'rr_bi'|'second_stage'|'bi'|'goes_with'|'alternatives'|'trending'|'best_sellers'|'newest'|'back_in_stock'|'price_dropped', window_days?: int, exclude_purchased?: bool, coverage?: array<string, mixed>, exploration?: array<string, mixed>, fatigue?: int|float, surface?: string, candidate_item_ids?: list<string>, seed_item_ids?: list<string>, seed_weights?: list<int|float>, time?: string, recent_events?: list<array<string, mixed>>, explain?: bool, without_profile?: bool, score_parts?: bool} $request
     * @param ?float $timeout Seconds that the call may take, with all of its tries; null: as the client has it
     * @return array{recommendation_id: string, model_version: string, items: list<array<string, mixed>>, degradations: list<array<string, mixed>>, vector_time?: string, model_data_until?: string, catalog_time?: string}
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
     * @param array{user_id: string, tenant_id?: string, region?: string, filter?: array<string, mixed>, exclude_item_ids?: list<string>, deadline_ms?: int, language?: string, details?: bool, surface?: string, time?: string, recent_events?: list<array<string, mixed>>, explain?: bool, without_profile?: bool, placements: list<array<string, mixed>>} $request
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
     * @param array{user_id: string, tenant_id?: string, k?: int, region?: string, filter?: array<string, mixed>, exclude_item_ids?: list<string>, deadline_ms?: int, language?: string, details?: bool, time?: string, recent_events?: list<array<string, mixed>>, explain?: bool, without_profile?: bool, surface?: string, field: string, level?: int, items?: int, exclude_purchased?: bool} $request
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
     * @param array{tenant_id?: string, query?: string, k?: int, offset?: int, region?: string, filter?: array<string, mixed>, item_ids?: list<string>, intent?: string} $request
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
}
