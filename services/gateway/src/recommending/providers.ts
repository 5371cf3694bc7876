import { CandidateSearch } from './candidate-search.js';
import { FallbackLists } from './fallback-lists.js';
import { ItemPresenter } from './item-presenter.js';
import { UserSource } from './known-user.js';
import { OwnItems } from './own-items.js';

/** What the recommending use cases are made of. */
export const RECOMMENDING = [UserSource, CandidateSearch, OwnItems, FallbackLists, ItemPresenter];
