import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { type UcpAnswer, UcpCatalog, ucpProfile } from '@stars/agents';
import { StarsError } from '@stars/errors';
import { ApiCalls } from '../api/api-calls.js';
import type { UcpSettings } from '../gateway-deps.js';
import { askingFor } from './asking-for.js';
import { readShortJson } from './bounded-body.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';

/** Undefined: the protocol is off. */
export const UCP_SETTINGS = 'UcpSettings';

/** Search and look-up of the Universal Commerce Protocol for agents of others: its REST binding, version 2026-04-08. */
@Controller()
export class UcpController {
  readonly #catalog: UcpCatalog | undefined;

  constructor(
    @Inject(ApiCalls) private readonly api: ApiCalls,
    @Inject(UCP_SETTINGS) private readonly settings: { of?: UcpSettings | undefined },
  ) {
    this.#catalog = settings.of && new UcpCatalog(settings.of.currency);
  }

  /** What this shop offers by the Universal Commerce Protocol. */
  @Get('.well-known/ucp')
  profile(@Res({ passthrough: true }) response: HttpResponse): object {
    if (!this.settings.of) throw isOff();
    response.set('cache-control', 'public, max-age=3600');
    return ucpProfile(this.settings.of.url);
  }

  /** Universal Commerce Protocol: searches the catalogue. */
  @Post('ucp/catalog/search')
  search(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.#answer(request, response, 'search');
  }

  /** Universal Commerce Protocol: reads products by id. */
  @Post('ucp/catalog/lookup')
  lookup(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.#answer(request, response, 'lookup');
  }

  /** Universal Commerce Protocol: reads one product. */
  @Post('ucp/catalog/product')
  product(@Req() request: HttpRequest, @Res() response: HttpResponse): Promise<void> {
    return this.#answer(request, response, 'product');
  }

  async #answer(
    request: HttpRequest,
    response: HttpResponse,
    operation: 'search' | 'lookup' | 'product',
  ): Promise<void> {
    const catalog = this.#catalog;
    if (!catalog) throw isOff();
    const send = ({ status, body }: UcpAnswer): void => void response.status(status).json(body);
    if (!namesProfile(request.headers['ucp-agent'])) {
      return send({
        status: 400,
        body: { code: 'invalid_profile_url', content: 'UCP-Agent must name an https profile' },
      });
    }
    const body = await readShortJson(request, response);
    send(await catalog[operation](askingFor(this.api, request, response), body));
  }
}

/** Whether a platform says who it is, as the protocol wants it. The profile is not fetched: who may call is what the key says. */
const namesProfile = (header: string | string[] | undefined): boolean => {
  const [, url = ''] = /(?:^|[,;])\s*profile="([^"]+)"/.exec(String(header ?? '')) ?? [];
  return URL.parse(url)?.protocol === 'https:';
};

const isOff = (): StarsError =>
  new StarsError(
    'STARS_NOT_FOUND',
    'the Universal Commerce Protocol is off: STARS_UCP_ENDPOINT and STARS_UCP_CURRENCY turn it on',
  );
