import { problem } from '../field-problem.js';
import { ContextSignal, ItemSignal } from '../generated/stars/v1/context.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { withEventId } from './events.js';

const there = kind.also(kind.anything, (value) => {
  if (value === undefined) throw problem('STARS_FIELD_REQUIRED', 'is required');
});

const itemSignal = kind.message(
  ItemSignal,
  {
    name: kind.name,
    value: kind.number(),
    itemIds: kind.list(kind.id, 1, LIMITS.signalItems),
  },
  { neverAbsent: { value: there } },
);

/**
 * An absent `valid_until` holds until a later signal of the same name. `event_id` may be absent. In JSON, `time` means
 * `valid_from`. With `item_id`, the row's `signals` are item-level: numbers, or booleans as 1 and 0.
 */
export const contextSignal = kind.message(
  ContextSignal,
  {
    tenantId: kind.tenant,
    eventId: kind.optionalId,
    region: kind.optionalId,
    validFrom: kind.time,
    validUntil: kind.optionalTime,
    signals: kind.optional(kind.map(LIMITS.signals, kind.scalar(LIMITS.signalChars))),
    itemSignals: kind.list(itemSignal, 0, LIMITS.signals),
  },
  {
    canonical,
    describe({ properties, ...object }, scope) {
      const moment = kind.orNull(kind.optionalTime.schema(scope));
      const others = { valid_from: moment, time: moment, item_id: kind.orNull(kind.optionalId.schema(scope)) };
      return {
        ...object,
        properties: { ...properties, ...others },
        required: [],
        ...kind.onlyChecked({
          oneOf: ['valid_from', 'time'].map((name) => ({
            properties: { [name]: { type: 'string' } },
            required: [name],
          })),
        }),
      };
    },
    whole({ validFrom, validUntil }) {
      if (validUntil !== undefined && validUntil <= validFrom!) {
        throw problem('STARS_INVALID_TIME', 'must be later than valid_from', 'valid_until');
      }
    },
  },
);

export const contextSignalOnBus = withEventId(contextSignal);

/** A row as a message has it: without `time` and `item_id`. */
function canonical(row: kind.JsonObject): kind.JsonObject {
  const time = kind.readField(row, 'time', kind.optionalTime);
  const itemId = kind.readField(row, 'item_id', kind.anyText);
  const { time: _, item_id: __, ...json } = row;
  if (time !== undefined) {
    if ((json['valid_from'] ?? undefined) !== undefined) {
      throw problem('STARS_INVALID_FIELD', 'and valid_from are the same: give one', 'time');
    }
    json['valid_from'] = time;
  }
  const others = json['item_signals'] ?? [];
  if (!itemId || !Array.isArray(others)) return json;
  const signals = kind.readField(row, 'signals', kind.map(LIMITS.signals, kind.anything)) ?? {};
  const ofItem = Object.entries(signals).map(([name, value]) => {
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      const text = 'must be a number or a boolean, as signals of an item are';
      throw problem('STARS_INVALID_FIELD', text, 'signals', name);
    }
    return { name, value: Number(value), item_ids: [itemId] };
  });
  return { ...json, signals: undefined, item_signals: [...others, ...ofItem] };
}
