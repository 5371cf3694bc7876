import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiCalls } from '../api/api-calls.js';
import { askingFor } from './asking-for.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { requestFields } from './request-fields.js';

/** Between two messages, ms. */
const PAUSE_MS = 5000;
/** A key that was revoked reads on for no longer: whoever opens the stream again shows its key again. */
const STREAM_MS = 60_000;

const fieldsOf = requestFields('GetStatus');

/** The status as server-sent events. */
@Controller()
export class StatusStreamController {
  readonly #stop = new AbortController();

  constructor(@Inject(ApiCalls) private readonly api: ApiCalls) {}

  /** Ends all streams, so that the server need not wait for them. */
  endAll(): void {
    this.#stop.abort();
  }

  /** The same as `GET /v1/status`, again and again, as server-sent events. It ends after a minute: open it again. */
  @Get('v1/status/stream')
  async stream(@Req() request: HttpRequest, @Res() response: HttpResponse & ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    // Each call listens for the end of the response.
    response.setMaxListeners(0);
    const signal = AbortSignal.any([gone.signal, this.#stop.signal, AbortSignal.timeout(STREAM_MS)]);
    const ask = askingFor(this.api, request, response);
    const fields = fieldsOf(request) as Parameters<typeof ask>[1];
    // The first one may be refused as any call is.
    let status: unknown = await ask('GetStatus', fields);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // A proxy may not collect what is sent.
      'x-accel-buffering': 'no',
    });
    try {
      while (!signal.aborted) {
        response.write(`data: ${JSON.stringify(status)}\n\n`);
        await setTimeout(PAUSE_MS, undefined, { signal });
        status = await ask('GetStatus', fields);
      }
    } catch {
      // The stream ends: whoever opens it again hears why.
    }
    response.end();
  }
}
