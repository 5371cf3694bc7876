<?php

declare(strict_types=1);

namespace Stars;

/** Keeps events and sends many in one call. Each has an id, so that one that is sent again counts once. */
final class EventQueue
{
    /** Events of one call. */
    private const MOST_IN_CALL = 500;
    /** Events that wait while the server is away. */
    private const MOST_WAITING = 10_000;

    /** @var list<array{string, array<string, mixed>}> The list that it goes to, and the event */
    private array $waiting = [];

    /**
     * @param \Closure(array<string, mixed>): mixed $track
     * @param ?\Closure(StarsError, int): void $onLost
     */
    public function __construct(private readonly \Closure $track, private readonly ?\Closure $onLost)
    {
    }

    /**
     * What a user did: an `Interaction` of the API. If its `time` is absent, it is now.
     *
     * @param array<string, mixed> $event
     */
    public function add(array $event): void
    {
        $this->wait('interactions', $event);
    }

    /**
     * What a user was shown: an `Impression` of the API. If its `time` is absent, it is now.
     *
     * @param array<string, mixed> $event
     */
    public function addImpression(array $event): void
    {
        $this->wait('impressions', $event);
    }

    /**
     * Sends all that waits. After an error, the events wait for the next time.
     *
     * @throws StarsError
     */
    public function flush(): void
    {
        while ($this->waiting !== []) {
            $batch = array_slice($this->waiting, 0, self::MOST_IN_CALL);
            $others = array_slice($this->waiting, self::MOST_IN_CALL);
            try {
                $this->send($batch);
                $batch = [];
            } finally {
                $this->waiting = [...$batch, ...$others];
            }
        }
    }

    /** @param array<string, mixed> $event */
    private function wait(string $list, array $event): void
    {
        $this->waiting[] = [$list, self::complete($event)];
        if (count($this->waiting) > self::MOST_WAITING) {
            array_shift($this->waiting);
            $this->lose(new StarsError('STARS_UNAVAILABLE', 'too many events wait'));
        }
    }

    /**
     * Leaves out what the server refuses: otherwise one wrong event would stop all others.
     *
     * @param list<array{string, array<string, mixed>}> $batch
     */
    private function send(array &$batch): void
    {
        while ($batch !== []) {
            $request = [];
            foreach ($batch as [$list, $event]) {
                $request[$list][] = $event;
            }
            try {
                ($this->track)($request);
                return;
            } catch (StarsError $error) {
                $refused = self::refusedIn($batch, $error) ?? throw $error;
                array_splice($batch, $refused, 1);
                $this->lose($error);
            }
        }
    }

    private function lose(StarsError $error): void
    {
        if ($this->onLost !== null) {
            ($this->onLost)($error, 1);
        }
    }

    /**
     * The place in the batch of what an error refuses, if it refuses a single event.
     *
     * @param list<array{string, array<string, mixed>}> $batch
     */
    private static function refusedIn(array $batch, StarsError $error): ?int
    {
        $isOne = preg_match('/^(interactions|impressions)\[(\d+)\]/', $error->field ?? '', $match);
        if (!$isOne || $error->isOfServer()) {
            return null;
        }
        $places = array_keys(array_filter($batch, fn (array $each): bool => $each[0] === $match[1]));
        return $places[(int) $match[2]] ?? null;
    }

    /**
     * An event with an id and a time.
     *
     * @param array<string, mixed> $event
     * @return array<string, mixed>
     */
    public static function complete(array $event): array
    {
        $id = ($event['event_id'] ?? '') ?: bin2hex(random_bytes(16));
        $time = $event['time'] ?? (new \DateTimeImmutable('now', new \DateTimeZone('UTC')))->format('Y-m-d\TH:i:s.vp');
        return ['event_id' => $id, 'time' => $time] + $event;
    }
}
