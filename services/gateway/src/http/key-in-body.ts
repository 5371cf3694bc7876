import { type Access, type Caller, worksOfBytes } from '@stars/access';
import { isObject } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { ByteBudget } from '../byte-budget.js';
import { readJson } from './bounded-body.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import type { Strangers } from './strangers.js';

/** What a browser sends when a page is left, bytes: of whom nobody knows, no more is read. */
const MOST = 64 * 1024;
/** What such requests have in memory together, beside those of callers who are known. */
const MOST_AT_ONCE = 8 * 1024 * 1024;

/**
 * Finds out who makes a request that has its key in its body, as Segment's library for browsers sends it. Everybody who looks at a page
 * has this key, so it must have the right `track` alone.
 */
export class KeysInBodies {
  readonly #bytes = new ByteBudget(() => undefined, MOST_AT_ONCE);

  constructor(
    private readonly access: Pick<Access, 'authenticate'>,
    private readonly strangers: Pick<Strangers, 'sends'>,
  ) {}

  /**
   * Reads the body, which is left in the request. Until the caller is known, this is paid for by their network.
   * Errors: `STARS_LIMIT_REACHED`; those of the body; `STARS_UNAUTHENTICATED`; `STARS_PERMISSION_DENIED` for a key with more rights.
   */
  async readCaller(request: HttpRequest, response: HttpResponse): Promise<Caller> {
    const { 'content-length': length, 'content-encoding': encoding } = request.headers;
    const bytes = length === undefined || encoding !== undefined ? MOST : Math.min(Number(length), MOST);
    const known = this.strangers.sends(worksOfBytes(bytes), request.socket.remoteAddress);
    const body = await this.#read(request, response);
    const key = isObject(body) ? body['writeKey'] : undefined;
    const authorization = typeof key === 'string' ? `Bearer ${key}` : undefined;
    const caller = await this.access.authenticate({ authorization });
    known();
    const others = [...caller.rights].filter((right) => right !== 'track');
    if (others.length === 0) return caller;
    const text =
      `writeKey is of ${caller.id}, which may also do ${others.join(', ')}: whoever opens a page can read its key. ` +
      'Withdraw this key, and make one whose only right is track';
    throw new StarsError('STARS_PERMISSION_DENIED', text, { field: 'writeKey' });
  }

  async #read(request: HttpRequest, response: HttpResponse): Promise<unknown> {
    let held = 0;
    const arrived = (more: number): void => {
      this.#bytes.take(more);
      held += more;
    };
    const whole = (all: number): void => {
      // It may have come compressed.
      if (all > held) arrived(all - held);
      request.readBytes = all;
    };
    try {
      return await readJson(request, response, { bytes: MOST, takesText: true }, { arrived, whole });
    } finally {
      this.#bytes.give(held);
    }
  }
}
