import type { StarsClient, StarsError } from '@stars/client';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useApiAccess } from './api-access.js';

type Calls = {
  [Name in keyof StarsClient as StarsClient[Name] extends (request: never) => Promise<unknown>
    ? Name
    : never]: StarsClient[Name];
};
/** A call of the API by its name in the client, such as `recommend`. */
export type CallName = keyof Calls;
export type RequestOf<Name extends CallName> = Calls[Name] extends (request: infer Request, ...rest: never[]) => unknown
  ? Request
  : never;
export type AnswerOf<Name extends CallName> = Calls[Name] extends (...parameters: never[]) => Promise<infer Answer>
  ? Answer
  : never;

/** Between two tries for an answer that is awaited, ms. */
const AGAIN_MS = 1000;

export type ApiAnswer<Answer> = UseQueryResult<Answer, StarsError>;

/**
 * Asks the API and keeps the answer; while a changed request is on its way, the answer before is shown as stale
 * (`isPlaceholderData`). An undefined request asks nothing. A request that names no tenant gets the chosen one.
 * @param isAwaited Whether an answer is not yet what it will be: then it is asked for again after a second, or after so many ms
 *
 * @example useApi('recommend', userId === '' ? undefined : { user_id: userId, k: 10 })
 */
export function useApi<Name extends CallName>(
  name: Name,
  request: RequestOf<Name> | undefined,
  isAwaited?: (answer: AnswerOf<Name>) => boolean | number,
): ApiAnswer<AnswerOf<Name>> {
  const { client, tenant, askForKey } = useApiAccess();
  const whole = { ...(tenant === '' ? {} : { tenant_id: tenant }), ...(request as object) };
  const answer = useQuery<AnswerOf<Name>, StarsError>({
    queryKey: [name, whole],
    queryFn: ({ signal }) =>
      (client[name] as (request: object, options: object) => Promise<AnswerOf<Name>>).call(client, whole, { signal }),
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => {
      const after = data !== undefined && isAwaited?.(data);
      return after === true ? AGAIN_MS : (after ?? false);
    },
  });
  const isUnknown = answer.error?.status === 401;
  useEffect(() => {
    if (isUnknown) askForKey();
  }, [isUnknown, askForKey]);
  return answer;
}
