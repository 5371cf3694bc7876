import {
  encodeConfirmImpression,
  encodeDeleteItems,
  encodeDeleteUser,
  encodeObjection,
  encodeSetContext,
  encodeUpsertItems,
  eventClock,
  MonotonicVersions,
  type RpcName,
  TOPICS,
} from '@stars/contracts';
import { UserExport } from '@stars/personal-data';
import { inTurns } from '@stars/platform';
import type { ListMethod } from '@stars/recommending';
import type { Answering } from '../answering/answering.js';
import type { GatewayMetrics } from '../api/gateway-metrics.js';
import type { GatewayDeps, GatewayLimits } from '../gateway-deps.js';
import { CatalogChanges } from './catalog-changes.js';
import type { CatalogHealth } from './catalog-health.js';
import { countFacets } from './count-facets.js';
import { exportUser } from './export-user.js';
import { forgetUser } from './forget-user.js';
import type { ActivityCounts } from './get-activity.js';
import { getUserHistory } from './get-user-history.js';
import { inspectItem } from './inspect-item.js';
import { getItem, getUser } from './look-ups.js';
import { Objectors } from './objectors.js';
import { operatorCalls } from './operator-calls.js';
import { RuleChanges } from './rule-changes.js';
import type { RuleEstimates } from './rule-estimates.js';
import { searchItems } from './search-items.js';
import { SurfaceChanges } from './surface-changes.js';
import { TagCorrectionChanges } from './tag-correction-changes.js';
import { track } from './track.js';
import { upsertUsers } from './upsert-users.js';
import type { UseCase } from './use-case.js';

/** Every use case by the name of its rpc: both transports call the same. */
export type UseCases = { readonly [M in RpcName]: UseCase<M> };

/** What counts at times, and lives as long as the gateway. */
export interface KeptCounts {
  activity: ActivityCounts;
  estimates: RuleEstimates;
  health: CatalogHealth;
}

export function createUseCases(
  deps: GatewayDeps,
  limits: Pick<GatewayLimits, 'storeMs'>,
  answering: Answering,
  metrics: Pick<GatewayMetrics, 'events'>,
  { activity, estimates, health }: KeptCounts,
): UseCases {
  const { bus, profiles, catalog, servedModels, logger, clock = Date.now, kinds = new Map() } = deps;
  const versions = new MonotonicVersions();
  const changes = new CatalogChanges(bus, versions, catalog);
  const objectors = new Objectors(profiles, bus, limits, logger);
  const surfaces = new SurfaceChanges(bus, answering.surfaces, clock);
  const { vectors, vocabulary } = deps;
  const corrections = new TagCorrectionChanges({ bus, catalog, versions, vocabulary, logger });
  const rules = new RuleChanges(bus, answering, clock, deps.timeZone);
  const exporting = new UserExport(deps);
  // The machine's clock, as of all who read events later: the "now" of a server is for requests that name no time.
  const eventTimes = () => eventClock({ eventTimes: deps.eventTimes });
  const answer =
    <M extends ListMethod>(method: M): UseCase<M> =>
    (request, signal, until) =>
      answering.answer(method, request, signal, until);
  const forget = async (encode: Parameters<typeof forgetUser>[1]) => {
    await forgetUser({ bus, profiles, answering, clock }, encode);
    return {};
  };
  return {
    Recommend: answer('Recommend'),
    RecommendBatch: answer('RecommendBatch'),
    RecommendPage: answer('RecommendPage'),
    RecommendGroups: answer('RecommendGroups'),
    SimilarItems: answer('SimilarItems'),
    PopularItems: answer('PopularItems'),
    FindUsers: answer('FindUsers'),
    ExplainItem: answer('ExplainItem'),
    PreviewRule: answer('PreviewRule'),
    Track: (request) => track({ bus, metrics, kinds, clock: eventTimes, objectors }, request),
    UpsertItems: async ({ items }) => ({ accepted: await changes.publish(items, encodeUpsertItems) }),
    PatchItems: ({ items }) => changes.patch(items),
    DeleteItems: async ({ items }) => ({ accepted: await changes.publish(items, encodeDeleteItems) }),
    UpsertUsers: (request) => upsertUsers({ bus, versions, objectors }, request),
    DeleteUser: (request) => forget((now) => encodeDeleteUser(request, now)),
    // Who objects is deleted, too.
    ObjectToProfiling: (request) => forget((now) => encodeObjection(request, now)),
    SetContext: async (request) => {
      const messages = await inTurns(encodeSetContext(request));
      await bus.publish(TOPICS.context, messages);
      return { accepted: messages.length };
    },
    ConfirmImpression: async (request) => {
      const message = encodeConfirmImpression(request, eventTimes());
      const [kept] = await objectors.without([request]);
      if (kept) await bus.publish(TOPICS.impressions, [message]);
      return {};
    },
    GetItem: (request, signal) => getItem(catalog, request, signal),
    SearchItems: (request, signal) => searchItems(catalog, request, signal),
    GetUser: (request) => getUser(profiles, servedModels, request),
    GetUserHistory: (request) => getUserHistory(profiles, request),
    ExportUser: (request, signal, until) => exportUser(exporting, request, signal, until),
    CountFacets: (request, signal) => countFacets(catalog, request, signal),
    GetCatalogHealth: (request, signal) => health.count(request, signal),
    ListItemsWithIssue: (request, signal) => health.list(request, signal),
    InspectItem: (request, signal) => inspectItem({ catalog, vectors, servedModels, corrections }, request, signal),
    CorrectTags: (request, signal) => corrections.correct(request, signal),
    ListSurfaces: (request) => surfaces.list(request),
    PutSurface: (request, signal, _, caller) => surfaces.put(request, caller.id, signal),
    RollBackSurface: (request, signal, _, caller) => surfaces.rollBack(request, caller.id, signal),
    DeleteSurface: (request, signal, _, caller) => surfaces.delete(request, caller.id, signal),
    GetActivity: async (request) => activity.get(request),
    ListRules: (request) => rules.list(request),
    PutRule: (request, signal, _, caller) => rules.put(request, caller.id, signal),
    RollBackRule: (request, signal, _, caller) => rules.rollBack(request, caller.id, signal),
    DeleteRule: (request, signal, _, caller) => rules.delete(request, caller.id, signal),
    EstimateRule: (request, signal, until) => estimates.estimate(request, signal, until),
    ...operatorCalls(deps),
  };
}
