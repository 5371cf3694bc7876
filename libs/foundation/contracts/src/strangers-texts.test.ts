import { describe, expect, it } from 'vitest';
import { catalogItemFromJson, interactionFromJson, tagCorrectionFromJson, userFromJson } from './checked-messages.js';
import { failureOf } from './testing/stars-failure.js';

/** What commands a terminal, ends a line, turns the direction, or is no text. */
const REFUSED = ['\u0000', '\u001b[2J', '\u007f', '\u009b2J', '\u2028', '\u202e', '\u2066', '\ud800'];
const LINE_ENDS = ['\n', '\r', '\t'];

const item = (fields: object) => () => catalogItemFromJson({ item_id: 'i', title: 'Milk', ...fields });

describe('a text that others are shown', () => {
  it.each(REFUSED)('has none of %j in it, whichever field of an item it is', (sign) => {
    const text = `Milk${sign}`;
    const fields: [object, string][] = [
      [{ item_id: text }, 'item_id'],
      [{ title: text }, 'title'],
      [{ brand: text }, 'brand'],
      [{ description: text }, 'description'],
      [{ category: ['Dairy', text] }, 'category[1]'],
      [{ attributes: { colour: text } }, 'attributes.colour'],
      [{ attributes: { colours: ['red', text] } }, 'attributes.colours[1]'],
    ];
    for (const [changes, field] of fields) {
      expect(failureOf(item(changes))).toBe(`STARS_INVALID_FIELD ${field}`);
    }
    const correction = { item_id: 'i', add: [text] };
    expect(failureOf(() => tagCorrectionFromJson(correction))).toBe('STARS_INVALID_FIELD add[0]');
    expect(failureOf(() => userFromJson({ user_id: 'u', features: { town: text } }))).toBe(
      'STARS_INVALID_FIELD features.town',
    );
    const event = { user_id: text, item_id: 'i', type: 'view', time: '2017-11-27T18:30:00Z' };
    expect(failureOf(() => interactionFromJson(event))).toBe('STARS_INVALID_FIELD user_id');
  });

  it.each(LINE_ENDS)('has %j only where it may have several lines', (sign) => {
    const text = `Whole${sign}milk`;
    for (const changes of [{ title: text }, { brand: text }, { category: [text] }]) {
      expect(failureOf(item(changes))).toMatch(/^STARS_INVALID_FIELD /);
    }
    const lines = { description: text, attributes: { contents: text } };
    expect(item(lines)()).toMatchObject(lines);
  });

  it.each([
    'Crème brûlée, 2 × 100 g <fresh> & "good"',
    'می‌خواهم',
    '\u200fשמן זית\u200e 1 l',
    '👩‍🍳 Cook’s choice 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    'Sch\u00adleife',
  ])('may be in any script, with its joiners and marks: %s', (title) => {
    expect(item({ title, brand: title, category: [title] })()).toMatchObject({ title, brand: title });
  });
});
