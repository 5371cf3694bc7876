import type { CatalogItem } from '../generated/stars/v1/catalog.js';
import type { ContextSignal } from '../generated/stars/v1/context.js';
import type { ItemFeatures } from '../generated/stars/v1/features.js';
import { type Impression, type Interaction, InteractionType } from '../generated/stars/v1/interaction.js';
import type { ModelManifest } from '../generated/stars/v1/model.js';
import { RecommendMode, type RecommendRequest } from '../generated/stars/v1/recommendation_service.js';
import type { UserProfileUpdate } from '../generated/stars/v1/user.js';

// One valid message of each kind: a test changes one field.

const time = new Date('2017-11-27T18:30:00.250Z');
const sha256 = 'ab'.repeat(32);

export const validInteraction = (changes: Partial<Interaction> = {}): Interaction => ({
  tenantId: '',
  eventId: 'e-1',
  userId: 'u-1',
  itemId: 'i-1',
  type: InteractionType.INTERACTION_TYPE_PURCHASE,
  time,
  sessionId: 's-1',
  pageId: '',
  region: '367',
  quantity: 2,
  value: undefined,
  recommendationId: '',
  kind: '',
  category: '',
  brand: '',
  anonymousId: '',
  query: '',
  ...changes,
});

export const validImpression = (changes: Partial<Impression> = {}): Impression => ({
  tenantId: '',
  eventId: 'e-2',
  userId: 'u-1',
  pageId: 'p-1',
  time,
  surface: 'home',
  region: '367',
  items: [
    { itemId: 'i-1', position: 0, propensity: 0.5 },
    { itemId: 'i-2', position: 1, propensity: 0 },
  ],
  recommendationId: 'r-1',
  confirmed: false,
  modelVersion: 'm-1',
  lists: [{ mode: 'second_stage', degradations: ['STARS_UNAVAILABLE'] }],
  ...changes,
});

export const validItem = (changes: Partial<CatalogItem> = {}): CatalogItem => ({
  tenantId: '',
  itemId: 'i-1',
  version: 7,
  title: 'Whole milk',
  description: 'One gallon.\nKeep cool.',
  brand: 'National',
  category: ['GROCERY', 'MILK'],
  price: 2.49,
  attributes: { fat: 3.5, organic: false, size: '1 GA', labels: ['fresh', 'local'] },
  regions: { '367': { inStock: true }, '406': { inStock: false } },
  ...changes,
});

export const validUser = (changes: Partial<UserProfileUpdate> = {}): UserProfileUpdate => ({
  tenantId: '',
  userId: 'u-1',
  version: 3,
  features: { age: '35-44', household_size: 3, homeowner: true },
  ...changes,
});

export const validContext = (changes: Partial<ContextSignal> = {}): ContextSignal => ({
  tenantId: '',
  eventId: 'e-3',
  region: '367',
  validFrom: time,
  validUntil: new Date(time.getTime() + 604_800_000),
  signals: { holiday: true, temperature: -3.5 },
  itemSignals: [{ name: 'mailer_front', value: 1, itemIds: ['i-1', 'i-2'] }],
  ...changes,
});

export const validFeatures = (changes: Partial<ItemFeatures> = {}): ItemFeatures => ({
  tenantId: '',
  itemId: 'i-1',
  itemVersion: 7,
  textHash: sha256,
  embedding: new Uint8Array(new Float32Array([0.6, 0.8]).buffer),
  embeddingModel: 'all-MiniLM-L6-v2',
  tags: ['breakfast', 'dairy'],
  tagVocabularyVersion: 'v1',
  tagger: 'local',
  category: ['GROCERY', 'MILK'],
  deleted: false,
  ...changes,
});

export const validManifest = (changes: Partial<ModelManifest> = {}): ModelManifest => ({
  tenantId: '',
  version: '20171127-183000',
  createdTime: time,
  config: { layers: 2 },
  files: [{ path: 'weights.safetensors', sha256, bytes: 1024 }],
  servingWidth: 64,
  itemCount: 25_392,
  dataFrom: new Date('2017-01-01T00:00:00Z'),
  dataUntil: time,
  metrics: { 'ndcg@10': 0.2 },
  embeddingModel: 'all-MiniLM-L6-v2',
  tagVocabularyVersion: 'v1',
  signals: [{ name: 'holiday', scope: 'holiday', width: 1 }],
  timeZone: 'America/New_York',
  comparison: undefined,
  ...changes,
});

export const validRecommend = (changes: Partial<RecommendRequest> = {}): RecommendRequest => ({
  tenantId: '',
  userId: 'u-1',
  k: 10,
  region: '367',
  surface: 'home',
  seedItemIds: [],
  seedWeights: [],
  windowDays: undefined,
  mode: RecommendMode.RECOMMEND_MODE_UNSPECIFIED,
  filter: undefined,
  time,
  recentEvents: [],
  excludeItemIds: [],
  candidateItemIds: [],
  excludePurchased: false,
  diversity: undefined,
  categoryCaps: [],
  coverage: undefined,
  exploration: undefined,
  explain: undefined,
  deadlineMs: 0,
  language: '',
  pageCategory: '',
  ruleTags: [],
  ...changes,
});
