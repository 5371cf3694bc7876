<?php

declare(strict_types=1);

namespace Stars;

/** Sends requests over a connection that it keeps, and tries again where that helps. */
final class Sender
{
    /** Tries of a call, the first one included. */
    private const MOST_TRIES = 4;
    /** Seconds. Where the server says nothing: before the second try, doubled for each further one. */
    private const FIRST_WAIT = 0.1;
    /** What another try may help against: too much to do, a server that is away or was started anew. */
    private const RETRIED = [429, 502, 503];

    private readonly \CurlHandle $curl;
    private readonly string $base;

    public function __construct(string $url, private readonly ?string $key, private readonly float $timeout)
    {
        $this->base = rtrim($url, '/');
        $this->curl = curl_init();
    }

    /**
     * @param array<string, mixed> $request Its fields go into the path, the query or the body
     * @return array<string, mixed>
     * @throws StarsError
     */
    public function send(string $verb, string $path, array $request, ?float $timeout): array
    {
        $deadline = microtime(true) + ($timeout ?? $this->timeout);
        $url = $this->base . ($verb === 'GET' ? self::inUrl($path, $request) : $path);
        $body = $verb === 'GET' ? null : self::json((object) $request);
        for ($tries = 1;; $tries++) {
            $left = max(1, (int) ceil(($deadline - microtime(true)) * 1000));
            [$status, $text, $hint] = $this->tryOnce($verb, $url, $body, $left);
            if ($status >= 200 && $status < 300) {
                return json_decode($text, true, 512, JSON_THROW_ON_ERROR);
            }
            $error = $status === 0 ? $this->unanswered($left) : StarsError::ofAnswer($status, $text);
            $mayRetry = in_array($status, self::RETRIED, true) || $error->starsCode === 'STARS_UNAVAILABLE';
            $wait = $hint ?? self::FIRST_WAIT * 2 ** ($tries - 1) * (0.5 + mt_rand() / mt_getrandmax() / 2);
            if (!$mayRetry || $tries === self::MOST_TRIES || microtime(true) + $wait >= $deadline) {
                throw $error;
            }
            usleep((int) ($wait * 1e6));
        }
    }

    /** @return array{int, string, ?float} The status (0: there was no answer), the body, and the hint of when to try again, seconds */
    private function tryOnce(string $verb, string $url, ?string $body, int $timeoutMs): array
    {
        $hint = null;
        $headers = ['content-type: application/json', "x-request-timeout-ms: $timeoutMs"];
        if ($this->key !== null) {
            $headers[] = "authorization: Bearer $this->key";
        }
        curl_reset($this->curl);
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $url,
            CURLOPT_CUSTOMREQUEST => $verb,
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_TIMEOUT_MS => $timeoutMs,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_HEADERFUNCTION => function (\CurlHandle $_, string $line) use (&$hint): int {
                if (preg_match('/^retry-after:\s*(\d+(\.\d+)?)\s*$/i', $line, $match)) {
                    $hint = (float) $match[1];
                }
                return strlen($line);
            },
        ] + ($body === null ? [] : [CURLOPT_POSTFIELDS => $body]));
        $text = curl_exec($this->curl);
        $status = curl_errno($this->curl) === 0 ? curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE) : 0;
        return [$status, (string) $text, $hint];
    }

    private function unanswered(int $timeoutMs): StarsError
    {
        if (curl_errno($this->curl) === CURLE_OPERATION_TIMEDOUT) {
            return new StarsError('STARS_DEADLINE_EXCEEDED', "no answer within $timeoutMs ms");
        }
        return new StarsError('STARS_UNAVAILABLE', 'the server cannot be reached: ' . curl_error($this->curl));
    }

    /**
     * A request of a GET: text as it is, and all else as JSON.
     *
     * @param array<string, mixed> $request
     */
    private static function inUrl(string $path, array $request): string
    {
        $query = [];
        foreach ($request as $name => $value) {
            if ($value === null) {
                continue;
            }
            $text = is_string($value) ? $value : self::json($value);
            if (str_contains($path, "{{$name}}")) {
                $path = str_replace("{{$name}}", rawurlencode($text), $path);
            } else {
                $query[$name] = $text;
            }
        }
        return $query === [] ? $path : $path . '?' . http_build_query($query, '', '&', PHP_QUERY_RFC3986);
    }

    private static function json(mixed $value): string
    {
        return json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    }
}
