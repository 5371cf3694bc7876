import type { ForgottenUser } from '../forgotten-user.js';
import { decodeHistory } from '../history-codec.js';
import { unpackEvents } from '../history-merge.js';
import type { FeatureValue, StoredProfile, UserProfile, UserVectors } from '../port.js';
import { decodeVectors } from '../vector-codec.js';
import type { RedisArgument, RedisReply } from './redis-wire.js';

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

/** The user's profile; undefined where there are no fields. Errors: `STARS_UNREADABLE_FILE`. */
export function profileOf(userId: string, fields: StoredFields): UserProfile | undefined {
  if (fields.size === 0) return undefined;
  const history = fields.get('h');
  return {
    userId,
    features: featuresOf(fields) ?? {},
    history: history === undefined ? [] : unpackEvents(decodeHistory(history)),
    vectors: allVectorsOf(fields),
  };
}

/** The stored data of a user, in a form for another store; undefined if there is none. */
export function storedProfileOf(
  userId: string,
  fields: StoredFields,
  deletion: Deletion | undefined,
): StoredProfile | undefined {
  if (fields.size === 0) return undefined;
  const version = fields.get('n');
  const featuresVersion = version === undefined ? deletion?.featuresVersion : Number(textOf(version));
  const features = featuresOf(fields);
  const history = fields.get('h');
  return {
    userId,
    ...(deletion === undefined ? {} : { deletedUntil: deletion.time }),
    ...(featuresVersion === undefined ? {} : { featuresVersion }),
    ...(features === undefined ? {} : { features }),
    ...(history === undefined ? {} : { history }),
    vectors: allVectorsOf(fields),
  };
}

/** Alternating names and values of a stored profile. */
export function fieldsOf(profile: StoredProfile, token: string): RedisArgument[] {
  const fields: RedisArgument[] = ['r', token];
  if (profile.features !== undefined) {
    fields.push('n', String(profile.featuresVersion ?? 0), 'f', JSON.stringify(profile.features));
  }
  if (profile.history !== undefined) fields.push('h', bufferOf(profile.history));
  for (const vectors of profile.vectors) fields.push(fieldOfVectors(vectors.modelVersion), vectorsToBytes(vectors));
  return fields;
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

/** The record of a deleted user. */
export interface Deletion {
  /** Events up to it stay out, ms. */
  time: number;
  /** Version of the deleted features, if there were any. */
  featuresVersion?: number;
}

/** From the text of the user's second key, '' for none. */
export function deletionOf(text: string): Deletion | undefined {
  if (text === '') return undefined;
  const [time, version] = text.split(' ');
  return { time: Number(time), ...(version === undefined ? {} : { featuresVersion: Number(version) }) };
}

/** The text of the second key. */
export const deletionText = ({ deletedUntil, featuresVersion }: Omit<ForgottenUser, 'hash'>): string =>
  featuresVersion === undefined ? String(deletedUntil) : `${deletedUntil} ${featuresVersion}`;

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
