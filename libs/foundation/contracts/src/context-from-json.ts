import { checkContextSignal } from './check-context.js';
import { fieldError, joinPath } from './field-path.js';
import type { ContextSignal, ItemSignal } from './generated/stars/v1/context.js';
import { JsonFields, type UnknownFields } from './json-fields.js';

/**
 * A context row of the import format → a checked signal. `time` is its beginning (`valid_from` means the same). With
 * `item_id`, the row's `signals` are item-level: numbers, or booleans as 1 and 0. Unknown fields are ignored.
 * Errors: those of `checkContextSignal`, with `path` before the field.
 */
export function contextFromJson(row: unknown, path = ''): ContextSignal {
  const signal = parseContext(row, path, 'ignore');
  checkContextSignal(signal, path);
  return signal;
}

/** The types only; what must be there is checked later. */
export function parseContext(row: unknown, path: string, unknown: UnknownFields): ContextSignal {
  const json = new JsonFields(row, path, unknown);
  const time = json.time('time');
  const validFrom = json.time('valid_from');
  if (time !== undefined && validFrom !== undefined) {
    throw fieldError('STARS_INVALID_FIELD', path, 'time', 'and valid_from are the same: give one');
  }
  const signals = json.map('signals');
  const itemId = json.string('item_id');
  const itemSignals = json.list('item_signals', (signal, at) => parseItemSignal(signal, at, unknown));
  const signal: ContextSignal = {
    tenantId: json.string('tenant_id'),
    eventId: json.string('event_id'),
    region: json.string('region'),
    validFrom: validFrom ?? time,
    validUntil: json.time('valid_until'),
    signals: itemId === '' ? signals : undefined,
    itemSignals: itemId === '' ? itemSignals : [...itemSignals, ...signalsOfItem(signals ?? {}, itemId, path)],
  };
  json.done();
  return signal;
}

function signalsOfItem(signals: Record<string, unknown>, itemId: string, path: string): ItemSignal[] {
  return Object.entries(signals).map(([name, value]) => {
    if (typeof value !== 'number' && typeof value !== 'boolean') {
      const problem = 'must be a number or a boolean, as signals of an item are';
      throw fieldError('STARS_INVALID_FIELD', joinPath(path, 'signals'), name, problem);
    }
    return { name, value: Number(value), itemIds: [itemId] };
  });
}

function parseItemSignal(value: unknown, path: string, unknown: UnknownFields): ItemSignal {
  const json = new JsonFields(value, path, unknown);
  const number = json.optionalNumber('value');
  if (number === undefined) throw fieldError('STARS_FIELD_REQUIRED', path, 'value', 'is required');
  const signal = { name: json.string('name'), value: number, itemIds: json.strings('item_ids') };
  json.done();
  return signal;
}
