import { DIVERSITY_METHOD_NAMES } from './enum-names.js';
import { joinPath } from './field-path.js';
import {
  type CategoryCap,
  type Diversity,
  DiversityMethod,
  type Exploration,
} from './generated/stars/v1/recommendation_service.js';
import { JsonFields } from './json-fields.js';

/** The rules of a request for the whole list. */
export interface ListRules {
  excludeItemIds: string[];
  diversity: Diversity | undefined;
  categoryCaps: CategoryCap[];
  deadlineMs: number;
}

/** The types only; what must be there is checked later. */
export function parseListRules(json: JsonFields): ListRules {
  return {
    excludeItemIds: json.strings('exclude_item_ids'),
    diversity: parseDiversity(json),
    categoryCaps: json.list('category_caps', (row, at): CategoryCap => {
      const cap = new JsonFields(row, at, json.unknown);
      const parsed = { level: cap.optionalNumber('level'), items: cap.number('items') };
      cap.done();
      return parsed;
    }),
    deadlineMs: json.number('deadline_ms'),
  };
}

function parseDiversity(json: JsonFields): Diversity | undefined {
  const row = json.raw('diversity');
  if (row === undefined) return undefined;
  const at = joinPath(json.path, 'diversity');
  const fields = new JsonFields(row, at, json.unknown);
  const method = fields.raw('method');
  const diversity: Diversity = {
    method:
      method === undefined || method === ''
        ? DiversityMethod.DIVERSITY_METHOD_UNSPECIFIED
        : DIVERSITY_METHOD_NAMES.parse(method, at, 'method'),
    strength: fields.number('strength'),
    relevanceBudget: fields.optionalNumber('relevance_budget'),
  };
  fields.done();
  return diversity;
}

/** The types only; what must be there is checked later. */
export function parseExploration(json: JsonFields): Exploration | undefined {
  const row = json.raw('exploration');
  if (row === undefined) return undefined;
  const fields = new JsonFields(row, joinPath(json.path, 'exploration'), json.unknown);
  const exploration: Exploration = {
    places: fields.number('places'),
    rate: fields.number('rate'),
    candidates: fields.number('candidates'),
    seed: fields.optionalNumber('seed'),
  };
  fields.done();
  return exploration;
}
