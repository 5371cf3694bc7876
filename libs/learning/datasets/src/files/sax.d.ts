/** What we use of it: the package has no types of its own. */
declare module 'sax' {
  interface Tag {
    name: string;
    attributes: Readonly<Record<string, string>>;
  }
  interface Parser {
    /** Of what is read, from 0. */
    readonly line: number;
    /** The name of the entity that is read; empty outside of one. */
    readonly entity: string;
    onopentag: (tag: Tag) => void;
    onclosetag: () => void;
    /** Of a long text, a piece. */
    ontext: (text: string) => void;
    oncdata: (text: string) => void;
    onerror: (error: Error) => void;
    write(text: string): Parser;
    close(): Parser;
  }
  const sax: { parser(strict: boolean): Parser };
  export default sax;
}
