export const ROW_KINDS = ['items', 'users', 'context', 'impressions', 'events'] as const;
export type RowKindName = (typeof ROW_KINDS)[number];

/** Type of a column in a format without types: `list` and `object` are nested, as JSON or in the format's own way. */
export type ColumnType = 'text' | 'time' | 'number' | 'boolean' | 'list' | 'numbers' | 'object';

/** The columns of each kind of rows, and which of them must be there: a title or a type that no row has is made up. */
export const COLUMNS: Record<
  RowKindName,
  { required: readonly string[]; types: Readonly<Record<string, ColumnType>> }
> = {
  items: {
    required: ['item_id'],
    types: {
      tenant_id: 'text',
      item_id: 'text',
      variant_id: 'text',
      version: 'number',
      title: 'text',
      description: 'text',
      brand: 'text',
      category: 'list',
      price: 'number',
      attributes: 'object',
      regions: 'object',
    },
  },
  users: {
    required: ['user_id', 'features'],
    types: { tenant_id: 'text', user_id: 'text', version: 'number', features: 'object' },
  },
  context: {
    required: ['time', 'signals'],
    types: {
      tenant_id: 'text',
      event_id: 'text',
      time: 'time',
      valid_until: 'time',
      region: 'text',
      item_id: 'text',
      signals: 'object',
    },
  },
  impressions: {
    required: ['user_id', 'page_id', 'time', 'items'],
    types: {
      tenant_id: 'text',
      event_id: 'text',
      user_id: 'text',
      page_id: 'text',
      time: 'time',
      surface: 'text',
      region: 'text',
      items: 'list',
      propensities: 'numbers',
      recommendation_id: 'text',
      confirmed: 'boolean',
    },
  },
  events: {
    required: ['user_id', 'item_id', 'time'],
    types: {
      tenant_id: 'text',
      event_id: 'text',
      user_id: 'text',
      anonymous_id: 'text',
      item_id: 'text',
      variant_id: 'text',
      type: 'text',
      time: 'time',
      order_id: 'text',
      status: 'text',
      cancelled_at: 'text',
      session_id: 'text',
      page_id: 'text',
      region: 'text',
      quantity: 'number',
      value: 'number',
      recommendation_id: 'text',
    },
  },
};
