import type { RecommendRequest } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import type { ListRules } from '@stars/ranking';
import type { Degradations } from './degradations.js';
import type { KeptFindings } from './kept-findings.js';
import type { HeldRules } from './rules/held-rules.js';
import type { KnownUser } from './user-source.js';

/** A checked request and the user who asks: every step of an answer reads it. */
export interface UserRequest {
  /** With a mode, and what its surface says. `excludeItemIds` are all items that must not be in the answer. */
  request: RecommendRequest;
  /** Absent before the first training. */
  model: ServedModel | undefined;
  user: KnownUser;
  /** What was found for lists above. */
  kept: KeptFindings;
  /** Items of the page above the list: no variant of them is in the answer either. */
  above: readonly string[];
  /** The time of the request, ms since 1970. */
  time: number;
  rules: ListRules;
  /** Rules of a merchandiser that act on it. */
  held: HeldRules;
  /** How many are ranked, at least `request.k`: the rules choose from them. */
  pool: number;
  /** Gets what the answer does without. */
  degradations: Degradations;
  /** The caller is gone. */
  signal: AbortSignal;
  /** When the answer must be there, ms of `performance.now`. */
  until: number;
}
