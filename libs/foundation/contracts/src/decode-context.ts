import { BinaryReader } from '@bufbuild/protobuf/wire';
import { StarsError } from '@stars/errors';
import { decodeMessage, JSON_BEGINS } from './decode-message.js';
import { ContextSignal, ItemSignal } from './generated/stars/v1/context.js';
import { TOPICS } from './topics.js';

/** Ids in UTF-8: each from an even place's number to the next one's, exclusive. */
export interface EncodedIds {
  bytes: Uint8Array;
  ranges: readonly number[];
}

/** A context signal whose ids of items are not made into strings: a year of promotions has millions of them. */
export interface EncodedContext extends Omit<ContextSignal, 'itemSignals'> {
  itemSignals: { name: string; value: number; itemIds: EncodedIds }[];
}

const WIRE_BITS = 3;
const WIRE_TYPE = 2 ** WIRE_BITS - 1;
const LENGTH_DELIMITED = 2;
const END_GROUP = 4;
const tagOf = (field: number): number => (field << WIRE_BITS) | LENGTH_DELIMITED;
/** As proto/stars/v1/context.proto numbers them. */
const ITEM_SIGNALS = tagOf(7);
const ITEM_IDS = tagOf(3);

/** The same as `decodeMessage` of the topic of context, with ids as they are in the message. Errors: those of `decodeMessage`. */
export function decodeContext(value: Uint8Array): EncodedContext {
  const bytes = value[0] === JSON_BEGINS ? ContextSignal.encode(decodeMessage(TOPICS.context, value)).finish() : value;
  try {
    const { taken, rest } = takeOut(bytes, ITEM_SIGNALS);
    return { ...ContextSignal.decode(rest), itemSignals: partsOf(bytes, taken).map(readItems) };
  } catch (cause) {
    throw new StarsError('STARS_POISON_MESSAGE', `A message of ${TOPICS.context} cannot be decoded.`, { cause });
  }
}

function readItems(bytes: Uint8Array): EncodedContext['itemSignals'][number] {
  const { taken, rest } = takeOut(bytes, ITEM_IDS);
  const { name, value } = ItemSignal.decode(rest);
  return { name, value, itemIds: { bytes, ranges: taken } };
}

/** Where the contents of a message's fields of one tag are, as `EncodedIds` has them; and the message without these fields. */
function takeOut(bytes: Uint8Array, wanted: number): { taken: number[]; rest: Uint8Array } {
  const reader = new BinaryReader(bytes);
  const taken: number[] = [];
  const others: number[] = [];
  while (reader.pos < reader.len) {
    const begin = reader.pos;
    const tag = reader.uint32();
    // As generated code does.
    if (tag === 0 || (tag & WIRE_TYPE) === END_GROUP) break;
    if (tag === wanted) {
      const length = reader.uint32();
      taken.push(reader.pos, reader.pos + length);
      reader.pos += length;
      if (reader.pos > reader.len) throw new RangeError('a field ends behind the message');
    } else {
      reader.skip(tag & WIRE_TYPE);
      others.push(begin, reader.pos);
    }
  }
  return { taken, rest: Buffer.concat(partsOf(bytes, others)) };
}

const partsOf = (bytes: Uint8Array, ranges: readonly number[]): Uint8Array[] =>
  Array.from({ length: ranges.length / 2 }, (_, n) => bytes.subarray(ranges[2 * n], ranges[2 * n + 1]));
