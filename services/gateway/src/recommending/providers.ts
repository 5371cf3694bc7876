import { CandidateSearch } from './candidate-search.js';
import { FallbackLists } from './fallback-lists.js';
import { ItemPresenter } from './item-presenter.js';
import { JointRecommender } from './joint-recommender.js';
import { UserSource } from './known-user.js';
import { OwnItems } from './own-items.js';
import { PersonalLists } from './personal-lists.js';
import { StorePatience } from './store-patience.js';

/** What the recommending use cases are made of. */
export const RECOMMENDING = [
  StorePatience,
  UserSource,
  CandidateSearch,
  OwnItems,
  JointRecommender,
  PersonalLists,
  FallbackLists,
  ItemPresenter,
];
