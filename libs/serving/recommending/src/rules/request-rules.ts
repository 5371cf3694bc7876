import type { RecommendRequest } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Degradations } from '../degradations.js';
import { eligibility } from '../eligibility.js';
import { allowedPins, type HeldRules, heldRules, NO_RULES } from './held-rules.js';
import type { LiveRules } from './live-rules.js';
import type { AskedMoment, RuleConditions } from './rule-conditions.js';

/** Finds the rules that act on a request. */
export class RequestRules {
  constructor(
    private readonly live: Pick<LiveRules, 'find'>,
    private readonly conditions: Pick<RuleConditions, 'select'>,
    private readonly catalog: Pick<ItemCatalog, 'filterIds'>,
  ) {}

  /** Without the catalogue, none acts: the degradation is noted. */
  async find(asked: AskedMoment, degradations: Degradations): Promise<HeldRules> {
    const live = this.live.find(asked.request.tenantId);
    if (live.length === 0 || asked.request.rules === false) return NO_RULES;
    const held = await degradations.orElse('item catalogue', [], () => this.conditions.select(live, asked));
    return heldRules(held);
  }

  /** Those of the pins whose items may be in the answer. */
  async findPins(
    { pins }: HeldRules,
    request: RecommendRequest,
    degradations: Degradations,
  ): Promise<HeldRules['pins']> {
    const allowed = allowedPins(pins, request);
    if (allowed.length === 0) return [];
    const ids = allowed.map(({ item }) => item.itemId);
    const passes = await degradations.orElse<boolean[]>('item catalogue', [], () =>
      this.catalog.filterIds(request.tenantId, ids, eligibility(request)),
    );
    return allowed.filter((_, n) => passes[n]);
  }
}
