import { decodeHistory, emptyHistory } from '../history-codec.js';
import { unpackEvents } from '../history-events.js';
import type { FeatureValue, UserHistory, UserProfile, UserVectors } from '../port.js';
import { decodeVectors } from '../vector-codec.js';
import type { RedisReply } from './redis-wire.js';

/** A profile's fields as they came from the server: names and values. */
export type StoredFields = ReadonlyMap<string, Uint8Array>;

const VECTORS = 'v:';

/** Bytes before the vectors: the time of the last event in them, ms, float64. */
const AS_OF_BYTES = 8;

/** The field that holds the vectors of a model. */
export const fieldOfVectors = (modelVersion: string): string => VECTORS + modelVersion;

export const isFieldOfVectors = (field: string): boolean => field.startsWith(VECTORS);

/** All fields of a hash, from alternating names and values. The bytes are views of one read buffer. */
export function readFields(reply: RedisReply): StoredFields {
  const list = reply as Buffer[];
  const fields = new Map<string, Uint8Array>();
  for (let i = 0; i < list.length; i += 2) fields.set(list[i]!.toString(), list[i + 1]!);
  return fields;
}

/** Those of these names that a hash has, from their values or null. */
export function fieldsOf(names: readonly string[], reply: RedisReply): StoredFields {
  const values = reply as (Buffer | null)[];
  return new Map(names.flatMap((name, n) => (values[n] ? [[name, values[n]] as const] : [])));
}

/** The user's profile; undefined where there are no fields. Errors: `STARS_UNREADABLE_FILE`. */
export function profileOf(userId: string, fields: StoredFields): UserProfile | undefined {
  if (fields.size === 0) return undefined;
  const { history, ...user } = historyOf(userId, fields);
  return { ...user, history: unpackEvents(history), vectors: allVectorsOf(fields) };
}

/** The same with the vectors of one model, or none, of at least one field. */
export function historyOf(userId: string, fields: StoredFields, modelVersion?: string): UserHistory {
  const history = fields.get('h');
  const vectors = modelVersion === undefined ? undefined : fields.get(fieldOfVectors(modelVersion));
  return {
    userId,
    features: featuresOf(fields) ?? {},
    history: history === undefined ? emptyHistory() : decodeHistory(history),
    ...(vectors && { vectors: vectorsOf(modelVersion!, vectors) }),
  };
}

/** Time, then both vectors, which are of one width, little-endian float32, [2s]. */
export function vectorsToBytes({ asOf, general, next }: UserVectors): Buffer {
  const bytes = Buffer.allocUnsafe(AS_OF_BYTES + general.byteLength + next.byteLength);
  bytes.writeDoubleLE(asOf, 0);
  bytes.set(bufferOf(general), AS_OF_BYTES);
  bytes.set(bufferOf(next), AS_OF_BYTES + general.byteLength);
  return bytes;
}

function vectorsOf(modelVersion: string, bytes: Uint8Array): UserVectors {
  const asOf = new DataView(bytes.buffer, bytes.byteOffset, AS_OF_BYTES).getFloat64(0, true);
  return decodeVectors(modelVersion, asOf, bytes.subarray(AS_OF_BYTES));
}

/** Up to when a user was forgotten, ms, by the text of the user's second key; undefined for '', which is none. */
export const forgottenIn = (text: string): number | undefined => (text === '' ? undefined : Number(text.split(' ')[0]));

export const textOf = (bytes: Uint8Array): string => bufferOf(bytes).toString();

export const bufferOf = (bytes: ArrayBufferView<ArrayBufferLike>): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function featuresOf(fields: StoredFields): Record<string, FeatureValue> | undefined {
  const features = fields.get('f');
  return features === undefined ? undefined : (JSON.parse(textOf(features)) as Record<string, FeatureValue>);
}

/** Sorted by model version, because a hash gives its fields in the order of arrival. */
function allVectorsOf(fields: StoredFields): UserVectors[] {
  const all: UserVectors[] = [];
  for (const [field, bytes] of fields) {
    if (isFieldOfVectors(field)) all.push(vectorsOf(field.slice(VECTORS.length), bytes));
  }
  return all.sort((a, b) => (a.modelVersion < b.modelVersion ? -1 : 1));
}
