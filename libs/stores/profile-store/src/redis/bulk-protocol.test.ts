import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommandWriter } from './command-writer.js';
import { type LineReply, ReplyLines } from './reply-lines.js';

/** RESP by the letter of its specification. */
function encoded(args: readonly (string | Buffer)[]): Buffer {
  const parts = args.flatMap((arg) => {
    const bytes = Buffer.from(arg as string);
    return [Buffer.from(`$${bytes.byteLength}\r\n`), bytes, Buffer.from('\r\n')];
  });
  return Buffer.concat([Buffer.from(`*${args.length}\r\n`), ...parts]);
}

const argument = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ maxLength: 90 }),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

describe('CommandWriter', () => {
  it('writes what the protocol says, whatever the arguments, and again after it was cleared', () => {
    fc.assert(
      fc.property(fc.array(fc.array(argument, { minLength: 1, maxLength: 12 }), { maxLength: 8 }), (commands) => {
        const writer = new CommandWriter(16);
        for (let time = 0; time < 2; time++) {
          writer.clear();
          for (const command of commands) writer.add(command);
          expect(writer.written.equals(Buffer.concat(commands.map(encoded)))).toBe(true);
        }
      }),
    );
  });
});

describe('ReplyLines', () => {
  it('gives the same replies wherever the bytes are cut', () => {
    const reply = fc.oneof(fc.nat({ max: 1e9 }), fc.constantFrom('OK', 'PONG'), fc.constant(new Error('WRONGTYPE no')));
    const lineOf = (value: LineReply): string =>
      value instanceof Error ? `-${value.message}\r\n` : typeof value === 'number' ? `:${value}\r\n` : `+${value}\r\n`;
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 10 }), (replies, cuts) => {
        const bytes = Buffer.from(replies.map(lineOf).join(''));
        const heard: LineReply[] = [];
        const lines = new ReplyLines((each) => heard.push(each));
        const at = [0, ...cuts.map((cut) => cut % (bytes.byteLength + 1)), bytes.byteLength].sort((a, b) => a - b);
        for (let i = 1; i < at.length; i++) lines.read(bytes.subarray(at[i - 1], at[i]));
        expect(heard).toEqual(replies);
      }),
    );
  });

  it('refuses a reply of more than a line', () => {
    expect(() => new ReplyLines(() => undefined).read(Buffer.from('$3\r\nabc\r\n'))).toThrow('one line');
  });
});
