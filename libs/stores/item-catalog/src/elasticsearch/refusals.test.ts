import { StarsError } from '@stars/errors';
import { describe, expect, it } from 'vitest';
import { ElasticsearchRefusal } from './elasticsearch-server.js';
import { documentsError, isOfDocument, mayPass, toStarsError } from './refusals.js';

describe('refusals of Elasticsearch', () => {
  it.each<[number, string, string, boolean]>([
    [429, 'es_rejected_execution_exception', 'STARS_UNAVAILABLE', true],
    [429, 'circuit_breaking_exception', 'STARS_UNAVAILABLE', true],
    [429, 'cluster_block_exception', 'STARS_DISK_FULL', true],
    [403, 'cluster_block_exception', 'STARS_UNAVAILABLE', true],
    [503, 'search_phase_execution_exception', 'STARS_UNAVAILABLE', true],
    [401, 'security_exception', 'STARS_CONFIG_INVALID', false],
    [403, 'security_exception', 'STARS_CONFIG_INVALID', false],
    [404, 'index_not_found_exception', 'STARS_UNAVAILABLE', false],
    [400, 'index_closed_exception', 'STARS_UNAVAILABLE', true],
    [400, 'strict_dynamic_mapping_exception', 'STARS_CONFIG_INVALID', false],
    [400, 'document_parsing_exception', 'STARS_INTERNAL', false],
  ])('%s %s is %s; worth another attempt: %s', (status, type, code, again) => {
    const refusal = new ElasticsearchRefusal(status, type, 'so it says');
    expect(toStarsError(refusal)).toMatchObject({ code, message: expect.stringContaining('so it says') });
    expect(mayPass(refusal)).toBe(again);
  });

  it.each<[number, string, string | undefined]>([
    [400, 'document_parsing_exception', 'STARS_INVALID_FIELD'],
    [413, 'no type', 'STARS_TOO_LARGE'],
    [400, 'index_closed_exception', undefined],
    [400, 'strict_dynamic_mapping_exception', undefined],
    [403, 'security_exception', undefined],
    [500, 'exception', undefined],
  ])('%s %s: is a document at fault, and as what: %s', (status, type, code) => {
    const refusal = new ElasticsearchRefusal(status, type, 'so it says');
    expect(isOfDocument(refusal)).toBe(code !== undefined);
    if (code) expect(documentsError(['t/a'], refusal)).toMatchObject({ code, keys: ['t/a'] });
  });

  it.each<[string, boolean]>([
    ['no write index is defined for alias [stars-items]. The alias points to multiple indices', false],
    ['pipeline with id [added] does not exist', false],
    ['Document contains at least one immense term in field="brand"', true],
  ])('400 illegal_argument_exception "%s": is a document at fault: %s', (says, ofDocument) => {
    const refusal = new ElasticsearchRefusal(400, 'illegal_argument_exception', says);
    expect(isOfDocument(refusal)).toBe(ofDocument);
    if (!ofDocument) expect(toStarsError(refusal)).toMatchObject({ code: 'STARS_CONFIG_INVALID' });
  });

  it('leaves other errors as they are', () => {
    const error = new StarsError('STARS_OVERLOADED', 'too many');
    expect(toStarsError(error)).toBe(error);
    expect(mayPass(error)).toBe(false);
    expect(mayPass(new StarsError('STARS_UNAVAILABLE', 'away'))).toBe(true);
  });
});
