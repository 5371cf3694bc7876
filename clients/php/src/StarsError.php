<?php

declare(strict_types=1);

namespace Stars;

/** Why a call failed. */
final class StarsError extends \RuntimeException
{
    // For answers that are not of STARS: a proxy before it has no codes.
    private const CODE_OF_STATUS = [
        401 => 'STARS_UNAUTHENTICATED',
        403 => 'STARS_PERMISSION_DENIED',
        404 => 'STARS_NOT_FOUND',
        413 => 'STARS_TOO_LARGE',
        429 => 'STARS_LIMIT_REACHED',
        502 => 'STARS_UNAVAILABLE',
        503 => 'STARS_UNAVAILABLE',
        504 => 'STARS_DEADLINE_EXCEEDED',
    ];

    /**
     * @param string $starsCode Stable: `STARS_…`. Where the server could not say it, `STARS_UNAVAILABLE` (no answer) or
     *   `STARS_DEADLINE_EXCEEDED` (not in time)
     * @param ?string $field The path of the wrong field, such as `interactions[1].user_id`
     * @param int $status Of HTTP; 0 if there was no answer
     */
    public function __construct(
        public readonly string $starsCode,
        string $message,
        public readonly ?string $field = null,
        public readonly int $status = 0,
    ) {
        parent::__construct("$starsCode: $message");
    }

    /** The error that an answer is. */
    public static function ofAnswer(int $status, string $body): self
    {
        $error = json_decode($body, true)['error'] ?? null;
        if (is_array($error) && is_string($error['code'] ?? null)) {
            return new self($error['code'], $error['message'] ?? '', $error['field'] ?? null, $status);
        }
        return new self(self::CODE_OF_STATUS[$status] ?? 'STARS_INTERNAL', "HTTP $status", null, $status);
    }

    /** Whether it is no fault of the caller, who has to hear of a wrong request. */
    public function isOfServer(): bool
    {
        return $this->status === 0 || $this->status === 429 || $this->status >= 500;
    }
}
