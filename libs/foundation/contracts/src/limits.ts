const KIB = 1024;
const MIB = KIB * KIB;

/** Items of a list whose request names no `k`. */
export const DEFAULT_K = 10;

/** Items of each group of a request that names no `items`. */
export const DEFAULT_GROUP_ITEMS = 4;

/** Elements of a page whose request names no `page_size`. */
export const DEFAULT_PAGE_SIZE = 50;

/** Values of each facet whose request names no `values`. */
export const DEFAULT_FACET_VALUES = 10;

/** Users of a page of an audience whose request names no `k`. */
export const DEFAULT_AUDIENCE = 100;

/** Days until a key ends whose request names none. */
export const DEFAULT_KEY_DAYS = 90;

/** All limits of the API, in one place. Texts count code points; `…Bytes` count UTF-8 or encoded bytes. */
export const LIMITS = {
  /** user_id, item_id, event_id, page_id, session_id, region, surface and the like. */
  idBytes: 512,
  tenantChars: 64,
  languageChars: 64,
  /** Names of attributes, features and signals; a level of a category; a brand. */
  nameChars: 256,
  titleChars: 1_000,
  /** Of an image or a page. */
  linkChars: 2_000,
  descriptionChars: 20_000,
  categoryLevels: 16,
  attributes: 128,
  attributeValues: 256,
  attributeChars: 5_000,
  regions: 10_000,
  features: 256,
  featureChars: 1_000,
  signals: 256,
  signalChars: 1_000,
  /** Item ids of one item-level signal. */
  signalItems: 100_000,
  impressionItems: 1_000,
  /** Codes of one list of an impression. */
  degradations: 100,
  /** A price, a quantity or the absolute of a judgement. */
  number: 1e12,
  tags: 256,
  embeddingWidth: 16_384,
  /** The absolute of an element. An embedding is L2-normalised; one far from it overflows in the model. */
  embeddingElement: 1_000,
  /** Last events of a user that are kept, of every kind. */
  historyEvents: 2_000,
  modelFiles: 1_000,
  modelSignals: 1_000,
  metrics: 10_000,
  /** Versions that one announcement of a served model names. */
  modelVersions: 1_000,
  gates: 100,
  /** Steps of one version's roll-outs that an answer has. */
  rollOuts: 1_000,

  filterDepth: 16,
  filterNodes: 1_000,
  /** Values of the whole tree. */
  filterValues: 10_000,

  k: 1_000,
  /** Also ids of one call of an operator. */
  pageSize: 500,
  facetValues: 100,
  /** On the map of an item. */
  nearestItems: 50,
  /** A hundred years. */
  keyDays: 36_500,
  keyRights: 64,
  keyTenants: 1_000,
  /** Users of a page of an audience. */
  audience: 10_000,
  /** What an audience is for. */
  audienceItems: 100,
  eventConditions: 16,
  withinDays: 36_500,
  recentEvents: 200,
  activityDays: 30,
  /** Of a placement: items, and names such as those of models. */
  activityItems: 100,
  excludedItems: 1_000,
  /** Words of a search are few. */
  queryChars: 1_000,
  /** As many as an answer may have places. */
  candidateItems: 1_000,
  seedItems: 100,
  seedWeight: 1_000,
  placements: 20,
  /** Together they have no more items than an impression may. */
  groups: 50,
  groupItems: 20,
  pagePlaces: 1_000,
  explorationCandidates: 100,
  /** Of a tenant, those of the settings apart. A list of them fits an answer. */
  surfaces: 200,
  surfaceBytes: 16 * KIB,
  /** Of each surface: older ones are forgotten. */
  surfaceVersions: 20,
  /** Of a tenant. A list of them fits an answer. */
  rules: 200,
  ruleBytes: 16 * KIB,
  /** Of each rule: older ones are forgotten. */
  ruleVersions: 20,
  /** Values of one condition of a rule. */
  ruleValues: 100,
  rulePins: 20,
  ruleBoost: 1_000,
  rulePriority: 1_000,
  ruleNoteChars: 1_000,
  /** Answers that an estimate of a rule makes again. */
  ruleEstimateAnswers: 1_000,
  ruleEstimateDays: 28,
  /** Warnings of one rule. */
  ruleWarnings: 50,
  /** Lists that an estimate names. */
  ruleEstimateLists: 10,
  /** Of a request. */
  ruleTags: 20,
  coverageWithin: 1_000,
  coveragePenalty: 10,
  fatigue: 10,
  reasonArguments: 16,
  scoreShares: 32,
  deadlineMs: 3_600_000,
  batchRequests: 1_000,
  /** The sum of their `k`. */
  batchPlaces: 10_000,
  /** Interactions and impressions of one Track, together. */
  trackEvents: 1_000,
  /** Elements of every other EventService batch. */
  upsertElements: 1_000,

  messageBytes: MIB,
  contextBytes: 4 * MIB,
  statisticsBytes: 8 * MIB,
  /** A whole request; the transport enforces it: gRPC's receive limit and the HTTP body limit. While it is read, all others wait. */
  requestBytes: 4 * MIB,
  /** Fields of a whole request, or values of its JSON: bytes alone would let in millions of empty messages. */
  requestParts: 200_000,
  /** Names in the objects of its JSON: those that are all different take ten times as long to read as other bytes. */
  requestNames: 30_000,

  /** Inclusive, ms since 1970. */
  earliestTime: 0,
  /** Inclusive: the end of year 9999. */
  latestTime: 253_402_300_799_999,
} as const;
