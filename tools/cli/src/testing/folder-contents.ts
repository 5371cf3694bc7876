import { createHash } from 'node:crypto';
import { DEFAULT_TENANT, TOPICS } from '@stars/contracts';
import { pagesOfUsers } from '@stars/profile-store';
import { openEmbeddedStack } from '@stars/stack';

/** Contents of a data folder, as numbers and digests that can be compared. */
export interface FolderContents {
  /** By topic: messages, distinct ids, and a digest of the ids without their order. */
  topics: Record<string, { messages: number; ids: number; digest: string }>;
  items: number;
  users: number;
  historyEvents: number;
}

const COUNTED = [TOPICS.catalog, TOPICS.users, TOPICS.context, TOPICS.interactions];

export async function folderContents(dataDir: string): Promise<FolderContents> {
  const stack = openEmbeddedStack(dataDir);
  try {
    const topics: FolderContents['topics'] = {};
    for (const topic of COUNTED) {
      const ids: string[] = [];
      for await (const batch of stack.bus.read({ topic })) ids.push(...batch.map(({ id }) => id));
      const digest = createHash('sha256')
        .update([...ids].sort().join('\n'))
        .digest('hex');
      topics[topic] = { messages: ids.length, ids: new Set(ids).size, digest };
    }
    let historyEvents = 0;
    for await (const userIds of pagesOfUsers(stack.profiles, DEFAULT_TENANT, 500)) {
      const profiles = await stack.profiles.get(DEFAULT_TENANT, userIds);
      historyEvents += profiles.reduce((sum, profile) => sum + (profile?.history.length ?? 0), 0);
    }
    const items = await stack.catalog.count(DEFAULT_TENANT);
    return { topics, items, users: await stack.profiles.count(DEFAULT_TENANT), historyEvents };
  } finally {
    await stack.close();
  }
}
