import {
  type PlacementAnswer,
  type PreviewRuleRequest,
  type PreviewRuleResponse,
  RecommendRequest,
  validatePreviewRuleRequest,
} from '@stars/contracts';
import { inSpan } from '@stars/platform';
import type { RequestReader } from '../read-request.js';
import type { LiveRules } from '../rules/live-rules.js';
import { withTried } from '../rules/tried-rule.js';
import { makeAnswer, type RecommendSteps } from './recommend.js';

type Rules = Pick<LiveRules, 'find'>;

/** By chance, two lists would differ without the rule. */
export const NO_EXPLORATION = { places: 0, rate: 0, candidates: 0, seed: undefined };

/** A user's list with the rules that act now, and with one more, as if that were live. No user sees it, and nothing is recorded. */
export class PreviewRule {
  /** @param readerWith Reads requests on which only the given rules act. */
  constructor(
    private readonly steps: RecommendSteps,
    private readonly live: Rules,
    private readonly readerWith: (rules: Rules) => RequestReader,
  ) {}

  /** Errors: those of a checked request, before anything is looked up. */
  execute(given: PreviewRuleRequest, signal: AbortSignal, until: number): Promise<PreviewRuleResponse> {
    return inSpan('preview rule', () => this.#answer(given, signal, until));
  }

  async #answer(given: PreviewRuleRequest, signal: AbortSignal, until: number): Promise<PreviewRuleResponse> {
    const { name, rule, ...asked } = validatePreviewRuleRequest(given);
    const request = RecommendRequest.fromPartial({ ...asked, details: true, exploration: NO_EXPLORATION });
    const tried = withTried(this.live, { name, rule: rule! });
    const list = async (reader: RequestReader): Promise<PlacementAnswer> => {
      const { items, degradations, rules } = await makeAnswer(await reader.read(request, signal, until), this.steps);
      return { surface: request.surface, items, degradations, rules };
    };
    const [before, after] = await Promise.all([list(this.steps.reader), list(this.readerWith(tried))]);
    return { before, after };
  }
}
