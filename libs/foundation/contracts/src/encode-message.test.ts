import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decode-message.js';
import {
  encodeContextSignal,
  encodeItemFeatures,
  encodeModelManifest,
  encodeRollOut,
  encodeServedModel,
  encodeServeRequest,
  encodeUserDelete,
  encodeUserUpsert,
} from './encode-message.js';
import type { ContextSignal } from './generated/stars/v1/context.js';
import type { ItemFeatures } from './generated/stars/v1/features.js';
import {
  GateResult,
  type ModelComparison,
  type ModelManifest,
  RollOut,
  ServedModel,
  ServeRequest,
} from './generated/stars/v1/model.js';
import type { UserProfileUpdate } from './generated/stars/v1/user.js';
import { failureOf } from './testing/stars-failure.js';
import { validContext, validFeatures, validManifest, validUser } from './testing/valid-messages.js';
import { TOPICS } from './topics.js';

const comparison = (changes: Partial<ModelComparison>): ModelComparison => ({
  version: 'v-0',
  metric: 'ndcg@10',
  candidate: 0.2,
  serving: 0.1,
  sessions: 100,
  from: new Date(5),
  ...changes,
});
const many = (count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, n]));

describe('users', () => {
  it('round-trip', () => {
    const upsert = encodeUserUpsert(validUser());
    expect(upsert).toMatchObject({ key: 'default/u-1', id: 'default/u-1@3' });
    const value = validUser({ tenantId: 'default' });
    expect(decodeMessage(TOPICS.users, upsert.value).change).toEqual({ $case: 'upsert', value });
    const gone = encodeUserDelete({ tenantId: '', userId: 'u-1', time: new Date(5) });
    expect(gone).toMatchObject({ key: 'default/u-1', id: 'default/u-1@5-delete' });
    expect(decodeMessage(TOPICS.users, gone.value).change?.$case).toBe('delete');
  });

  it.each<[Partial<UserProfileUpdate>, string]>([
    [{ userId: '' }, 'STARS_FIELD_REQUIRED user_id'],
    [{ features: many(257) }, 'STARS_TOO_LARGE features'],
    [{ features: { a: Number.NaN } }, 'STARS_OUT_OF_RANGE features.a'],
    [{ features: { a: ['x'] } }, 'STARS_INVALID_FIELD features.a'],
    [{ features: { a: 'x'.repeat(1001) } }, 'STARS_TOO_LARGE features.a'],
    [{ version: -1 }, 'STARS_OUT_OF_RANGE version'],
  ])('refuse %#', (changes, failure) => {
    expect(failureOf(() => encodeUserUpsert(validUser(changes)))).toBe(failure);
  });

  it('are forgotten as of a time', () => {
    expect(failureOf(() => encodeUserDelete({ tenantId: '', userId: 'u-1', time: undefined }))).toBe(
      'STARS_FIELD_REQUIRED time',
    );
  });
});

describe('encodeContextSignal', () => {
  it('is keyed by region, and everywhere has a key too', () => {
    const message = encodeContextSignal(validContext());
    expect(message).toMatchObject({ key: 'default/367', id: 'default/e-3' });
    expect(decodeMessage(TOPICS.context, message.value)).toEqual(validContext({ tenantId: 'default' }));
    expect(encodeContextSignal(validContext({ region: '' })).key).toBe('default/');
  });

  it.each<[Partial<ContextSignal>, string]>([
    [{ eventId: '' }, 'STARS_FIELD_REQUIRED event_id'],
    [{ validFrom: undefined }, 'STARS_FIELD_REQUIRED valid_from'],
    [{ validUntil: validContext().validFrom }, 'STARS_INVALID_TIME valid_until'],
    [{ signals: { a: [1] } }, 'STARS_INVALID_FIELD signals.a'],
    [{ itemSignals: [{ name: '', value: 1, itemIds: ['i'] }] }, 'STARS_FIELD_REQUIRED item_signals[0].name'],
    [{ itemSignals: [{ name: 'a', value: Number.NaN, itemIds: ['i'] }] }, 'STARS_OUT_OF_RANGE item_signals[0].value'],
    [{ itemSignals: [{ name: 'a', value: 1, itemIds: [] }] }, 'STARS_FIELD_REQUIRED item_signals[0].item_ids'],
    [
      { itemSignals: [{ name: 'a', value: 1, itemIds: ['i', ''] }] },
      'STARS_FIELD_REQUIRED item_signals[0].item_ids[1]',
    ],
  ])('refuses %#', (changes, failure) => {
    expect(failureOf(() => encodeContextSignal(validContext(changes)))).toBe(failure);
  });

  it('may be larger than other messages, up to 4 MiB', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, n) => `item-${String(n).padStart(40, '0')}`);
    const signal = (count: number) => validContext({ itemSignals: [{ name: 'a', value: 1, itemIds: ids(count) }] });
    expect(encodeContextSignal(signal(50_000)).value.length).toBeGreaterThan(2 ** 20);
    expect(failureOf(() => encodeContextSignal(signal(95_000), 'signals[0]'))).toBe('STARS_TOO_LARGE signals[0]');
  });
});

