import { KafkaClient } from '../kafka/client.js';
import type { KafkaRecord } from '../kafka/cluster.js';
import { kafkaSettings } from '../kafka/options.js';
import { PartitionLog } from '../kafka/partition-log.js';

/** What a broker has, as any program sees it that knows nothing of erasures: by topic, all records of all partitions. */
export async function recordsOnKafka(broker: string, prefix: string): Promise<Map<string, KafkaRecord[]>> {
  const settings = kafkaSettings({ brokers: [broker], prefix });
  const client = new KafkaClient(settings);
  const [admin, cluster] = [client.admin(), client.cluster()];
  await Promise.all([admin.connect(), cluster.connect()]);
  try {
    const log = new PartitionLog(cluster, settings);
    const found = new Map<string, KafkaRecord[]>();
    for (const name of (await admin.listTopics()).filter((topic) => topic.startsWith(`${prefix}.`))) {
      const records: KafkaRecord[] = [];
      const first = await log.offsets(name, 'first');
      for (const [partition, end] of await log.offsets(name, 'next')) {
        for (let from = first.get(partition)!; from < end; ) {
          const fetched = await log.fetch(name, partition, from, end);
          records.push(...fetched.records);
          from = fetched.next;
        }
      }
      found.set(name, records);
    }
    return found;
  } finally {
    await Promise.all([admin.disconnect(), cluster.disconnect()]);
  }
}

/** `retention.ms` of a topic, by its name on the broker; undefined if it is compacted. */
export async function retentionOnKafka(broker: string, name: string): Promise<number | undefined> {
  const admin = new KafkaClient(kafkaSettings({ brokers: [broker] })).admin();
  await admin.connect();
  try {
    const { resources } = await admin.describeConfigs({ resources: [{ type: 2, name }], includeSynonyms: false });
    const settingOf = (key: string) =>
      resources[0]!.configEntries.find(({ configName }) => configName === key)?.configValue;
    return settingOf('cleanup.policy') === 'compact' ? undefined : Number(settingOf('retention.ms'));
  } finally {
    await admin.disconnect();
  }
}
