import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { type EventClock, isObject, type SegmentEvents, segmentEvents, TrackRequest } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { ApiCalls } from '../api/api-calls.js';
import { boundedBody } from './bounded-body.js';
import { httpCall } from './http-call.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';

/** What events of trackers are checked against. */
export const TRACKER_CLOCK = 'TrackerClock';

const CALLS = ['batch', 'import', 'track', 'page', 'screen', 'identify', 'group', 'alias'];

/** For trackers that a shop has already: its write key is an API key with the right `track`. */
@Controller()
export class SegmentController {
  constructor(
    @Inject(ApiCalls) private readonly api: ApiCalls,
    @Inject(TRACKER_CLOCK) private readonly clock: () => EventClock,
  ) {}

  /** Takes calls as the libraries of Segment and RudderStack send them, and says which events are ignored or rejected, and why. */
  @Post('segment/v1/:call')
  @HttpCode(200)
  async take(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<object> {
    const { call: kind = '' } = request.params;
    if (!CALLS.includes(kind)) throw new StarsError('STARS_NOT_FOUND', `a call is one of ${CALLS.join(', ')}`);
    let read: SegmentEvents | undefined;
    const { accepted } = await this.api.answer(httpCall('Track', request, response), async (receiving) => {
      read = this.#read(kind, await boundedBody('Track', request, response, receiving));
      return TrackRequest.fromPartial({ interactions: read.interactions });
    });
    return { success: true, accepted, ignored: read!.ignored, rejected: read!.rejected };
  }

  /** Errors: `STARS_FIELD_REQUIRED` for a batch without calls. */
  #read(kind: string, body: unknown): SegmentEvents {
    if (kind !== 'batch' && kind !== 'import') return segmentEvents([withKind(body, kind)], this.clock(), '');
    const calls = isObject(body) ? body['batch'] : undefined;
    if (Array.isArray(calls)) return segmentEvents(calls, this.clock(), 'batch');
    throw new StarsError('STARS_FIELD_REQUIRED', 'batch must be a list of calls', { field: 'batch' });
  }
}

/** A single call has its kind in its path. */
const withKind = (body: unknown, type: string): unknown => (isObject(body) ? { ...body, type } : body);
