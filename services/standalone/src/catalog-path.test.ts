import { CONSUMER_GROUPS } from '@stars/event-bus';
import { CATALOG_PATH } from '@stars/recommending';
import { expect, it } from 'vitest';

it('the gateway computes the catalogue’s time from groups that exist, in the order in which they feed each other', () => {
  const places = CATALOG_PATH.map(({ group, topics }) => {
    const at = CONSUMER_GROUPS.findIndex((each) => each.group === group);
    for (const topic of topics) expect(CONSUMER_GROUPS[at]!.topics).toContain(topic);
    return at;
  });
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
