import { Controller, Get, HttpCode, Inject, Patch, Post, Req, Res } from '@nestjs/common';
import { fieldForms, type RpcName, requestFromJson, responseToJson } from '@stars/contracts';
import { nextTurn, turnIsOver } from '@stars/platform';
import { ApiCalls, type ReadRequest } from '../api/api-calls.js';
import { API_ROUTES, type ApiRoute } from './api-routes.js';
import { boundedBody } from './bounded-body.js';
import { httpCall } from './http-call.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';
import { inPreferredLanguage } from './preferred-language.js';
import { requestFields } from './request-fields.js';

/** The same calls as over gRPC, as JSON: it has a handler for each of `API_ROUTES`. */
@Controller('v1')
export class HttpApiController {
  constructor(@Inject(ApiCalls) private readonly api: ApiCalls) {}

  async answer<M extends RpcName>(
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

const VERBS = { GET: Get, POST: Post, PATCH: Patch };

function addHandler([verb, path, call]: ApiRoute): void {
  const fields = verb === 'GET' ? requestFields(call) : undefined;
  // A cache may keep the answer to a `GET`.
  const speaks = verb === 'GET' && fieldForms(call).has('language');
  const { prototype } = HttpApiController;
  const name = `${verb} ${path}`;
  const descriptor = {
    value(this: HttpApiController, request: HttpRequest, response: HttpResponse): Promise<unknown> {
      if (speaks) response.set('vary', 'accept-language');
      return this.answer(call, request, response, fields);
    },
  };
  Object.defineProperty(prototype, name, descriptor);
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  HttpCode(200)(prototype, name, descriptor);
  VERBS[verb](path)(prototype, name, descriptor);
}

for (const route of API_ROUTES) addHandler(route);
