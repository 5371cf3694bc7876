import type { PlacementAnswer, RecommendPageResponse, RecommendResponse } from '@stars/client';
import { type ApiAnswer, useApi } from '../../api/use-api.js';
import { type ExplorerState, listRequest, pageRequest } from './explorer-request.js';

type Answer = RecommendResponse | RecommendPageResponse;

export interface UserLists {
  /** Of the list, or of the page of placements; while it is not known which placements there are, of those. */
  answer: ApiAnswer<Answer> | ApiAnswer<unknown>;
  /** The right that the call needs. */
  right: string;
  /** Undefined while they are not there. One for each placement, from top to bottom; a single list has no name. */
  lists: readonly PlacementAnswer[] | undefined;
}

/** What a user is recommended: one list, or what each surface of the shop would show now as one page, where no item is there twice. */
export function useLists(state: ExplorerState): UserLists {
  const isPage = state.list === 'placements';
  const list = useApi('recommend', isPage ? undefined : listRequest(state));
  const surfaces = useApi('listSurfaces', isPage ? {} : undefined);
  const names = surfaces.data?.surfaces.filter(({ versions }) => versions[0]?.surface).map(({ name }) => name) ?? [];
  const page = useApi('recommendPage', isPage && names.length > 0 ? pageRequest(state, names) : undefined);
  if (!isPage) return { answer: list, right: 'recommend', lists: list.data && [{ surface: '', ...list.data }] };
  if (!surfaces.isSuccess) return { answer: surfaces, right: 'surfaces', lists: undefined };
  return { answer: page, right: 'recommend', lists: names.length === 0 ? [] : page.data?.placements };
}
