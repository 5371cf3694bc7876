import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { type RpcName, requestFromJson, responseToJson } from '@stars/contracts';
import { RpcHandlers } from '../use-cases/rpc-handlers.js';
import { httpCaller } from './http-caller.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { jsonBody } from './json-body.js';
import { recommendQuery } from './recommend-query.js';

/** The same calls as over gRPC, as JSON. */
@Controller('v1')
export class HttpApiController {
  constructor(@Inject(RpcHandlers) private readonly handlers: RpcHandlers) {}

  /** The same as `POST /v1/recommend`, with the fields in the query string: text, numbers, and JSON for all else. */
  @Get('recommend')
  recommendByQuery(
    @Query() query: Record<string, unknown>,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<unknown> {
    return this.#answer('Recommend', () => recommendQuery(query), request, response);
  }

  /** Recommends items to one user. */
  @Post('recommend')
  @HttpCode(200)
  recommend(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('Recommend', () => jsonBody(request), request, response);
  }

  /** Answers many requests in one call. */
  @Post('recommend/batch')
  @HttpCode(200)
  recommendBatch(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('RecommendBatch', () => jsonBody(request), request, response);
  }

  /** Finds items that are like one item. */
  @Post('similar-items')
  @HttpCode(200)
  similarItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('SimilarItems', () => jsonBody(request), request, response);
  }

  /** Takes in what users did and were shown. */
  @Post('track')
  @HttpCode(200)
  track(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('Track', () => jsonBody(request), request, response);
  }

  /** Adds and changes items. */
  @Post('items')
  @HttpCode(200)
  upsertItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('UpsertItems', () => jsonBody(request), request, response);
  }

  /** Deletes items. */
  @Post('items/delete')
  @HttpCode(200)
  deleteItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('DeleteItems', () => jsonBody(request), request, response);
  }

  /** Adds and changes features of users. */
  @Post('users')
  @HttpCode(200)
  upsertUsers(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('UpsertUsers', () => jsonBody(request), request, response);
  }

  /** Forgets a user. */
  @Post('users/delete')
  @HttpCode(200)
  deleteUser(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('DeleteUser', () => jsonBody(request), request, response);
  }

  /** Sets signals of a region or of items, such as weather or promotions. */
  @Post('context')
  @HttpCode(200)
  setContext(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('SetContext', () => jsonBody(request), request, response);
  }

  /** Says that a recommendation was really seen. */
  @Post('impressions/confirm')
  @HttpCode(200)
  confirm(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('ConfirmImpression', () => jsonBody(request), request, response);
  }

  async #answer<M extends RpcName>(
    method: M,
    json: () => unknown,
    request: HttpRequest,
    response: HttpResponse,
  ): Promise<unknown> {
    const caller = httpCaller(request, response);
    return responseToJson(method, await this.handlers.handle(method, () => requestFromJson(method, json()), caller));
  }
}
