import { problem } from '../field-problem.js';
import { ItemFeatures, TagCorrection } from '../generated/stars/v1/features.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { category } from './catalog.js';

const embedding = kind.also(kind.anything as kind.Kind<Uint8Array>, (value) => {
  const bytes = value.length;
  if (bytes === 0) throw problem('STARS_FIELD_REQUIRED', 'is required');
  if (bytes % 4 !== 0) throw problem('STARS_INVALID_FIELD', 'must be float32 values, four bytes each');
  if (bytes > LIMITS.embeddingWidth * 4) {
    throw problem('STARS_TOO_LARGE', `is wider than ${LIMITS.embeddingWidth}`);
  }
  const view = new DataView(value.buffer, value.byteOffset, bytes);
  for (let at = 0; at < bytes; at += 4) {
    // Not the opposite: NaN is no number that one can compare.
    if (!(Math.abs(view.getFloat32(at, true)) <= LIMITS.embeddingElement)) {
      throw problem('STARS_OUT_OF_RANGE', `has an element that is not between ±${LIMITS.embeddingElement}`);
    }
  }
});

const id = { tenantId: kind.tenant, itemId: kind.id, itemVersion: kind.int64, deleted: kind.boolean };
const content = {
  textHash: kind.sha256,
  embedding,
  embeddingModel: kind.id,
  tags: kind.list(kind.line(LIMITS.nameChars), 0, LIMITS.tags),
  tagVocabularyVersion: kind.text(LIMITS.nameChars),
  tagger: kind.text(LIMITS.nameChars),
  category,
};
const present = kind.message(ItemFeatures, { ...id, ...content });
const any = Object.fromEntries(Object.keys(content).map((key) => [key, kind.anything]));
const gone = kind.message(ItemFeatures, { ...id, ...(any as unknown as typeof content) });

/** The tagger's features of an item. Of a deleted item, only its id and version are looked at. */
export const itemFeatures: kind.MessageKind<ItemFeatures> = {
  ...present,
  check: (features) => (features.deleted ? gone : present).check(features),
};

export const tagTerms = kind.list(kind.filledLine(LIMITS.nameChars), 0, LIMITS.tags);

export const tagCorrection = kind.message(
  TagCorrection,
  {
    tenantId: kind.tenant,
    itemId: kind.id,
    version: kind.int64,
    add: tagTerms,
    remove: tagTerms,
    withdrawn: kind.boolean,
  },
  { whole: checkTagTerms },
);

/** What a correction says must not contradict itself, and must say something. */
export function checkTagTerms({ add, remove, withdrawn }: Pick<TagCorrection, 'add' | 'remove' | 'withdrawn'>): void {
  const says = add.length + remove.length > 0;
  if (withdrawn && says) {
    throw problem('STARS_INVALID_FIELD', 'cannot be said of a correction that says something', 'withdrawn');
  }
  if (!withdrawn && !says) throw problem('STARS_FIELD_REQUIRED', 'or remove is required, or withdrawn', 'add');
  const both = remove.findIndex((term) => add.includes(term));
  if (both >= 0) throw problem('STARS_INVALID_FIELD', 'is among add, too', 'remove', both);
}
