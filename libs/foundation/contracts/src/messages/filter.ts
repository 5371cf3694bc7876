import { inside, problem } from '../field-problem.js';
import { attributeOf, FILTER_FIELDS } from '../filter-field.js';
import * as generated from '../generated/stars/v1/filter.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';

const field = kind.also(kind.text(LIMITS.nameChars + 'attributes.'.length), (value) => {
  if (value === '') throw problem('STARS_FIELD_REQUIRED', 'is required');
  if (attributeOf(value) === undefined && !(FILTER_FIELDS as readonly string[]).includes(value)) {
    const known = `${FILTER_FIELDS.join(', ')}, attributes.NAME`;
    throw problem('STARS_UNKNOWN_FILTER_FIELD', `is ${JSON.stringify(value)}, and must be one of ${known}`);
  }
});

/** The schema of a node of these fields, or of attributes. */
const ofFields =
  (...fields: string[]) =>
  ({ properties, ...object }: kind.ObjectSchema): kind.JsonSchema => {
    const pattern = `^(${fields.join('|')}|attributes\\.[\\s\\S]+)$`;
    return { ...object, properties: { ...properties, field: { ...properties['field'], pattern } } };
  };

/** What of the tree was seen on the way to the node at hand; a tree is walked without a pause. */
const seen = { depth: 0, nodes: 0, values: 0 };

function checkMost(count: number, most: number, what: string, ...steps: string[]): void {
  if (count > most) throw problem('STARS_TOO_LARGE', `is past ${most} ${what} of one filter`, ...steps);
}

/** Goes into a node, if the tree is not too deep: no nesting can exhaust the stack. */
function inNode<T>(work: () => T): T {
  if (seen.depth === 0) Object.assign(seen, { nodes: 0, values: 0 });
  checkMost(seen.depth + 1, LIMITS.filterDepth, 'levels');
  seen.nodes++;
  seen.depth++;
  try {
    return work();
  } finally {
    seen.depth--;
  }
}

const filterIn = kind.message(
  generated.FilterIn,
  { field, values: kind.list(kind.text(LIMITS.attributeChars), 0, LIMITS.filterValues) },
  {
    describe: ofFields(...FILTER_FIELDS.filter((name) => name !== 'price')),
    whole(node) {
      if (node.field === 'price') throw problem('STARS_INVALID_FIELD', 'is price, which takes a range', 'field');
      seen.values += node.values.length;
      checkMost(seen.values, LIMITS.filterValues, 'values', 'values');
    },
  },
);

const filterRange = kind.message(
  generated.FilterRange,
  { field, min: kind.optional(kind.number()), max: kind.optional(kind.number()) },
  {
    describe: ofFields('price'),
    whole(node) {
      if (node.field !== 'price' && attributeOf(node.field) === undefined) {
        throw problem('STARS_INVALID_FIELD', `is ${node.field}, which is not a number`, 'field');
      }
    },
  },
);

/** A filter: known fields, and no more than 16 deep, 1,000 nodes and 10,000 values in the whole tree. */
export const filter: kind.Kind<generated.Filter> = {
  read: (json) => inNode(() => node.read(json, 'reject')),
  write: (value) => node.write(value),
  // Only here: of a batch, one request with too many nodes fails alone.
  check: (value) =>
    inNode(() => {
      checkMost(seen.nodes, LIMITS.filterNodes, 'nodes');
      node.check(value);
    }),
  schema: (scope) => node.schema(scope),
};

const operands = kind.list(filter, 0, LIMITS.filterNodes);

const node = kind.message(generated.Filter, {
  expression: kind.oneOf<NonNullable<generated.Filter['expression']>>(
    {
      all: kind.message(generated.FilterAll, { operands }),
      any: kind.message(generated.FilterAny, { operands }),
      not: filter,
      in: filterIn,
      range: filterRange,
    },
    () => problem('STARS_INVALID_FIELD', 'must have exactly one of all, any, not, in, range'),
  ),
});

/** A filter of users by their features: all its fields are attributes. */
export const featureFilter: kind.Kind<generated.Filter> = kind.also(filter, checkFeatures);

function checkFeatures({ expression }: generated.Filter): void {
  if (expression?.$case === 'not') inside('not', () => checkFeatures(expression.value));
  else if (expression?.$case === 'all' || expression?.$case === 'any') {
    expression.value.operands.forEach((operand, n) => {
      inside(expression.$case, () => inside('operands', () => inside(n, () => checkFeatures(operand))));
    });
  } else if (expression && attributeOf(expression.value.field) === undefined) {
    const wrong = `is ${JSON.stringify(expression.value.field)}, and must be attributes.NAME, a feature of users`;
    throw problem('STARS_UNKNOWN_FILTER_FIELD', wrong, expression.$case, 'field');
  }
}
