import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { type RpcMessages, type RpcName, requestFromJson, responseToJson } from '@stars/contracts';
import { type ApiCall, ApiCalls } from '../api/api-calls.js';
import { httpCall } from './http-call.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { jsonBody } from './json-body.js';
import { recommendQuery } from './recommend-query.js';

/** The same calls as over gRPC, as JSON. */
@Controller('v1')
export class HttpApiController {
  constructor(@Inject(ApiCalls) private readonly api: ApiCalls) {}

  @Get('recommend')
  recommendByQuery(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('Recommend', request, response, recommendQuery);
  }

  @Post('recommend')
  @HttpCode(200)
  recommend(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('Recommend', request, response);
  }

  @Post('recommend/batch')
  @HttpCode(200)
  recommendBatch(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('RecommendBatch', request, response);
  }

  @Post('similar-items')
  @HttpCode(200)
  similarItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('SimilarItems', request, response);
  }

  @Post('track')
  @HttpCode(200)
  track(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('Track', request, response);
  }

  @Post('items')
  @HttpCode(200)
  upsertItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('UpsertItems', request, response);
  }

  @Post('items/delete')
  @HttpCode(200)
  deleteItems(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('DeleteItems', request, response);
  }

  @Post('users')
  @HttpCode(200)
  upsertUsers(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('UpsertUsers', request, response);
  }

  @Post('users/delete')
  @HttpCode(200)
  deleteUser(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('DeleteUser', request, response);
  }

  @Post('context')
  @HttpCode(200)
  setContext(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('SetContext', request, response);
  }

  @Post('impressions/confirm')
  @HttpCode(200)
  confirm(@Req() request: HttpRequest, @Res({ passthrough: true }) response: HttpResponse): Promise<unknown> {
    return this.#answer('ConfirmImpression', request, response);
  }

  async #answer<M extends RpcName>(
    method: M,
    request: HttpRequest,
    response: HttpResponse,
    json: (request: HttpRequest) => unknown = jsonBody,
  ): Promise<unknown> {
    const call = httpCall(method, request, response);
    return responseToJson(method, await this.api.answer(call, this.#read(call, request, json)));
  }

  #read<M extends RpcName>(
    call: ApiCall<M>,
    request: HttpRequest,
    json: (request: HttpRequest) => unknown,
  ): RpcMessages[M]['request'] {
    try {
      return requestFromJson(call.method, json(request));
    } catch (error) {
      throw this.api.refuse(call, error);
    }
  }
}
