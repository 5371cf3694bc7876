<?php

declare(strict_types=1);

namespace Stars;

/** Calls STARS. Each method takes the request and gives the answer of one call of the API. */
final class StarsClient extends ApiCalls
{
    /** Events to be sent many in one call: by `flush`, by `close`, or when the client is gone. */
    public readonly EventQueue $events;

    /**
     * @param string $url Such as `https://stars.shop.example`
     * @param float $timeout Seconds that a call may take, with all of its tries
     * @param ?\Closure(StarsError, int): void $onLostEvents Hears of events that the server refuses, and of those that found no room
     */
    public function __construct(string $url, ?string $key = null, float $timeout = 5.0, ?\Closure $onLostEvents = null)
    {
        $sender = new Sender($url, $key, $timeout);
        parent::__construct($sender);
        // Not through this client: it has to be gone when its last variable is.
        $track = static fn (array $request): array => $sender->send('POST', '/v1/track', $request, null);
        $this->events = new EventQueue($track, $onLostEvents);
    }

    /**
     * Recommends items to one user.
     *
     * @param ?list<string> $fallback Item ids for the answer if the server gives none in time. Then it has the code of the error in `fallback`
     */
    public function recommend(array $request, ?float $timeout = null, ?array $fallback = null): array
    {
        $plain = fn (array $ids): array => ['recommendation_id' => '', 'model_version' => '', 'rules' => []] + self::listOf($ids);
        return self::orFallback(fn () => parent::recommend($request, $timeout), $fallback, $plain);
    }

    /**
     * Fills the lists of a page.
     *
     * @param ?list<list<string>> $fallback Item ids for each placement, in the same order
     */
    public function recommendPage(array $request, ?float $timeout = null, ?array $fallback = null): array
    {
        $plain = function (array $lists) use ($request): array {
            $placements = array_slice($request['placements'], 0, count($lists));
            $filled = fn (array $placement, array $ids): array => ['surface' => $placement['surface'] ?? '', 'rules' => []] + self::listOf($ids);
            $answers = array_map($filled, $placements, array_slice($lists, 0, count($placements)));
            return ['recommendation_id' => '', 'model_version' => '', 'placements' => $answers];
        };
        return self::orFallback(fn () => parent::recommendPage($request, $timeout), $fallback, $plain);
    }

    /**
     * Recommends groups of items to one user.
     *
     * @param ?list<array{value: list<string>, items: list<string>}> $fallback Groups, best first, with item ids
     */
    public function recommendGroups(array $request, ?float $timeout = null, ?array $fallback = null): array
    {
        $plain = function (array $groups): array {
            $filled = fn (array $group): array => ['value' => $group['value'], 'score' => 0, 'items' => self::listOf($group['items'])['items']];
            return ['recommendation_id' => '', 'model_version' => '', 'groups' => array_map($filled, $groups), 'degradations' => []];
        };
        return self::orFallback(fn () => parent::recommendGroups($request, $timeout), $fallback, $plain);
    }

    /**
     * Finds items that are similar to one item.
     *
     * @param ?list<string> $fallback As of `recommend`
     */
    public function similarItems(array $request, ?float $timeout = null, ?array $fallback = null): array
    {
        $plain = fn (array $ids): array => ['model_version' => ''] + self::listOf($ids);
        return self::orFallback(fn () => parent::similarItems($request, $timeout), $fallback, $plain);
    }

    /**
     * Lists what is popular.
     *
     * @param ?list<string> $fallback As of `recommend`
     */
    public function popularItems(array $request, ?float $timeout = null, ?array $fallback = null): array
    {
        $plain = fn (array $ids): array => ['model_version' => ''] + self::listOf($ids);
        return self::orFallback(fn () => parent::popularItems($request, $timeout), $fallback, $plain);
    }

    /** Sends events at once. Those without an `event_id` get one, so that an event that is sent again counts once. */
    public function track(array $request, ?float $timeout = null): array
    {
        foreach (['interactions', 'impressions'] as $list) {
            if (isset($request[$list])) {
                $request[$list] = array_map(EventQueue::complete(...), $request[$list]);
            }
        }
        return parent::track($request, $timeout);
    }

    /**
     * Sends the events that wait.
     *
     * @throws StarsError
     */
    public function close(): void
    {
        $this->events->flush();
    }

    public function __destruct()
    {
        try {
            $this->events->flush();
        } catch (StarsError) {
            // Nobody is there any more to hear of it.
        }
    }

    /** The answer, or one of the fallback if the server did not answer, or could not. */
    private static function orFallback(\Closure $ask, ?array $fallback, \Closure $plain): array
    {
        try {
            return $ask();
        } catch (StarsError $error) {
            if ($fallback === null || !$error->isOfServer()) {
                throw $error;
            }
            return $plain($fallback) + ['fallback' => $error->starsCode];
        }
    }

    private static function listOf(array $ids): array
    {
        $plain = ['score' => 0, 'title' => '', 'reason' => '', 'propensity' => 0, 'reason_code' => '', 'reason_arguments' => [], 'rule_effects' => []];
        $item = fn (string $id, int $at): array => ['item_id' => $id, 'position' => $at] + $plain;
        return ['items' => array_map($item, $ids, array_keys($ids)), 'degradations' => []];
    }
}
