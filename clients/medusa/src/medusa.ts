// What this package uses of Medusa 2. It is written here because the shop installs Medusa, not this package. The test with a real
// shop fails where it differs.

/** Medusa's container of services. */
export interface Container {
  resolve<Service>(name: string): Service;
}

export interface Query {
  graph<Row>(query: {
    entity: string;
    fields: readonly string[];
    filters?: object;
    pagination?: { take: number; skip: number; order: object };
    /** Whether rows that were deleted come too: Medusa keeps them, with the time in `deleted_at`. */
    withDeleted?: boolean;
    context?: object;
  }): Promise<{ data: Row[] }>;
}

export interface Logger {
  warn(message: string): void;
}

/** The settings of the shop. There is one row. */
export interface Stores {
  listStores(filter: object, options: { relations: string[] }): Promise<Store[]>;
  updateStores(id: string, change: { metadata: Record<string, unknown> }): Promise<unknown>;
}

export interface Store {
  id: string;
  metadata: Record<string, unknown> | null;
  supported_currencies: { currency_code: string; is_default: boolean }[];
}

export interface Category {
  name: string;
  parent_category?: Category | null;
}

export interface Price {
  calculated_amount: number | null;
  original_amount: number | null;
  currency_code: string;
}

export interface Variant {
  manage_inventory: boolean;
  allow_backorder: boolean;
  calculated_price?: Price | null;
  inventory_items?: {
    required_quantity: number;
    inventory?: { location_levels?: { stocked_quantity: number; reserved_quantity: number }[] } | null;
  }[];
}

export interface Product {
  id: string;
  title: string;
  description: string | null;
  status: string;
  thumbnail: string | null;
  type?: { value: string } | null;
  collection?: { title: string } | null;
  tags?: { value: string }[];
  categories?: Category[];
  variants?: Variant[];
}

export interface Order {
  id: string;
  status: string;
  created_at: string;
  updated_at: string;
  canceled_at: string | null;
  customer_id: string | null;
  customer?: { has_account: boolean } | null;
  region_id: string | null;
  metadata: Record<string, unknown> | null;
  items: {
    id: string;
    product_id: string | null;
    metadata?: Record<string, unknown> | null;
    detail: { quantity: number; return_received_quantity: number };
  }[];
}

/** Prices as a customer sees them there. */
export const pricesIn = (where: { currency_code: string; region_id?: string }): object => ({
  variants: { calculated_price: { ...where, __type: 'QueryContext' } },
});
