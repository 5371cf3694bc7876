import { readShownItems, type ShownItems, shownWindow } from '@stars/archive';
import {
  type GetCatalogHealthRequest,
  type GetCatalogHealthResponse,
  type ListItemsWithIssueRequest,
  type ListItemsWithIssueResponse,
  validateGetCatalogHealthRequest,
  validateListItemsWithIssueRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { ItemCatalog } from '@stars/item-catalog';
import type { ServedModelProvider } from '@stars/recommending';
import type { VectorIndex } from '@stars/vector-index';
import { LRUCache } from 'lru-cache';
import type { GatewayDeps } from '../gateway-deps.js';
import { type CatalogSurvey, surveyCatalog } from './catalog-survey.js';
import { foundItems } from './search-items.js';

/** A survey counts for so long, and for so many times as long as it took: a large catalogue is not looked at all the time. */
const [KEPT_MS, KEPT_TIMES] = [60_000, 20];
/** A call that has an older survey waits so long for a new one. */
const WAIT_MS = 2_000;
/** An item that was not shown for so long has the issue: 30 days. */
const SHOWN_MS = 30 * 86_400_000;
/** Tenants whose surveys are kept. */
const TENANTS = 16;

interface Kept {
  survey?: CatalogSurvey | undefined;
  /** Until when it counts, ms of `performance.now`. */
  until: number;
  running?: Promise<CatalogSurvey> | undefined;
}

type HealthParts = Pick<GatewayDeps, 'archive' | 'bus' | 'logger' | 'clock'> & {
  catalog: ItemCatalog;
  vectors: VectorIndex;
  servedModels: Pick<ServedModelProvider, 'current'>;
};

/** Says what the items of a catalogue lack, by surveys that calls share. */
export class CatalogHealth {
  readonly #kept = new LRUCache<string, Kept>({ max: TENANTS });
  readonly #closed = new AbortController();
  /** One survey at a time, whatever the number of tenants. */
  #last: Promise<unknown> = Promise.resolve();

  /** What was read of the bus, without an archive. Surveys run one at a time, as its readers must. */
  readonly #window: ReturnType<typeof shownWindow>;

  constructor(private readonly parts: HealthParts) {
    this.#window = shownWindow(parts.bus, Date.now);
  }

  /** Errors: those of the stores; the signal's reason, while the first survey goes on for the next call. */
  async count(given: GetCatalogHealthRequest, signal: AbortSignal): Promise<GetCatalogHealthResponse> {
    const { tenantId } = validateGetCatalogHealthRequest(given);
    const { items, issues, time, modelVersion, shownSince } = await this.#survey(tenantId, signal);
    return {
      items,
      issues: Array.from(issues, ([issue, { count }]) => ({ issue, items: count })),
      countedTime: time,
      modelVersion,
      shownSince,
    };
  }

  /** Items that have the issue by the survey, as they are now. Errors: as of `count`; `STARS_INVALID_FIELD` (the token). */
  async list(given: ListItemsWithIssueRequest, signal: AbortSignal): Promise<ListItemsWithIssueResponse> {
    const { tenantId, issue, pageSize, pageToken } = validateListItemsWithIssueRequest(given);
    const [from, time] = pageToken === '' ? [0, undefined] : readToken(pageToken);
    const survey = await this.#survey(tenantId, signal, time);
    const itemIds = survey.issues.get(issue)?.itemIds ?? [];
    const page = await this.parts.catalog.get(tenantId, itemIds.slice(from, from + pageSize), signal);
    const next = from + pageSize;
    return {
      items: foundItems(page, ''),
      nextPageToken: next < itemIds.length ? `${next}.${survey.time.getTime()}` : '',
    };
  }

  /** Resolves once no survey goes on. */
  async close(): Promise<void> {
    this.#closed.abort(new StarsError('STARS_UNAVAILABLE', 'the server is being closed'));
    await this.#last;
    this.#window[Symbol.dispose]();
  }

  /** @param time Of a survey that is good enough if it is still there: pages of one list are of one survey */
  async #survey(tenant: string, signal: AbortSignal, time?: number): Promise<CatalogSurvey> {
    const kept = this.#kept.get(tenant) ?? { until: 0 };
    this.#kept.set(tenant, kept);
    const { survey } = kept;
    if (survey && (performance.now() < kept.until || survey.time.getTime() === time)) return survey;
    kept.running ??= this.#begin(tenant, kept);
    const older = survey && new Promise<CatalogSurvey>((resolve) => setTimeout(resolve, WAIT_MS, survey).unref());
    const gone = new Promise<never>((_, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return Promise.race([kept.running, gone, ...(older ? [older] : [])]);
  }

  /** Undefined: it is not known now. The other issues are counted all the same. */
  async #shown(tenant: string): Promise<ShownItems | undefined> {
    const { archive, logger, clock = Date.now } = this.parts;
    try {
      return await readShownItems(archive ? { archive } : { window: this.#window }, tenant, clock() - SHOWN_MS);
    } catch (err) {
      logger.warn({ err, tenant }, 'what was shown cannot be read: items that were not shown are not counted');
      return undefined;
    }
  }

  #begin(tenant: string, kept: Kept): Promise<CatalogSurvey> {
    const { catalog, vectors, servedModels } = this.parts;
    const running = this.#last.then(async () => {
      const begun = performance.now();
      const modelVersion = servedModels.current(tenant)?.version ?? '';
      const shown = await this.#shown(tenant);
      const asked = { catalog, vectors, tenant, modelVersion, shown, signal: this.#closed.signal };
      kept.survey = await surveyCatalog(asked, new Date());
      const now = performance.now();
      kept.until = now + Math.max(KEPT_MS, KEPT_TIMES * (now - begun));
      return kept.survey;
    });
    // Who asked may be gone: then nobody hears of a failure, and the next call tries again.
    this.#last = running
      .catch(() => undefined)
      .then(() => {
        kept.running = undefined;
      });
    return running;
  }
}

function readToken(token: string): [from: number, time: number] {
  const [, from, time] = /^(\d{1,5})\.(\d{1,15})$/.exec(token) ?? [];
  if (from !== undefined && time !== undefined) return [Number(from), Number(time)];
  const message = 'page_token is no next_page_token of this call';
  throw new StarsError('STARS_INVALID_FIELD', message, { field: 'page_token' });
}
