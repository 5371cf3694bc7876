import { type DuckDb, sqlText } from '@stars/duckdb';

/** What is counted of events. Those of own kinds, ratings, dislikes, searches and views of categories are not. */
const COUNTED = "('view', 'add_to_cart', 'remove_from_cart', 'purchase', 'refund')";

/** SQL: what is read of impressions and of interactions, over rows of the archive. */
export const PAGE_COLUMNS = `event_id, user_id, recommendation_id, coalesce(surface, '') AS surface, epoch_ms(time) AS ms, confirmed,
  items, model_version, lists`;
export const EVENT_COLUMNS = `event_id, user_id, item_id, type, epoch_ms(time) AS ms, coalesce(quantity, 1) AS units, recommendation_id`;
export const EVENT_FILTER = `type IN ${COUNTED} AND item_id != ''`;

const LIST_TYPE = '[{"placement":"VARCHAR","mode":"VARCHAR","degradations":["VARCHAR"]}]';

export interface QueryParts {
  /** ms since 1970 */
  from: number;
  withinMs: number;
  starts: readonly number[];
  topItems: number;
}

const filesSql = (paths: readonly string[], columns: string): string =>
  paths.length > 0 ? `SELECT * FROM read_parquet([${paths.map(sqlText).join(', ')}])` : `SELECT ${columns} WHERE FALSE`;

const NO_PAGES = `'' AS event_id, '' AS user_id, '' AS recommendation_id, '' AS surface, 0::BIGINT AS ms, FALSE AS confirmed,
  NULL::STRUCT(item_id VARCHAR, "position" INTEGER, propensity DOUBLE, placement VARCHAR)[] AS items, '' AS model_version, '' AS lists`;
const NO_EVENTS = `'' AS event_id, '' AS user_id, '' AS item_id, '' AS type, 0::BIGINT AS ms, 1.0 AS units, '' AS recommendation_id`;

/**
 * Makes the views and tables that `ACTIVITY_QUERIES` read, of Parquet files with `PAGE_COLUMNS` and `EVENT_COLUMNS`. Files of days have an
 * event once; one that came with two times may be in two files.
 */
export async function prepareActivity(
  db: DuckDb,
  files: { pages: readonly string[]; events: readonly string[] },
  { from, withinMs, starts }: QueryParts,
): Promise<void> {
  const once = 'QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY ms) = 1';
  const statements = [
    `CREATE TABLE bucket AS SELECT unnest([${starts.join(', ')}]::BIGINT[]) AS start`,
    `CREATE TABLE page AS FROM (${filesSql(files.pages, NO_PAGES)}) ${once}`,
    `CREATE TABLE event AS FROM (${filesSql(files.events, NO_EVENTS)}) ${once}`,
    `CREATE VIEW place AS SELECT page.* EXCLUDE (items, lists), item.item_id, n, item.placement, coalesce(item.placement, surface) AS list
      FROM (SELECT *, unnest(items) AS item, generate_subscripts(items, 1) AS n FROM page) page`,
    // Of an answer that was confirmed, the record says in which list an item stood.
    `CREATE TABLE served AS SELECT user_id, recommendation_id, item_id, min_by(list, (ms, event_id, n)) AS list FROM place
      WHERE NOT confirmed AND (user_id, recommendation_id) IN (SELECT (user_id, recommendation_id) FROM page WHERE confirmed)
      GROUP BY ALL`,
    `CREATE VIEW shown AS SELECT place.* REPLACE (
        CASE WHEN confirmed AND placement IS NULL THEN coalesce(served.list, surface) ELSE place.list END AS list)
      FROM place LEFT JOIN served USING (user_id, recommendation_id, item_id)`,
    `CREATE TABLE listed AS SELECT event_id, ms, model_version, coalesce(list.placement, surface) AS list, list.mode AS mode,
        list.degradations AS codes
      FROM (SELECT *, unnest(from_json(lists, '${LIST_TYPE}')) AS list FROM page WHERE NOT confirmed AND lists IS NOT NULL) page
      WHERE ms >= ${from}
      UNION ALL SELECT DISTINCT event_id, ms, model_version, list, NULL, NULL FROM place
      WHERE NOT confirmed AND lists_absent AND ms >= ${from}`.replace(
      'lists_absent',
      'event_id IN (SELECT event_id FROM page WHERE lists IS NULL)',
    ),
    // The first list that shows an item counts.
    `CREATE TABLE direct AS SELECT event.event_id, min_by(shown.list, (shown.ms, shown.event_id, n)) AS list
      FROM event JOIN shown USING (user_id, recommendation_id, item_id)
      WHERE shown.ms >= event.ms - ${withinMs} GROUP BY ALL`,
    `CREATE TABLE named AS SELECT DISTINCT event.event_id FROM event JOIN page USING (user_id, recommendation_id)
      WHERE page.ms >= event.ms - ${withinMs}`,
    `CREATE TABLE counted AS SELECT event.*, direct.list, CASE
        WHEN direct.event_id IS NOT NULL THEN 'DIRECT'
        WHEN named.event_id IS NOT NULL THEN 'LED_TO'
        WHEN recommendation_id IS NOT NULL THEN 'NO_IMPRESSION' ELSE 'OTHER' END AS origin
      FROM event LEFT JOIN direct ON direct.event_id = event.event_id LEFT JOIN named ON named.event_id = event.event_id`,
  ];
  for (const sql of statements) await db.run(sql);
}

