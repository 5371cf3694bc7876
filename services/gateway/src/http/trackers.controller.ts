import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  type EventClock,
  isObject,
  measurementEvents,
  segmentEvents,
  type TrackerEvents,
  TrackRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { ApiCalls } from '../api/api-calls.js';
import { NamedItems } from '../use-cases/named-items.js';
import { boundedBody } from './bounded-body.js';
import { httpCall } from './http-call.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';

/** What events of trackers are checked against. */
export const TRACKER_CLOCK = 'TrackerClock';

const CALLS = ['batch', 'import', 'track', 'page', 'screen', 'identify', 'group', 'alias'];
/** Segment's library for browsers names a call by its first letter. */
const LETTERS: Readonly<Record<string, string>> = {
  t: 'track',
  p: 'page',
  s: 'screen',
  i: 'identify',
  g: 'group',
  a: 'alias',
  b: 'batch',
};

/** For trackers that a shop has already: their key is an API key with the right `track`. */
@Controller()
export class TrackersController {
  constructor(
    @Inject(ApiCalls) private readonly api: ApiCalls,
    @Inject(NamedItems) private readonly namedItems: NamedItems,
    @Inject(TRACKER_CLOCK) private readonly clock: () => EventClock,
  ) {}

  /** Takes calls as the libraries of Segment and RudderStack send them, and says which events are ignored or rejected, and why. */
  @Post('segment/v1/:call')
  @HttpCode(200)
  async takeSegment(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<object> {
    const { call: given = '' } = request.params;
    const call = Object.hasOwn(LETTERS, given) ? LETTERS[given]! : given;
    if (!CALLS.includes(call)) throw new StarsError('STARS_NOT_FOUND', `a call is one of ${CALLS.join(', ')}`);
    const stored = await this.#store(request, response, (body) => this.#segment(call, body));
    return { success: true, ...stored };
  }

  /** Takes requests of the Measurement Protocol of Google Analytics 4, and says which events are ignored or rejected, and why. */
  @Post('mp/collect')
  @HttpCode(200)
  async takeMeasurements(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<object> {
    return this.#store(request, response, (body) => measurementEvents(body, this.clock()));
  }

  async #store(
    request: HttpRequest,
    response: HttpResponse,
    readBody: (body: unknown) => TrackerEvents,
  ): Promise<object> {
    let read: TrackerEvents | undefined;
    let events: TrackRequest | undefined;
    const { accepted } = await this.api.answer(httpCall('Track', request, response), async (receiving) => {
      read = readBody(await boundedBody('Track', request, response, receiving));
      events = TrackRequest.fromPartial({ interactions: read.interactions });
      return events;
    });
    const { items, ignored, rejected } = read!;
    // A key that stands in a page must not say what products are called.
    const { rights } = await request.caller!;
    if (items.size > 0 && rights.has('catalog')) {
      await this.namedItems.add(events!.interactions[0]!.tenantId, [...items.values()]);
    }
    return { accepted, ignored, rejected };
  }

  /** Errors: `STARS_FIELD_REQUIRED` for a batch without calls. */
  #segment(kind: string, body: unknown): TrackerEvents {
    // A single call has its kind in its path.
    const single = isObject(body) ? { ...body, type: kind } : body;
    if (kind !== 'batch' && kind !== 'import') return segmentEvents([single], this.clock(), '');
    const calls = isObject(body) ? body['batch'] : undefined;
    if (Array.isArray(calls)) return segmentEvents(calls, this.clock(), 'batch');
    throw new StarsError('STARS_FIELD_REQUIRED', 'batch must be a list of calls', { field: 'batch' });
  }
}
