import { Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { type RpcName, requestFromJson, responseToJson } from '@stars/contracts';
import { nextTurn, turnIsOver } from '@stars/platform';
import { ApiCalls, type ReadRequest } from '../api/api-calls.js';
import { boundedBody } from './bounded-body.js';
import { httpCall } from './http-call.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { inPreferredLanguage } from './preferred-language.js';
import { requestFields } from './request-fields.js';

/** Readers of the requests that come in a path and a query. */
const FIELDS = {
  Recommend: requestFields('Recommend'),
  PopularItems: requestFields('PopularItems'),
  GetItem: requestFields('GetItem'),
  GetUser: requestFields('GetUser'),
  GetUserHistory: requestFields('GetUserHistory'),
  ExportUser: requestFields('ExportUser'),
};

/** The same calls as over gRPC, as JSON. */
@Controller('v1')
export class HttpApiController {
  constructor(@Inject(ApiCalls) private readonly api: ApiCalls) {}

  /** The same as `POST /v1/recommend`, with the fields in the query string: text, numbers, and JSON for all else. */
  @Get('recommend')
  @Header('vary', 'accept-language')
  recommendByQuery(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('Recommend', request, response, FIELDS.Recommend);
  }

  /** Recommends items to one user. */
  @Post('recommend')
  @HttpCode(200)
  recommend(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('Recommend', request, response);
  }

  /** Answers many requests in one call. */
  @Post('recommend/batch')
  @HttpCode(200)
  recommendBatch(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('RecommendBatch', request, response);
  }

  /** Finds items that are similar to one item. */
  @Post('similar-items')
  @HttpCode(200)
  similarItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('SimilarItems', request, response);
  }

  /** Lists what is popular. */
  @Get('popular')
  @Header('vary', 'accept-language')
  popularItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('PopularItems', request, response, FIELDS.PopularItems);
  }

  /** Reads one item. */
  @Get('items/:item_id')
  getItem(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('GetItem', request, response, FIELDS.GetItem);
  }

  /** Reads what is known of a user. */
  @Get('users/:user_id')
  getUser(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('GetUser', request, response, FIELDS.GetUser);
  }

  /** Reads what a user did, newest first, by pages. */
  @Get('users/:user_id/history')
  getUserHistory(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('GetUserHistory', request, response, FIELDS.GetUserHistory);
  }

  /** Reads everything that is kept of a user, by pages. */
  @Get('users/:user_id/export')
  exportUser(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('ExportUser', request, response, FIELDS.ExportUser);
  }

  /** Takes events and impressions of users. */
  @Post('track')
  @HttpCode(200)
  track(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('Track', request, response);
  }

  /** Adds and changes items. */
  @Post('items')
  @HttpCode(200)
  upsertItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('UpsertItems', request, response);
  }

  /** Deletes items. */
  @Post('items/delete')
  @HttpCode(200)
  deleteItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('DeleteItems', request, response);
  }

  /** Adds and changes features of users. */
  @Post('users')
  @HttpCode(200)
  upsertUsers(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('UpsertUsers', request, response);
  }

  /** Forgets a user. */
  @Post('users/delete')
  @HttpCode(200)
  deleteUser(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('DeleteUser', request, response);
  }

  /** Takes the objection of a user to profiling, or its withdrawal. */
  @Post('users/object')
  @HttpCode(200)
  objectToProfiling(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('ObjectToProfiling', request, response);
  }

  /** Sets signals of a region or of items, such as weather or promotions. */
  @Post('context')
  @HttpCode(200)
  setContext(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('SetContext', request, response);
  }

  /** Confirms that a recommendation was really seen. */
  @Post('impressions/confirm')
  @HttpCode(200)
  confirm(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('ConfirmImpression', request, response);
  }

  async #answer<M extends RpcName>(
    method: M,
    request: HttpRequest,
    response: HttpResponse,
    fields?: (request: HttpRequest) => unknown,
  ): Promise<unknown> {
    const call = httpCall(method, request, response);
    const read: ReadRequest<M> = async (receiving) => {
      const json = fields ? fields(request) : await boundedBody(method, request, response, receiving);
      if (turnIsOver()) await nextTurn();
      return inPreferredLanguage<M>(requestFromJson(method, json), request);
    };
    return responseToJson(method, await this.api.answer(call, read));
  }
}
