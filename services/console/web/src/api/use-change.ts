import type { StarsError } from '@stars/client';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useApiAccess } from './api-access.js';
import type { AnswerOf, CallName, RequestOf } from './use-api.js';

/**
 * A call that changes something. When it is done, what was read by `changes` is read again. A request that names no tenant gets the
 * chosen one.
 *
 * @example const correct = useChange('correctTags', ['inspectItem']); correct.mutate({ item_id: 'a', add: ['diet:vegan'] })
 */
export function useChange<Name extends CallName>(
  name: Name,
  changes: readonly CallName[],
): UseMutationResult<AnswerOf<Name>, StarsError, RequestOf<Name>> {
  const { client, tenant } = useApiAccess();
  const queries = useQueryClient();
  return useMutation<AnswerOf<Name>, StarsError, RequestOf<Name>>({
    mutationFn: (request) => {
      const whole = { ...(tenant === '' ? {} : { tenant_id: tenant }), ...(request as object) };
      return (client[name] as (request: object) => Promise<AnswerOf<Name>>).call(client, whole);
    },
    onSuccess: () => Promise.all(changes.map((each) => queries.invalidateQueries({ queryKey: [each] }))),
  });
}
