import { AnswerLists } from './answer-list.js';
import { CandidateSearch } from './candidate-search.js';
import { CatalogClock } from './catalog-clock.js';
import { ContextOffsets } from './context-offsets.js';
import { FallbackLists } from './fallback-lists.js';
import { FirstServing } from './first-serving.js';
import { ImpressionOutbox } from './impression-outbox.js';
import { ItemCards } from './item-cards.js';
import { ItemPresenter } from './item-presenter.js';
import { JointRecommender } from './joint-recommender.js';
import { UserSource } from './known-user.js';
import { LastProfiles } from './last-profiles.js';
import { ListArranger } from './list-arranger.js';
import { ListEdits } from './list-edits.js';
import { LiveItemSearch } from './live-item-search.js';
import { LiveItemVectors } from './live-item-vectors.js';
import { NewcomerSearch } from './newcomer-search.js';
import { OffsetWatch } from './offset-watch.js';
import { PersonalLists } from './personal-lists.js';
import { RepeatCandidates } from './repeat-candidates.js';
import { StorePatience } from './store-patience.js';

/** What the recommending use cases are made of. */
export const RECOMMENDING = [
  StorePatience,
  CatalogClock,
  FirstServing,
  LastProfiles,
  UserSource,
  CandidateSearch,
  RepeatCandidates,
  ContextOffsets,
  LiveItemVectors,
  LiveItemSearch,
  OffsetWatch,
  JointRecommender,
  NewcomerSearch,
  PersonalLists,
  FallbackLists,
  ItemCards,
  ListArranger,
  AnswerLists,
  ItemPresenter,
  ImpressionOutbox,
  ListEdits,
];
