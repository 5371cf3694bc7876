/** A part of a command. */
export type RedisArgument = string | Buffer;

/** Where a server is, and how it is met. */
export interface WireOptions {
  /** `redis://` or `rediss://`, with user, password and database where there are any. */
  url: string;
  cluster: boolean;
  /** Milliseconds for a connection to stand. */
  connectMs: number;
  /** Ask the server to tell which of the keys that were read have changed since. */
  tracking: boolean;
}
