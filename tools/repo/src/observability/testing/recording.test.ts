import { afterEach, expect, it, vi } from 'vitest';
import { Recording } from './recording.js';

const scrapeOf = (answers: number, ready: number, time: number, lag = '') => `
# TYPE stars_gateway_requests_total counter
stars_gateway_requests_total{code="OK"} ${answers}
# TYPE stars_ready gauge
stars_ready{service="gateway"} ${ready}
# TYPE stars_archive_caught_up_timestamp_seconds gauge
stars_archive_caught_up_timestamp_seconds{service="archiver"} ${time}
# TYPE stars_consumer_lag_messages gauge
${lag}
# TYPE stars_of_no_rule gauge
stars_of_no_rule 1
`;

afterEach(() => vi.useRealTimers());

it('goes on as between the last two scrapes', async () => {
  const now = 1_800_000_000;
  vi.useFakeTimers({ now: now * 1000, toFake: ['Date'] });
  const scrapes = [
    scrapeOf(100, 1, now - 5),
    scrapeOf(102, 1, now - 3, 'stars_consumer_lag_messages{group="g"} 7'),
    scrapeOf(103, 0, now - 3),
  ];
  const recording = new Recording(async () => scrapes.shift()!);
  await recording.minutes(2);
  recording.goesOn(1);
  recording.goesOn(1);
  await recording.minutes(1);
  recording.goesOn(1);
  const { 'stars_archive_caught_up_timestamp_seconds{service="archiver"}': times, ...series } = recording.series;
  expect(series).toEqual({
    'stars_gateway_requests_total{code="OK"}': '0 2 4 6 7 8',
    'stars_ready{service="gateway"}': '1 1 1 1 0 0',
    'stars_consumer_lag_messages{group="g"}': 'stale 7 7 7 stale stale',
  });
  // The second one is three seconds old after a minute. It moved, and later it stands still.
  const ages = times!.split(' ').map((time, minute) => now + minute * 60 - Number(time));
  expect(ages).toEqual([5, 3, 3, 3, 63, 123]);
});
