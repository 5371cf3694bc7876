import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GRPC_STATUS, grpcStatusOf, httpStatusOf, STATUS_OF_CODE } from './status-codes.js';
import { AUDIT_TOPIC, CONTROL_SEALS_TOPIC, SEATS_TOPIC, SPENDING_TOPIC, TOPICS } from './topics.js';

const page = readFileSync(new URL('../../../../docs/reference/topics.md', import.meta.url), 'utf8');

describe('status codes', () => {
  it('are caller errors below 500 and server errors from 500', () => {
    for (const [code, [grpc, http]] of Object.entries(STATUS_OF_CODE)) {
      expect(httpStatusOf(code)).toBe(http);
      expect(grpcStatusOf(code)).toBe(GRPC_STATUS[grpc]);
      if (grpc === 'INVALID_ARGUMENT' || grpc === 'NOT_FOUND') expect(http).toBeLessThan(500);
      if (['INTERNAL', 'DATA_LOSS', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'].includes(grpc)) {
        expect(http).toBeGreaterThanOrEqual(500);
      }
    }
    expect([grpcStatusOf('STARS_FROM_THE_FUTURE'), httpStatusOf('toString')]).toEqual([13, 500]);
  });
});

describe('topics', () => {
  it('stand in docs/reference/topics.md, each once', () => {
    const topics = [...page.matchAll(/^\| `(stars\.v1\.[a-z-]+)` +\|/gm)].map(([, topic]) => topic);
    expect(topics.sort()).toEqual(
      [...Object.values(TOPICS), SEATS_TOPIC, SPENDING_TOPIC, AUDIT_TOPIC, CONTROL_SEALS_TOPIC].sort(),
    );
  });
});