describe('encodeItemFeatures', () => {
  it('is named by content: other tags of the same version are another message', () => {
    const message = encodeItemFeatures(validFeatures());
    expect(message.key).toBe('default/i-1');
    expect(encodeItemFeatures(validFeatures()).id).toBe(message.id);
    expect(encodeItemFeatures(validFeatures({ tags: [] })).id).not.toBe(message.id);
    const decoded = decodeMessage(TOPICS.itemFeatures, message.value);
    expect({ ...decoded, embedding: Uint8Array.from(decoded.embedding) }).toEqual(
      validFeatures({ tenantId: 'default' }),
    );
  });

  it.each<[Partial<ItemFeatures>, string]>([
    [{ textHash: 'AB' }, 'STARS_INVALID_FIELD text_hash'],
    [{ embedding: new Uint8Array(0) }, 'STARS_FIELD_REQUIRED embedding'],
    [{ embedding: new Uint8Array(6) }, 'STARS_INVALID_FIELD embedding'],
    [{ embedding: new Uint8Array(4 * 16_385) }, 'STARS_TOO_LARGE embedding'],
    ...[Number.NaN, Number.NEGATIVE_INFINITY, 1e38].map((element): [Partial<ItemFeatures>, string] => [
      { embedding: new Uint8Array(Float32Array.of(0.5, element).buffer) },
      'STARS_OUT_OF_RANGE embedding',
    ]),
    [{ embeddingModel: '' }, 'STARS_FIELD_REQUIRED embedding_model'],
    [{ tags: ['x'.repeat(257)] }, 'STARS_TOO_LARGE tags[0]'],
  ])('refuses %#', (changes, failure) => {
    expect(failureOf(() => encodeItemFeatures(validFeatures(changes)))).toBe(failure);
  });

  it('requires only the id of a deleted item', () => {
    const gone = validFeatures({ deleted: true, embedding: new Uint8Array(0), textHash: '', embeddingModel: '' });
    expect(decodeMessage(TOPICS.itemFeatures, encodeItemFeatures(gone).value).deleted).toBe(true);
  });
});

describe('encodeModelManifest', () => {
  it('is keyed by tenant', () => {
    const message = encodeModelManifest(validManifest());
    expect(message.key).toBe('default');
    expect(message.id).toBe(`default/20171127-183000@${validManifest().createdTime!.getTime()}`);
    expect(decodeMessage(TOPICS.models, message.value)).toEqual(validManifest({ tenantId: 'default' }));
  });

  const file = (changes: object) => [{ ...validManifest().files[0]!, ...changes }];
  it.each<[Partial<ModelManifest>, string]>([
    [{ version: '../x' }, 'STARS_INVALID_FIELD version'],
    [{ files: [] }, 'STARS_FIELD_REQUIRED files'],
    [{ files: file({ path: '../../etc/passwd' }) }, 'STARS_INVALID_FIELD files[0].path'],
    [{ files: file({ path: '/etc/passwd' }) }, 'STARS_INVALID_FIELD files[0].path'],
    [{ files: file({ path: 'a\\..\\b' }) }, 'STARS_INVALID_FIELD files[0].path'],
    [{ files: file({ path: 'a/./b' }) }, 'STARS_INVALID_FIELD files[0].path'],
    [{ files: file({ sha256: 'ab' }) }, 'STARS_INVALID_FIELD files[0].sha256'],
    [{ files: file({ bytes: -1 }) }, 'STARS_OUT_OF_RANGE files[0].bytes'],
    [{ servingWidth: 0 }, 'STARS_OUT_OF_RANGE serving_width'],
    [{ dataUntil: new Date(0) }, 'STARS_INVALID_TIME data_until'],
    [{ metrics: { ndcg: Number.NaN } }, 'STARS_OUT_OF_RANGE metrics.ndcg'],
    [{ signals: [{ name: '', scope: 'time', width: 1 }] }, 'STARS_FIELD_REQUIRED signals[0].name'],
    [{ comparison: comparison({ version: '' }) }, 'STARS_FIELD_REQUIRED comparison.version'],
    [{ comparison: comparison({ sessions: 0 }) }, 'STARS_OUT_OF_RANGE comparison.sessions'],
    [{ comparison: comparison({ serving: Number.NaN }) }, 'STARS_OUT_OF_RANGE comparison.serving'],
  ])('refuses %#', (changes, failure) => {
    expect(failureOf(() => encodeModelManifest(validManifest(changes)))).toBe(failure);
  });
});

