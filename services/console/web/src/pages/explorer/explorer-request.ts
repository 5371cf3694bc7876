import type { Filter, RecommendMode, RecommendPageRequest, RecommendRequest } from '@stars/client';

/** What the link of the page says; all texts. `list` is a mode, or `placements`; `tags` has commas between them. What is beside the list says only what differs. */
export const EXPLORER_DEFAULTS = {
  ...{ user: '', region: '', list: 'second_stage', k: '10', time: '', brand: '', category: '', from: '', to: '' },
  ...{ rules: 'on', page: '', tags: '' },
  ...{ user2: '', region2: '', list2: '', time2: '', rules2: '' },
};

export type ExplorerState = typeof EXPLORER_DEFAULTS;

/** What can differ between two lists side by side. */
export const COMPARED = ['user', 'region', 'list', 'time', 'rules'] as const;

/** What the list beside is of; undefined where nothing differs. */
export function stateBeside(state: ExplorerState): ExplorerState | undefined {
  const different = COMPARED.map((name) => [name, state[`${name}2`]] as const).filter(([, value]) => value !== '');
  return different.length === 0 ? undefined : { ...state, ...Object.fromEntries(different) };
}

/** What a list and a page of placements share. Wrong numbers go to the server as they are: it says what is wrong with them. */
function sharedRequest(state: ExplorerState) {
  const { user, region, time, page } = state;
  const filter = filterFrom(state);
  const tags = state.tags.split(',').map((tag) => tag.trim());
  return {
    ...{ user_id: user, details: true },
    ...(region === '' ? {} : { region }),
    // What a person enters is minutes of UTC.
    ...(time === '' ? {} : { time: `${time}Z` }),
    ...(filter === undefined ? {} : { filter }),
    ...(page === '' ? {} : { page_category: page }),
    ...{ rules: state.rules === 'on', rule_tags: tags.filter((tag) => tag !== '') },
  };
}

/** No surface is named: what a person looks at here is no impression. */
export const listRequest = (state: ExplorerState): RecommendRequest => ({
  ...sharedRequest(state),
  ...{ k: Number(state.k), mode: state.list as RecommendMode, score_parts: true },
});

/** One placement for each surface, in the order of their names; at most 20 fit into a page. */
export const pageRequest = (state: ExplorerState, surfaces: readonly string[]): RecommendPageRequest => ({
  ...sharedRequest(state),
  placements: surfaces.slice(0, 20).map((surface) => ({ surface })),
});

/** Absent without a condition. */
function filterFrom({ brand, category, from, to }: ExplorerState): Filter | undefined {
  const isOneOf = (field: string, value: string): Filter[] =>
    value === '' ? [] : [{ in: { field, values: [value] } }];
  const bound = (name: 'min' | 'max', text: string) => (text === '' ? {} : { [name]: Number(text) });
  const hasPrice = from !== '' || to !== '';
  const operands: Filter[] = [
    ...isOneOf('brand', brand),
    ...isOneOf('category', category),
    ...(hasPrice ? [{ range: { field: 'price', ...bound('min', from), ...bound('max', to) } }] : []),
  ];
  return operands.length === 0 ? undefined : { all: { operands } };
}
