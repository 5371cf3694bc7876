import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { isStarsError, StarsError } from '@stars/errors';
import { type RetryLimits, type Secret, withRetries } from '@stars/platform';
import { arriveWhole, bytesOf, checkDigest, isFile, measure } from './object-body.js';
import { checkKey } from './object-key.js';
import type { ObjectBody, ObjectCall, ObjectRead, ObjectStore, StoredObject } from './port.js';
import { codedError, saysNone, saysThere } from './s3-errors.js';

export interface S3Options {
  bucket: string;
  /** Begins all keys; empty or without a slash at its end. */
  prefix?: string;
  /** Of a server that is not Amazon's, which is then addressed by path. */
  endpoint?: string | undefined;
  region?: string | undefined;
  /** Read anew for each request (default: where the SDK of AWS looks for them). */
  credentials?: { id: Secret; key: Secret; token?: Secret | undefined } | undefined;
  /** Attempts at one call before it fails. */
  retries?: RetryLimits;
}

/** How long to wait for a connection, and for the next bytes. */
const CONNECT_MS = 5000;
const SILENCE_MS = 60_000;
/** Busy servers of S3 ask to come again within seconds. The client cannot repeat a body that is a stream, so it repeats nothing. */
const RETRIES: RetryLimits = { attempts: 6, firstMs: 100, mostMs: 5000 };
/** It would warn on the console that it does not repeat. */
const nothing = (): void => {};
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
/** Of one call that deletes. */
const DELETE_LIMIT = 1000;
/** Names the attempt that wrote an object: a writer whose answer was lost knows its object by it. */
const WRITER = 'stars-writer';

/** Objects of a bucket. Keys come from where the SDK of AWS looks for them. A bucket needs conditional writes (`If-None-Match`). */
export class S3ObjectStore implements ObjectStore {
  readonly place: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #root: string;
  readonly #retries: RetryLimits;

  constructor({ bucket, prefix = '', endpoint, region, credentials, retries = RETRIES }: S3Options) {
    this.#retries = retries;
    this.#bucket = bucket;
    this.#root = prefix && `${prefix}/`;
    this.place = `s3://${bucket}${prefix && `/${prefix}`}`;
    this.#client = new S3Client({
      ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
      ...(region ? { region } : {}),
      ...(credentials ? { credentials: async () => identityOf(credentials) } : {}),
      maxAttempts: 1,
      logger: SILENT,
      requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: SILENCE_MS },
    });
  }

  put(key: string, body: ObjectBody, call: ObjectCall = {}): Promise<StoredObject> {
    return this.#write(key, body, call, {});
  }

  async putIfAbsent(key: string, body: ObjectBody, call: ObjectCall = {}): Promise<StoredObject | undefined> {
    const writer = crypto.randomUUID();
    try {
      return await this.#write(key, body, call, { IfNoneMatch: '*', Metadata: { [WRITER]: writer } });
    } catch (error) {
      if (!saysThere((error as Error).cause)) throw error;
    }
    // A repeated attempt finds the object of the first, if only its answer was lost.
    const there = await this.#call(call, (abort) =>
      this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: this.#root + key }), abort),
    );
    return there?.Metadata?.[WRITER] === writer ? { key, ...(await measure(body, call.signal)) } : undefined;
  }

  async get(key: string, { sha256, signal }: ObjectRead = {}): Promise<Buffer | undefined> {
    const bytes = await this.#read(key, signal, async (body) => Buffer.concat(await body.toArray()));
    if (bytes && sha256 !== undefined) checkDigest(`${this.place}/${key}`, (await measure(bytes)).sha256, sha256);
    return bytes;
  }

  async getFile(key: string, path: string, { sha256, signal }: ObjectRead = {}): Promise<StoredObject | undefined> {
    const where = `${this.place}/${key}`;
    const found = await this.#read(key, signal, (body) =>
      arriveWhole(path, (part) => pipeline(body, createWriteStream(part)), { where, sha256 }),
    );
    return found && { key, ...found };
  }

  async *list(prefix: string, { after, signal }: ObjectCall & { after?: string } = {}) {
    let next: string | undefined;
    do {
      const page = await this.#call({ signal }, (abort) =>
        this.#client.send(
          new ListObjectsV2Command({
            Bucket: this.#bucket,
            Prefix: this.#root + prefix,
            ...(next ? { ContinuationToken: next } : after ? { StartAfter: this.#root + after } : {}),
          }),
          abort,
        ),
      );
      for (const { Key } of page?.Contents ?? []) yield Key!.slice(this.#root.length);
      next = page?.NextContinuationToken;
    } while (next);
  }

  async delete(keys: readonly string[], call: ObjectCall = {}): Promise<void> {
    for (const key of keys) checkKey(key);
    for (let at = 0; at < keys.length; at += DELETE_LIMIT) {
      const Objects = keys.slice(at, at + DELETE_LIMIT).map((key) => ({ Key: this.#root + key }));
      const done = await this.#call(call, (abort) =>
        this.#client.send(new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } }), abort),
      );
      const [failed] = (done?.Errors ?? []).filter(({ Code }) => Code !== 'NoSuchKey');
      if (failed) {
        throw new StarsError('STARS_UNAVAILABLE', `${this.place} does not delete ${failed.Key}: ${failed.Message}`);
      }
    }
  }

  async close(): Promise<void> {
    this.#client.destroy();
  }

  async #write(
    key: string,
    body: ObjectBody,
    call: ObjectCall,
    condition: { IfNoneMatch?: string; Metadata?: Record<string, string> },
  ): Promise<StoredObject> {
    checkKey(key);
    const { size, sha256 } = await measure(body, call.signal);
    const send = (abort: { abortSignal?: AbortSignal }) =>
      this.#client.send(
        new PutObjectCommand({
          Bucket: this.#bucket,
          Key: this.#root + key,
          Body: isFile(body) ? createReadStream(body.path) : bytesOf(body),
          ContentLength: size,
          ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
          ...condition,
        }),
        abort,
      );
    await this.#call(call, send);
    return { key, size, sha256 };
  }

  async #read<T>(key: string, signal: AbortSignal | undefined, read: (body: Readable) => Promise<T>) {
    checkKey(key);
    return this.#call({ signal }, async (abort) => {
      const command = new GetObjectCommand({ Bucket: this.#bucket, Key: this.#root + key });
      const { Body } = await this.#client.send(command, abort);
      return read(Body as Readable);
    });
  }

  /** Undefined where the server says that there is no such object. */
  async #call<T>(
    { signal }: ObjectCall,
    send: (abort: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T | undefined> {
    signal?.throwIfAborted();
    const attempt = async (): Promise<T | undefined> => {
      try {
        return await send(signal ? { abortSignal: signal } : {});
      } catch (error) {
        signal?.throwIfAborted();
        if (saysNone(error)) return undefined;
        throw codedError(error, this.place);
      }
    };
    const mayPass = (error: unknown): boolean => isStarsError(error) && error.canRetry && !saysThere(error.cause);
    return withRetries(this.#retries, mayPass, attempt, { signal });
  }
}

/** The SDK keeps an identity unless it is about to expire. */
const identityOf = ({ id, key, token }: NonNullable<S3Options['credentials']>) => ({
  accessKeyId: id.read(),
  secretAccessKey: key.read(),
  ...(token ? { sessionToken: token.read() } : {}),
  expiration: new Date(Date.now()),
});
