import { Inject, Injectable } from '@nestjs/common';
import { type DeleteItemsRequest, type DeleteItemsResponse, encodeDeleteItems } from '@stars/contracts';
import { CatalogChanges } from './catalog-changes.js';

/** Takes deletions of items; versions as for upserts. */
@Injectable()
export class DeleteItems {
  constructor(@Inject(CatalogChanges) private readonly changes: CatalogChanges) {}

  async execute({ items }: DeleteItemsRequest): Promise<DeleteItemsResponse> {
    return { accepted: await this.changes.publish(items, encodeDeleteItems) };
  }
}
