import type { RpcMessages, RpcName } from '@stars/contracts';
import { REASON_LANGUAGES } from '@stars/ranking';
import type { HttpRequest } from './http-exchange.js';

/** Gives a request that names no language the one of the header `accept-language` that is there, if any. A batch gives it to each of its requests. */
export function inPreferredLanguage<M extends RpcName>(
  message: RpcMessages[M]['request'],
  request: HttpRequest,
): RpcMessages[M]['request'] {
  if (request.headers['accept-language'] === undefined) return message;
  const messages = 'requests' in message ? message.requests : [message];
  const without = messages.filter((one) => 'language' in one && one.language === '');
  if (without.length === 0) return message;
  const language = request.acceptsLanguages([...REASON_LANGUAGES]) || '';
  for (const one of without) Object.assign(one, { language });
  return message;
}
