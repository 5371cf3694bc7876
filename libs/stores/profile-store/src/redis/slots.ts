const SLOTS = 16_384;

/** CRC-16/XMODEM, as in the specification of Redis Cluster. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

function slotOfTag(tag: string): number {
  let crc = 0;
  for (const byte of Buffer.from(tag)) crc = ((crc << 8) ^ TABLE[((crc >> 8) ^ byte) & 0xff]!) & 0xffff;
  return crc % SLOTS;
}

/** Slot of a key with this text in braces: what is behind a closing brace in the text does not count. */
export const slotOf = (inBraces: string): number => slotOfTag(inBraces.split('}', 1)[0]!);

let tags: string[] | undefined;

/** A text that puts a key with it in braces into the slot. */
export function tagOf(slot: number): string {
  tags ??= allTags();
  return tags[slot]!;
}

function allTags(): string[] {
  const found = new Array<string>(SLOTS);
  for (let n = 0, left = SLOTS; left > 0; n++) {
    const tag = n.toString(36);
    const slot = slotOfTag(tag);
    if (found[slot] !== undefined) continue;
    found[slot] = tag;
    left--;
  }
  return found;
}
