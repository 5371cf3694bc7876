import type { AskApi } from '@stars/agents';
import { requestFromJson, responseToJson } from '@stars/contracts';
import type { ApiCalls } from '../api/api-calls.js';
import { httpCall } from './http-call.js';
import type { HttpRequest, HttpResponse } from './http-exchange.js';

/** Calls of the API that one HTTP request makes, by its caller and until its deadline. */
export const askingFor =
  (api: ApiCalls, request: HttpRequest, response: HttpResponse): AskApi =>
  async (method, json) =>
    responseToJson(method, await api.answer(httpCall(method, request, response), () => requestFromJson(method, json)));