describe('encodeServedModel', () => {
  const served = ServedModel.fromPartial({ version: 'v-1', time: new Date(5), before: ['v-0'], fresh: 'v-0' });

  it('is keyed by tenant, and each announcement is a separate message, so that an older model can come back', () => {
    const message = encodeServedModel(served);
    expect(message).toMatchObject({ key: 'default', id: 'default/v-1@5' });
    expect(decodeMessage(TOPICS.servedModels, message.value)).toEqual({ ...served, tenantId: 'default' });
    expect(encodeServedModel({ ...served, time: new Date(6) }).id).not.toBe(message.id);
  });

  it.each<[Partial<ServedModel>, string]>([
    [{ version: '' }, 'STARS_FIELD_REQUIRED version'],
    [{ version: 'a/b' }, 'STARS_INVALID_FIELD version'],
    [{ time: undefined }, 'STARS_FIELD_REQUIRED time'],
    [{ tenantId: '/' }, 'STARS_INVALID_FIELD tenant_id'],
    [{ before: ['v-0', 'a/b'] }, 'STARS_INVALID_FIELD before[1]'],
    [{ rolledBack: [''] }, 'STARS_FIELD_REQUIRED rolled_back[0]'],
    [{ fresh: 'a/b' }, 'STARS_INVALID_FIELD fresh'],
  ])('refuses %j', (changes, failure) => {
    expect(failureOf(() => encodeServedModel({ ...served, ...changes }))).toBe(failure);
  });
});

describe('encodeServeRequest', () => {
  const request = ServeRequest.fromPartial({
    requestId: 'r',
    time: new Date(5),
    target: { $case: 'version', value: 'v-1' },
  });

  it('is keyed by tenant and the same request once', () => {
    const message = encodeServeRequest(request);
    expect(message).toMatchObject({ key: 'default', id: 'default/r' });
    expect(decodeMessage(TOPICS.serveRequests, message.value)).toEqual({ ...request, tenantId: 'default' });
  });

  it.each<[Partial<ServeRequest>, string]>([
    [{ requestId: '' }, 'STARS_FIELD_REQUIRED request_id'],
    [{ target: undefined }, 'STARS_FIELD_REQUIRED target'],
    [{ target: { $case: 'version', value: '../v' } }, 'STARS_INVALID_FIELD version'],
    [{ target: { $case: 'rollBack', value: '' } }, 'STARS_FIELD_REQUIRED roll_back'],
    [{ time: undefined }, 'STARS_FIELD_REQUIRED time'],
  ])('refuses %j', (changes, failure) => {
    expect(failureOf(() => encodeServeRequest({ ...request, ...changes }))).toBe(failure);
  });
});

describe('encodeRollOut', () => {
  const gate = GateResult.fromPartial({ gate: 'recall', outcome: 'failed', value: 0.9, bound: 0.98 });
  const step = RollOut.fromPartial({
    version: 'v-2',
    before: 'v-1',
    cause: 'training',
    outcome: 'refused',
    gates: [gate],
    time: new Date(5),
  });

  it('is keyed by tenant, and each step is a separate message', () => {
    const message = encodeRollOut(step);
    expect(message).toMatchObject({ key: 'default', id: 'default/v-2/refused@5' });
    expect(decodeMessage(TOPICS.rollOuts, message.value)).toEqual({ ...step, tenantId: 'default' });
  });

  it.each<[Partial<RollOut>, string]>([
    [{ cause: 'whim' }, 'STARS_INVALID_FIELD cause'],
    [{ outcome: '' }, 'STARS_INVALID_FIELD outcome'],
    [{ gates: [{ ...gate, outcome: 'so-so' }] }, 'STARS_INVALID_FIELD gates[0].outcome'],
    [{ gates: [{ ...gate, value: Number.NaN }] }, 'STARS_OUT_OF_RANGE gates[0].value'],
    [{ before: 'a b' }, 'STARS_INVALID_FIELD before'],
  ])('refuses %#', (changes, failure) => {
    expect(failureOf(() => encodeRollOut({ ...step, ...changes }))).toBe(failure);
  });
});

describe('decodeMessage', () => {
  it('reports bytes that are no such message as poison', () => {
    const truncated = encodeUserUpsert(validUser()).value.slice(0, -3);
    expect(failureOf(() => decodeMessage(TOPICS.users, truncated))).toBe('STARS_POISON_MESSAGE');
  });
});
