/** What we use of it: the package has no types of its own. */
declare module 'body-parser' {
  interface Options {
    /** bytes, after decompression too */
    limit: number;
    /** Content types that are read. */
    type: string | string[];
    verify(request: never, response: unknown, body: Buffer, charset: string): void;
  }
  type Parse = (request: object, response: object, next: (error?: Error & { status?: number }) => void) => void;
  const parsers: { json(options: Options): Parse };
  export default parsers;
}
