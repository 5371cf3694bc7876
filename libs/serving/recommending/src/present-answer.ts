import { randomUUID } from 'node:crypto';
import type { RecommendResponse } from '@stars/contracts';
import { reasonLanguage } from '@stars/ranking';
import type { ArrangedAnswer } from './arrange-answer.js';
import type { CatalogClock } from './catalog-clock.js';
import type { GatheredCandidates } from './gather-candidates.js';
import type { Audience, ItemPresenter } from './item-presenter.js';
import type { ListEdits } from './language-model-edits.js';
import { newScoreParts } from './score-parts.js';
import type { UserRequest } from './user-request.js';

/** Makes the answer of a list: titles, reasons, parts of scores, and as of when all is known. */
export class AnswerPresenter {
  constructor(
    private readonly items: ItemPresenter,
    private readonly listEdits: ListEdits,
    private readonly catalogClock: CatalogClock,
  ) {}

  async present(asked: UserRequest, candidates: GatheredCandidates, list: ArrangedAnswer): Promise<RecommendResponse> {
    const { request, model, user, until, degradations } = asked;
    const presented = await this.items.present(list.items, audienceOf(asked, candidates, list), degradations);
    const edited = await this.listEdits.edit(presented, { request, history: user.history, until }, degradations);
    return {
      recommendationId: randomUUID(),
      modelVersion: model?.version ?? '',
      items: edited,
      degradations: degradations.list(),
      vectorTime: user.vectors && new Date(user.vectors.asOf),
      modelDataUntil: model?.dataUntil ? new Date(model.dataUntil) : undefined,
      catalogTime: this.catalogClock.time === undefined ? undefined : new Date(this.catalogClock.time),
    };
  }
}

function audienceOf(
  { request, user, time }: UserRequest,
  candidates: GatheredCandidates,
  { regional, impersonal }: ArrangedAnswer,
): Audience {
  const audience = {
    tenantId: request.tenantId,
    history: user.history,
    regional: { region: request.region, itemIds: regional },
    explain: request.explain !== false,
    details: request.details,
    language: reasonLanguage(request.language),
    impersonal,
  };
  const { model } = candidates;
  if (!model) return audience;
  const { kinds, repeats, prior } = model;
  const scoreParts = newScoreParts({ ...user, time, kinds, repeats, prior, offset: candidates.offset });
  return { ...audience, modelVersion: model.version, goesWith: (one, other) => model.goesWith(one, other), scoreParts };
}