const byBucket = (of: string): string => `(SELECT * FROM (${of}) t ASOF JOIN bucket ON t.ms >= bucket.start)`;

const FACETS = {
  degradation: 'unnest(codes)',
  mode: 'mode',
  model: 'model_version',
} as const;

/** SQL: see `prepareActivity`. Numbers are doubles. */
export const activityQueries = ({ from, topItems }: QueryParts) => ({
  answers: `SELECT start::DOUBLE AS start, list, count(DISTINCT event_id)::DOUBLE AS n FROM ${byBucket('FROM listed')} GROUP BY ALL`,
  confirmed: `SELECT start::DOUBLE AS start, list, count(DISTINCT event_id)::DOUBLE AS n
    FROM ${byBucket(`FROM shown WHERE confirmed AND ms >= ${from}`)} GROUP BY ALL`,
  // Prices are of items.
  events: `SELECT start::DOUBLE AS start, coalesce(list, '') AS list, origin, type,
      CASE type WHEN 'purchase' THEN item_id END AS item, count(*)::DOUBLE AS n, sum(units) AS units
    FROM ${byBucket('FROM counted')} GROUP BY ALL`,
  facets: Object.entries(FACETS)
    .map(
      ([facet, value]) => `SELECT list, '${facet}' AS facet, name, count(DISTINCT event_id)::DOUBLE AS n
        FROM (SELECT list, event_id, ${value} AS name FROM listed) GROUP BY ALL HAVING name IS NOT NULL AND name != ''`,
    )
    .join(' UNION ALL '),
  items: `WITH item AS (
      SELECT list, item_id, count(DISTINCT event_id) AS n FROM place WHERE NOT confirmed AND ms >= ${from} GROUP BY ALL
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY list ORDER BY n DESC, item_id) AS rank, count(*) OVER (PARTITION BY list) AS items
      FROM item
    ), chosen AS (
      SELECT list, item_id, count(*) FILTER (type = 'view') AS views, count(*) FILTER (type = 'purchase') AS purchases
      FROM counted WHERE origin = 'DIRECT' GROUP BY ALL
    )
    SELECT list, any_value(items)::DOUBLE AS items, (sum(n) FILTER (rank <= ceil(items / 10)) / sum(n))::DOUBLE AS top_tenth_share,
      to_json(coalesce(list({item_id: item_id, answers: n, views: coalesce(views, 0), purchases: coalesce(purchases, 0)} ORDER BY rank)
        FILTER (rank <= ${topItems}), []))::VARCHAR AS top_items
    FROM ranked LEFT JOIN chosen USING (list, item_id) GROUP BY list`,
  itemsShown: `SELECT count(DISTINCT item_id)::DOUBLE AS n FROM place WHERE NOT confirmed AND ms >= ${from}`,
});
