import { randomUUID } from 'node:crypto';
import { RecommendMode, type RecommendResponse } from '@stars/contracts';
import { reasonLanguage } from '@stars/ranking';
import type { ArrangedAnswer } from './arrange-answer.js';
import type { CatalogClock } from './catalog-clock.js';
import type { GatheredCandidates } from './gather-candidates.js';
import type { Audience, ItemPresenter } from './item-presenter.js';
import type { ListEdits } from './language-model-edits.js';
import type { OffsetWatch } from './offset-watch.js';
import { newScoreParts } from './score-parts.js';
import type { UserRequest } from './user-request.js';

/** Makes the answer of a list: titles, reasons, parts of scores, and as of when all is known. */
export class AnswerPresenter {
  constructor(
    private readonly items: ItemPresenter,
    private readonly listEdits: ListEdits,
    private readonly catalogClock: CatalogClock,
    private readonly offsetWatch: Pick<OffsetWatch, 'isDue' | 'note'>,
  ) {}

  async present(asked: UserRequest, candidates: GatheredCandidates, list: ArrangedAnswer): Promise<RecommendResponse> {
    const { request, model, user, until, degradations } = asked;
    const isWatched = candidates.model !== undefined && candidates.offset !== undefined && this.offsetWatch.isDue();
    const audience = audienceOf(asked, candidates, list, isWatched);
    const presented = await this.items.present(list.items, audience, degradations);
    if (isWatched) {
      this.offsetWatch.note(presented);
      if (!request.scoreParts) for (const item of presented) item.scoreParts = undefined;
    }
    const edited = await this.listEdits.edit(presented, { request, history: user.history, until }, degradations);
    return {
      recommendationId: randomUUID(),
      modelVersion: model?.version ?? '',
      items: edited,
      degradations: degradations.list(),
      vectorTime: user.vectors && new Date(user.vectors.asOf),
      modelDataUntil: model?.dataUntil ? new Date(model.dataUntil) : undefined,
      catalogTime: this.catalogClock.time === undefined ? undefined : new Date(this.catalogClock.time),
      rules: [...asked.held.names],
    };
  }
}

function audienceOf(
  { request, user, time }: UserRequest,
  candidates: GatheredCandidates,
  { regional, impersonal }: ArrangedAnswer,
  isWatched: boolean,
): Audience {
  const audience = {
    tenantId: request.tenantId,
    history: user.history,
    buyAgain: request.mode === RecommendMode.RECOMMEND_MODE_BUY_AGAIN,
    seeds: request.seedItemIds,
    regional: { region: request.region, itemIds: regional },
    explain: request.explain !== false,
    details: request.details,
    language: reasonLanguage(request.language),
    impersonal,
  };
  const { model } = candidates;
  if (!model) return audience;
  const { kinds, repeats, prior } = model;
  const goesWith = (one: string, other: string): boolean => model.goesWith(one, other);
  const ofModel = { ...audience, modelVersion: model.version, goesWith };
  // Parts take more time than the rest of an explanation.
  if (!request.scoreParts && !isWatched) return ofModel;
  const scored = { ...user, time, kinds, repeats, prior, offset: candidates.offset };
  return { ...ofModel, scoreParts: newScoreParts(scored) };
}
