<?php

// Runs cases of clients/cases: one as JSON in each line of the input, its outcome as JSON in a line of the output.

declare(strict_types=1);

use Stars\StarsClient;
use Stars\StarsError;

spl_autoload_register(function (string $name): void {
    require __DIR__ . '/../src/' . substr($name, strlen('Stars\\')) . '.php';
});

$shown = fn (StarsError $error): array => array_filter(['code' => $error->starsCode, 'field' => $error->field]);

$outcomeOf = function (array $case) use ($shown): array {
    $lost = [];
    $onLost = function (StarsError $error) use (&$lost, $shown): void {
        $lost[] = $shown($error);
    };
    $stars = new StarsClient($case['url'], $case['key'], $case['timeout_ms'] / 1000, $onLost);
    try {
        if (isset($case['call'])) {
            $method = lcfirst($case['call']);
            $options = isset($case['fallback']) ? ['fallback' => $case['fallback']] : [];
            $answer = $stars->$method($case['request'], ...$options);
            return ['answer' => (object) $answer, 'fallback' => $answer['fallback'] ?? null];
        }
        foreach ($case['events'] ?? [] as $event) {
            $stars->events->add($event);
        }
        foreach ($case['impressions'] ?? [] as $event) {
            $stars->events->addImpression($event);
        }
        for ($left = $case['flushes'] ?? 1; $left > 1; $left--) {
            try {
                $stars->events->flush();
            } catch (StarsError) {
            }
        }
        // Without it, events go when the client does.
        if (!($case['unflushed'] ?? false)) {
            $stars->close();
        }
        return ['flushed' => true, 'lost' => $lost];
    } catch (StarsError $error) {
        return ['error' => $shown($error)];
    }
};

while (($line = fgets(STDIN)) !== false) {
    echo json_encode($outcomeOf(json_decode($line, true)), JSON_THROW_ON_ERROR), "\n";
}
