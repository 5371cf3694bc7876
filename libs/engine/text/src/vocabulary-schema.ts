import { z } from 'zod';

const term = z.string().regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, 'must be lower_snake_case');
const formerTerm = z
  .string()
  .regex(/^(?:[a-z0-9]+(?:_[a-z0-9]+)*:)?[a-z0-9]+(?:_[a-z0-9]+)*$/, 'must be value or attribute:value');
const phrase = z.string().trim().min(1).max(100);
const pattern = z
  .string()
  .min(1)
  .max(500)
  .refine((source) => isPattern(source), 'must be a regular expression');

/** One allowed value of an attribute. */
const valueSchema = z.strictObject({
  value: term,
  description: z.string().trim().min(1).max(300),
  /** Other words that answers may use for it. */
  synonyms: z.array(phrase).max(50).default([]),
  /** Names in earlier versions, `value` or `attribute:value`: answers and corrections with these names mean this one. */
  was: z.array(formerTerm).max(50).optional(),
  /** Regular expressions (flags `iu`): a text that matches one states the value as a fact. */
  rules: z.array(pattern).max(20).default([]),
  /** Regular expressions of passages that the rules must not see. */
  unless: z.array(pattern).max(20).default([]),
});

const attributeSchema = z.strictObject({
  name: term,
  description: z.string().trim().min(1).max(300),
  /** If present, the local tagger guesses at most one value by similarity. Both are cosines. */
  zeroShot: z.strictObject({ minSimilarity: z.number().min(-1).max(1), margin: z.number().min(0).max(2) }).optional(),
  values: z.array(valueSchema).min(1).max(500),
});

/** The format of a vocabulary file. */
export const vocabularySchema = z
  .strictObject({
    name: term,
    version: z.int().positive(),
    description: z.string().default(''),
    attributes: z.array(attributeSchema).min(1).max(100),
  })
  .superRefine((vocabulary, context) => {
    unique(vocabulary.attributes, (attribute) => attribute.name, ['attributes'], 'name', context);
    for (const [index, attribute] of vocabulary.attributes.entries()) {
      unique(attribute.values, (value) => value.value, ['attributes', index, 'values'], 'value', context);
    }
  });

export type VocabularyFile = z.infer<typeof vocabularySchema>;
export type VocabularyAttribute = z.infer<typeof attributeSchema>;

function unique<T>(
  elements: readonly T[],
  key: (element: T) => string,
  path: (string | number)[],
  field: string,
  context: z.RefinementCtx,
): void {
  const seen = new Set<string>();
  for (const [index, element] of elements.entries()) {
    if (seen.has(key(element))) {
      context.addIssue({ code: 'custom', path: [...path, index, field], message: `${key(element)} is there twice` });
    }
    seen.add(key(element));
  }
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source, 'iu');
    return true;
  } catch {
    return false;
  }
}
