import type { SeededRandom } from '@stars/datasets/testing';

export function randomBytes(length: number, random: SeededRandom): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random.below(256)));
}

/** The bytes with bits flipped, a part cut out, repeated or replaced, or of no meaning at all. */
export function mutatedBytes(bytes: Uint8Array, random: SeededRandom): Buffer {
  const copy = Buffer.from(bytes);
  const [from, to] = [random.below(copy.length + 1), random.below(copy.length + 1)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  switch (random.below(7)) {
    case 0:
      return randomBytes(random.below(200), random);
    case 1:
      return copy.subarray(0, from);
    case 2:
      return Buffer.concat([copy.subarray(0, to), copy.subarray(from)]);
    case 3:
      return Buffer.concat([copy.subarray(0, from), randomBytes(1 + random.below(8), random), copy.subarray(to)]);
    case 4:
      return deepGroups(random);
    default:
      for (let flips = 1 + random.below(4); flips > 0 && copy.length > 0; flips--) {
        const at = random.below(copy.length);
        copy[at] = copy[at]! ^ (1 << random.below(8));
      }
      return copy;
  }
}

/** A protobuf message of groups in groups, or of messages in messages, which are one field's. */
function deepGroups(random: SeededRandom): Buffer {
  const field = 1 + random.below(15);
  if (random.chance(0.5)) return Buffer.alloc(random.pick([20, 2000, 100_000]), (field << 3) | 3);
  let inner = Buffer.alloc(0);
  for (let depth = random.pick([20, 400, 2000]); depth > 0; depth--) {
    inner = Buffer.concat([Buffer.of((field << 3) | 2), varint(inner.length), inner]);
  }
  return inner;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 127) | 128);
  }
}
