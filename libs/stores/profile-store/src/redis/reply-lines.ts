const [LINE_FEED, PLUS, MINUS, COLON] = [10, 43, 45, 58];

/** A reply of one line: a whole number, a refusal, or a word such as OK. */
export type LineReply = number | Error | string;

/** Reads replies of one line each from incoming chunks. */
export class ReplyLines {
  /** The beginning of an incomplete line. */
  #begun: Buffer | undefined;

  /** @param onReply called for each reply; throws if it is not a reply of one line */
  constructor(private readonly onReply: (reply: LineReply) => void) {}

  read(chunk: Buffer): void {
    const bytes = this.#begun ? Buffer.concat([this.#begun, chunk]) : chunk;
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      this.onReply(replyOf(bytes, from, end - 1));
      from = end + 1;
    }
    this.#begun = from < bytes.byteLength ? bytes.subarray(from) : undefined;
  }
}

function replyOf(bytes: Buffer, from: number, until: number): LineReply {
  const text = (): string => bytes.toString('utf8', from + 1, until);
  switch (bytes[from]) {
    case COLON:
      // Most numbers here have one digit.
      return until - from === 2 ? bytes[from + 1]! - 48 : Number(text());
    case MINUS:
      return new Error(text());
    case PLUS:
      return text();
    default:
      throw new Error('a reply of one line was expected');
  }
}
