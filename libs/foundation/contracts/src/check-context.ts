import { checkScalarMap } from './check-scalar-map.js';
import {
  checkCount,
  checkId,
  checkName,
  checkNumber,
  checkOptionalId,
  checkOptionalTime,
  checkTenant,
  checkTime,
} from './field-checks.js';
import { fieldError, indexPath, joinPath } from './field-path.js';
import type { ContextSignal } from './generated/stars/v1/context.js';
import { LIMITS } from './limits.js';

/**
 * Throws a StarsError, its `field` beginning with `path`, unless the signal is valid.
 * An absent `valid_until` holds until a later signal of the same name.
 */
export function checkContextSignal(signal: ContextSignal, path = ''): void {
  checkTenant(signal.tenantId, path);
  checkOptionalId(signal.eventId, path, 'event_id');
  checkOptionalId(signal.region, path, 'region');
  checkTime(signal.validFrom, path, 'valid_from');
  checkOptionalTime(signal.validUntil, path, 'valid_until');
  if (signal.validUntil !== undefined && signal.validUntil <= signal.validFrom) {
    throw fieldError('STARS_INVALID_TIME', path, 'valid_until', 'must be later than valid_from');
  }
  if (signal.signals !== undefined) {
    checkScalarMap(signal.signals, LIMITS.signals, LIMITS.signalChars, joinPath(path, 'signals'));
  }
  checkCount(signal.itemSignals, 0, LIMITS.signals, path, 'item_signals');
  for (const [index, item] of signal.itemSignals.entries()) {
    const at = indexPath(path, 'item_signals', index);
    checkName(item.name, at, 'name');
    checkNumber(item.value, -Number.MAX_VALUE, Number.MAX_VALUE, at, 'value');
    checkCount(item.itemIds, 1, LIMITS.signalItems, at, 'item_ids');
    for (let i = 0; i < item.itemIds.length; i++) checkId(item.itemIds[i]!, at, `item_ids[${i}]`);
  }
}
